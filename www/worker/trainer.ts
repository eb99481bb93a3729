/** The training loop: owns the session, takes steps in short turns, and says what came of them. */

import { errorInfo, PlaygroundError } from '../error.js';
import { Patience } from '../patience.js';
import {
  type Backend,
  type Epoch,
  GRID,
  type ImageShape,
  type Networks,
  type Quality,
  type RunInfo,
  type SavedWithSamples,
  type Settings,
  type Start,
  type UpdateRecord,
  type WorkerEvent,
} from '../protocol.js';
import { words } from '../text/words.js';
import { type Adapter, type Core, loadCore } from './core.js';
import { Evaluation } from './evaluation.js';
import { Source } from './source.js';

/** How long a turn of training is to last: long enough to be worth its read, short enough to pause at once. */
const TURN_MS = 100;
/**
 * A GPU can be lost at any time, which is to cost five seconds at most; on a CPU checkpoints are only to go back to,
 * and take a hundredth of the time.
 */
const CHECKPOINT_MS = 3000;
const CHECKPOINT_SHARE = 0.01;
/** Samples are drawn at most this often, and take at most a tenth of the time. */
const SAMPLES_MS = 400;
const SAMPLES_SHARE = 0.1;
/** Images whose mean D(x) is said at the end of an epoch. */
const SCORED_IMAGES = 500;
/** The seed of the noise that the grid shows, the same in every run so that runs can be compared. */
const GRID_SEED = 0;

/** Codes of errors after which nothing works any more. */
const FATAL = ['core_failed', 'device_failed'];

export class Trainer {
  /** Calls on the session run one after another. */
  private queue: Promise<unknown> = Promise.resolve();
  /** The training under way; nothing while paused. */
  private training: { goal: number } | undefined;
  /** Settles when the training under way has ended. */
  private loop: Promise<void> = Promise.resolve();
  /** Woken when a shard arrives or training is paused. */
  private wake: () => void = () => {};
  private stepsPerTurn = 1;
  private nextCheckpoint = 0;
  private nextSamples = 0;
  private lastGood: Uint8Array | undefined;

  private constructor(
    readonly core: typeof Core,
    private readonly backend: Backend,
    readonly adapter: () => Adapter | undefined,
    private readonly dataUrl: string,
    private readonly patience: Patience,
    private source: Source,
    private evaluation: Evaluation,
    private session: Core.Session,
    private readonly emit: (event: WorkerEvent, transfer?: Transferable[]) => void,
  ) {}

  static async open(
    backend: Backend,
    start: Start,
    dataUrl: string,
    emit: (event: WorkerEvent, transfer?: Transferable[]) => void,
  ): Promise<Trainer> {
    const patience = new Patience((late) => emit({ type: 'late', late }));
    const onLost = (reason: string) =>
      emit({ type: 'fatal', error: { code: 'device_lost', words: words('gpuLost', reason) } });
    const { core, adapter } = await loadCore(backend, onLost, patience);
    const source = await Source.open(core, datasetOf(core, start), dataUrl, patience);
    const evaluation = new Evaluation(core, backend, source, emit);
    const session = await create(core, backend, start, source.train);
    const trainer = new Trainer(core, backend, adapter, dataUrl, patience, source, evaluation, session, emit);
    void trainer.fetchData();
    // A device that cannot take a step is no use, and the time to know it is while the data comes.
    if (backend === 'webgpu') await probe(core, backend, start, source.shape);
    await trainer.enqueue(() => trainer.drawSamples());
    trainer.openEvaluation();
    return trainer;
  }

  get run(): RunInfo {
    return this.session.info;
  }

  async begin(start: Start): Promise<RunInfo> {
    await this.pause();
    return this.replaceSession(start);
  }

  /** Trains until `goal` steps were taken in all; resolves when they were, or on `pause`. */
  async trainTo(goal: number): Promise<void> {
    await this.pause();
    this.training = { goal };
    this.loop = this.train(this.training);
    await this.loop;
  }

  async pause(): Promise<void> {
    this.training = undefined;
    this.wake();
    await this.loop.catch(() => {}); // its failure is that of `trainTo`
  }

  sample(seed: number, labels: Uint8Array): Promise<Float32Array> {
    return this.enqueue(() => this.session.sample(seed, labels));
  }

  save(): Promise<Uint8Array> {
    return this.enqueue(() => this.session.save());
  }

  /** The whole run, and the grid of samples of the same step. */
  saveWithSamples(): Promise<SavedWithSamples> {
    return this.enqueue(async () => ({
      checkpoint: await this.session.save(),
      networks: this.networks(this.session.info.settings),
      samples: {
        latents: this.session.latents(GRID_SEED, this.gridLabels.length),
        labels: this.gridLabels,
        images: await this.session.sample(GRID_SEED, this.gridLabels),
      },
    }));
  }

  /** Draws `count` samples and judges them, and says so by an event. */
  async judge(count: number): Promise<Quality> {
    await this.evaluation.opened;
    const quality = await this.enqueue(() => this.evaluation.evaluateSamples(this.session, count));
    if (!quality) throw new PlaygroundError('data_unavailable', words('noClassifier'));
    return quality;
  }

  /** Asks something of the session, after what was asked for before. */
  ask<T>(work: (session: Core.Session) => Promise<T> | T): Promise<T> {
    return this.enqueue(async () => work(this.session));
  }

  /** Real images, for what is asked beside training. */
  get images(): Pick<Source, 'train' | 'test'> {
    return this.source;
  }

  /** The networks that settings give for the images of the run, and the memory that they take. */
  networks(settings: Settings): Networks {
    return this.core.networks(settings, this.source.shape);
  }

  /** Takes a step of one network alone. */
  async update(network: 'generator' | 'discriminator'): Promise<UpdateRecord> {
    await this.pause();
    return this.enqueue(async () => {
      const record = await this.session.update(network === 'generator');
      if (network === 'generator') {
        const { step, losses } = record;
        this.emit({ type: 'progress', records: [{ step, losses, balance: null }], epoch: undefined });
      }
      await this.drawSamples();
      return record;
    });
  }

  /** Fetches what is missing of the data; a failure is said by an event, and leaves what is there. */
  async fetchData(): Promise<void> {
    const { source, evaluation } = this;
    if (evaluation.failed) this.openEvaluation();
    await source.fetch({
      progress: (progress) => this.emit({ type: 'data', progress }),
      first: () => {
        const pixels = new Uint8ClampedArray(source.train.examples(this.gridLabels));
        const { images, classes, shape } = source;
        this.emit({ type: 'real', grid: { pixels, shape }, images, classes });
      },
      test: () => void this.enqueue(() => evaluation.takeTest()),
      shard: () => this.wake(),
      failed: (error) => this.emit({ type: 'dataError', error }),
    });
  }

  /** Takes turns until the goal is reached or the training is no longer the one under way. */
  private async train(training: { goal: number }): Promise<void> {
    while (this.training === training) {
      // Asked for before the turn, so that a shard that arrives during it is not missed.
      const woken = new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      const outcome = await this.enqueue(() => this.turn(training.goal)).catch((thrown) =>
        this.recover(thrown),
      );
      if (outcome instanceof PlaygroundError) throw outcome;
      if (outcome === 'over') break;
      if (outcome === 'waiting') {
        this.emit({ type: 'waiting', waiting: true });
        await woken;
        this.emit({ type: 'waiting', waiting: false });
      } else {
        await nextTask();
      }
    }
    await this.enqueue(async () => {
      await this.drawSamples();
      // What is paused can wait for long, and its GPU be lost meanwhile.
      if (this.backend === 'webgpu') await this.keepCheckpoint();
    });
  }

  /** One turn: some steps, the losses of all of them in one read, and what is due after it. */
  private async turn(goal: number): Promise<'done' | 'waiting' | 'over'> {
    // Asked here, where nothing else has the session: a step under way on a GPU lends it to nobody.
    const { step } = this.session;
    if (step >= goal) return 'over';
    if (step === 0) this.evaluation.restart();
    const start = performance.now();
    try {
      this.session.advance(Math.min(this.stepsPerTurn, goal - step));
    } catch (thrown) {
      if (errorInfo(thrown).code === 'data_missing') return 'waiting';
      throw thrown;
    }
    const records = await this.session.readLosses();
    const epoch = await this.endedEpoch();
    // Some browsers make the clock coarse, so that a turn can seem to take no time.
    const milliseconds = Math.max(1, performance.now() - start);
    this.stepsPerTurn = Math.max(1, Math.round((records.length * TURN_MS) / milliseconds));
    this.emit({ type: 'progress', records, epoch });

    if (performance.now() >= this.nextSamples) await this.drawSamples();
    await this.evaluation.evaluateIfDue(this.session);
    if (performance.now() >= this.nextCheckpoint) await this.keepCheckpoint();
    return 'done';
  }

  /** What there is to say of the epoch that ended with the last step, if one did. */
  private async endedEpoch(): Promise<Epoch | undefined> {
    const losses = this.session.endedEpoch();
    if (!losses) return undefined;
    try {
      const train = await this.session.meanScore(this.source.train, SCORED_IMAGES);
      const test = await this.session.meanScore(this.source.test, SCORED_IMAGES);
      const scored = train !== undefined && test !== undefined;
      return { ...losses, scores: scored ? { train, test } : undefined };
    } catch (thrown) {
      if (errorInfo(thrown).code === 'data_missing') return { ...losses, scores: undefined };
      throw thrown;
    }
  }

  private replaceSession(start: Start): Promise<RunInfo> {
    return this.enqueue(async () => {
      await this.takeSource(datasetOf(this.core, start), async (source) => {
        const old = this.session;
        this.session = await create(this.core, this.backend, start, source.train);
        old.free();
      });
      this.lastGood = undefined;
      this.nextCheckpoint = 0;
      this.stepsPerTurn = 1;
      await this.drawSamples();
      return this.run;
    });
  }

  /** Begins with `begin` on a data set, and fetches it where it is another one; a failure leaves all as it was. */
  private async takeSource(name: string, begin: (source: Source) => Promise<void>): Promise<void> {
    if (await this.source.is(name)) return begin(this.source);
    const source = await Source.open(this.core, name, this.dataUrl, this.patience);
    try {
      await begin(source);
    } catch (thrown) {
      source.close();
      throw thrown;
    }
    this.source.close();
    this.evaluation.close();
    this.source = source;
    this.evaluation = new Evaluation(this.core, this.backend, source, this.emit);
    this.openEvaluation();
    void this.fetchData();
  }

  /** Has the classifier come beside what trains. */
  private openEvaluation(): void {
    void this.evaluation.open((work) => this.enqueue(work));
  }

  /** In each column the class of its number, over and over where there are fewer. */
  private get gridLabels(): Uint8Array {
    const { shape, classes: own } = this.source;
    const classes = own ? Math.max(1, own.length) : shape.classes.length;
    const labelAt = (index: number) => (index % GRID.columns) % classes;
    return Uint8Array.from({ length: GRID.rows * GRID.columns }, (_, index) => labelAt(index));
  }

  private async drawSamples(): Promise<void> {
    const start = performance.now();
    const drawn = await this.session.sample(GRID_SEED, this.gridLabels);
    const pixels = new Uint8ClampedArray(drawn.length);
    for (let index = 0; index < pixels.length; index++) pixels[index] = (drawn[index] as number) * 255;
    const { shape } = this.source;
    this.emit({ type: 'samples', grid: { pixels, shape } }, [pixels.buffer]);
    const now = performance.now();
    this.nextSamples = now + Math.max(SAMPLES_MS, (now - start) / SAMPLES_SHARE);
  }

  private async keepCheckpoint(): Promise<void> {
    const start = performance.now();
    this.lastGood = await this.session.save();
    const now = performance.now();
    const rest = this.backend === 'webgpu' ? 0 : (now - start) / CHECKPOINT_SHARE;
    this.nextCheckpoint = now + Math.max(CHECKPOINT_MS, rest);
    const bytes = this.lastGood.slice();
    this.emit({ type: 'checkpoint', bytes }, [bytes.buffer]);
  }

  /** After training diverged: back to the last good state. Returns the error. */
  private async recover(thrown: unknown): Promise<PlaygroundError> {
    const error = PlaygroundError.from(thrown);
    if (error.code === 'diverged') {
      const diagnosis = this.session.divergence();
      const { settings } = this.run;
      const run = await this.replaceSession(this.lastGood ? { checkpoint: this.lastGood } : { settings });
      this.emit({ type: 'trainingError', error: errorInfo(error), run });
      this.emit({ type: 'diagnosis', diagnosis });
    }
    return error;
  }

  /**
   * Runs work on the session after what was asked for before it. A trap or a lost device leaves the
   * whole module unusable: this is then the page's to handle, which ends the worker, so that the work
   * never comes back.
   */
  private enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work).catch((thrown) => {
      const error = errorInfo(thrown);
      if (!FATAL.includes(error.code)) throw thrown;
      this.emit({ type: 'fatal', error });
      return new Promise<T>(() => {});
    });
    this.queue = result.catch(() => {});
    return result;
  }
}

async function create(
  core: typeof Core,
  backend: Backend,
  start: Start,
  data: Core.Dataset,
): Promise<Core.Session> {
  return 'checkpoint' in start
    ? core.Session.load(start.checkpoint, backend, data)
    : core.Session.create(start.settings, backend, data);
}

/** The data set that a run trains on. */
function datasetOf(core: typeof Core, start: Start): string {
  const settings =
    'checkpoint' in start ? core.Session.settingsOf(start.checkpoint) : core.resolve(start.settings);
  return settings.dataset as string;
}

/** Takes a first step on images of noise, which also compiles what training will need. */
async function probe(core: typeof Core, backend: Backend, start: Start, shape: ImageShape): Promise<void> {
  const data = core.Dataset.noise(256, shape);
  const session = await create(core, backend, start, data);
  session.advance(1);
  await session.readLosses();
  session.free();
  data.free();
}

/** Lets the worker take messages, without the delay that timers have. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
