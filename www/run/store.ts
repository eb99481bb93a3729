/**
 * A run: what it is, how it goes, all that it has gone through, and all that one can do with it. The page has its
 * state here alone; views read it and give commands. It knows no document, so that it can be tested without one.
 */

import type { Remote } from 'comlink';
import type { Status } from '../api.js';
import { aborted, isAbort, PlaygroundError } from '../error.js';
import { explicit, presetSettings, same } from '../options.js';
import type {
  Adapter,
  Backend,
  DataProgress,
  Diagnosis,
  Epoch,
  ErrorInfo,
  Quality,
  Reference,
  RunInfo,
  Settings,
  Start,
  StepRecord,
  WorkerApi,
} from '../protocol.js';
import { type Words, words } from '../text/words.js';
import type { Client, ClientEvent } from './client.js';
import { Emitter } from './emitter.js';
import { named, RunHistory } from './history.js';

/** What happens to a run. Where there is no detail, the store itself says all. */
export interface RunEvents {
  /** Anything has changed. */
  change: undefined;
  train: undefined;
  pause: undefined;
  progress: undefined;
  backendchange: undefined;
  optionchange: undefined;
  /** The settings are those of `applied`, whatever was chosen; so is the back end. */
  settings: undefined;
  backend: undefined;
  dataready: undefined;
  epoch: ReturnType<typeof epochDetail>;
  samples: Uint8ClampedArray;
  /** Real images, to be seen beside the samples. */
  real: Uint8ClampedArray;
  quality: Quality;
  diagnosis: Diagnosis;
  checkpoint: Uint8Array;
  /** Another run is there; or the same, on another back end or from an earlier step. */
  runchange: { goesOn: boolean };
  /** Another run is about to take the place of this one, which is these bytes. */
  replace: Uint8Array;
  error: ErrorInfo;
}

/** Opens a worker for a run. */
export type Connect = (
  backend: Backend | 'auto',
  start: Start,
  onEvent: (event: ClientEvent) => void,
) => Client;

/** The speed shown is that of the last seconds. */
const SPEED_WINDOW_MS = 3000;

/** Its fields are for others to read alone. */
export class RunStore extends Emitter<RunEvents> {
  state: Status['state'] = 'loading';
  run: RunInfo | undefined;
  history = new RunHistory();
  /** The grid that was drawn last. */
  drawn: Uint8ClampedArray | undefined;
  /** The run before this one, so that no click loses what was trained. */
  previous: { run: RunInfo; bytes: Uint8Array; history: RunHistory } | undefined;
  /** The settings that the run was given, and the back end that is wanted. */
  applied: Settings;
  appliedBackend: Backend | 'auto';
  /** Settings that were edited and not yet applied. */
  draft: Settings = {};
  /** The step at which `train` ends by itself. */
  stop: number | undefined;
  /** What computes. */
  running: { backend: Backend; adapter: Adapter | undefined } | undefined;
  /** Why it is not the back end that was asked for, or not a good one. */
  backendReason: Words | undefined;
  diagnosis: Diagnosis | undefined;
  reference: Reference | undefined;
  judgeError: ErrorInfo | undefined;
  data: DataProgress | undefined;
  dataError: ErrorInfo | undefined;
  error: ErrorInfo | undefined;
  /** What a person calls the classes of their own images. */
  ownClasses: string[] | undefined;

  private client: Client | undefined;
  /** Where a run goes on whose worker was ended. */
  private suspended: Promise<Start> | undefined;
  /** Settles when the changes of the options so far are true. */
  private changing: Promise<void> = Promise.resolve();
  /** Settles when the training under way has ended and the state says so. */
  private training: Promise<void> = Promise.resolve();
  /** The step that training goes to, or was to go to. */
  private goal = Number.POSITIVE_INFINITY;
  /** Training images, once it is known how many there are. */
  private images = 0;
  private lastProgress = 0;
  private recent: { at: number; steps: number }[] = [];
  /** Another run that is being begun: what it has behind it, and whether it is this one from an earlier step. */
  private beginning: { history?: RunHistory | undefined; isBranch?: boolean } | undefined;

  constructor(
    private readonly connect: Connect,
    settings: Settings,
    backend: Backend | 'auto',
  ) {
    super();
    this.applied = settings;
    this.appliedBackend = backend;
  }

  get isTraining(): boolean {
    return this.state === 'training' || this.state === 'waiting';
  }

  get step(): number {
    return this.run?.step ?? 0;
  }

  /** Every option but the back end. */
  get settings(): Settings {
    return this.run?.settings ?? presetSettings(this.applied.preset);
  }

  get quality(): Quality | undefined {
    return this.history.quality;
  }

  /** Passes over the training images, with fractions. */
  get epoch(): number {
    return this.images ? (this.step * (this.run?.imagesPerStep ?? 0)) / this.images : 0;
  }

  /** Real images that a second of training takes. */
  get imagesPerSecond(): number {
    const [first, ...rest] = this.recent;
    const last = rest.at(-1);
    if (!first || !last || !this.run) return 0;
    const steps = rest.reduce((sum, { steps }) => sum + steps, 0);
    return (steps * this.run.imagesPerStep * 1000) / (last.at - first.at);
  }

  /** Begins a run with settings, or goes on at a start. */
  open(settings: Settings, backend: Backend | 'auto', start?: Start): void {
    this.applied = settings;
    this.appliedBackend = backend;
    this.state = 'loading';
    this.training = Promise.resolve(); // a client that was closed ends none
    this.client = this.connect(backend, start ?? { settings }, (event) => this.take(event));
    this.changed();
  }

  /** Ends the worker. Calls under way fail with an `AbortError`; the run goes on with `resume`. */
  suspend(): void {
    const { client } = this;
    if (!client) return;
    this.client = undefined;
    this.suspended = client.suspend();
    this.state = 'loading';
  }

  /** Goes on with the run that was suspended, once it is saved. */
  async resume(): Promise<void> {
    const { suspended } = this;
    const start = await suspended;
    // It can have been resumed meanwhile, or been suspended again.
    if (!start || suspended !== this.suspended || this.client) return;
    this.suspended = undefined;
    this.open(this.applied, this.appliedBackend, start);
  }

  /** Ends the worker, and with it the run. */
  close(): void {
    this.client?.close();
    this.client = undefined;
  }

  /** Trains until `pause` or `stop`; resolves once it does. */
  async train(): Promise<void> {
    await this.settled();
    if (this.isTraining) return;
    const first = new AbortController();
    const begun = new Promise<void>((resolve) => this.on('progress', () => resolve(), first.signal));
    await Promise.race([begun, this.trainTo(this.openGoal)]).finally(() => first.abort());
  }

  /** Trains to where the training that was paused was to end. */
  async goOn(): Promise<void> {
    await this.settled();
    if (!this.isTraining) await this.trainTo(this.goal);
  }

  /** Stops training; resolves once it has. */
  async pause(): Promise<void> {
    await (await this.settled()).pause();
    await this.training.catch(() => {}); // its failure is that of whoever trains
  }

  /** Takes so many steps, then pauses. */
  async steps(count: number): Promise<void> {
    await this.pause(); // which waits for the run to be there
    await this.trainTo(this.step + count);
  }

  /** Begins the run anew, with the settings there are. */
  async reset(): Promise<void> {
    await this.settled();
    await this.replace({ settings: this.applied });
  }

  async judge(count: number): Promise<Quality> {
    return (await this.settled()).judge(count);
  }

  async sample(seed: number, labels: Uint8Array): Promise<Float32Array> {
    return (await this.settled()).sample(seed, labels);
  }

  async save(): Promise<Uint8Array> {
    return (await this.settled()).save();
  }

  /** Asks the worker for anything that it can be asked. */
  readonly ask = async <T>(work: (api: Remote<WorkerApi>) => Promise<T>): Promise<T> =>
    (await this.settled()).ask(work);

  /** Goes on with a saved run, with what it went through where that is known. */
  async load(bytes: Uint8Array, history?: RunHistory): Promise<void> {
    checkBytes(bytes);
    await this.settled();
    await this.replace({ checkpoint: bytes }, history);
  }

  /** Goes on with the run before this one, which is then the one before. */
  async bringBack(): Promise<void> {
    const { previous } = this;
    if (previous) await this.load(previous.bytes, previous.history);
  }

  /** Goes on from an earlier step: from the last checkpoint before it, and on from there if it was training. */
  async branch(step: number): Promise<void> {
    const { isTraining, history, applied } = this;
    const { bytes } = history.checkpoints.before(step) ?? {};
    await this.settled();
    await this.replace(bytes ? { checkpoint: bytes } : { settings: applied }, history.copy(), true);
    if (isTraining) await this.train();
  }

  /** Begins a run with some settings changed, and trains it. */
  async trainWith(changes: Settings): Promise<void> {
    await this.settled();
    await this.replace({ settings: { ...this.applied, ...changes } });
    await this.train();
  }

  /** Begins a run with the doctor's change, and trains it: that is what the click asked for. */
  async applyFix(): Promise<void> {
    const changes = this.diagnosis?.fix?.changes;
    if (changes) await this.trainWith(Object.fromEntries(changes));
  }

  edit(name: string, text: string): void {
    this.draft = { ...this.draft, [name]: text };
    this.changed();
  }

  discard(): void {
    this.draft = {};
    this.changed();
  }

  async apply(): Promise<void> {
    await this.settled();
    await this.replace({ settings: { ...this.applied, ...this.draft } });
  }

  /**
   * Makes other options true: another back end takes the run over, other settings begin another run. A failure is
   * said by an event.
   */
  configure(settings: Settings, backend: Backend | 'auto'): Promise<void> {
    this.changing = this.changing.then(() => this.report(this.change(settings, backend)));
    return this.changing;
  }

  /** Fetches once more what could not be had; starts over where nothing works any more. */
  async retry(): Promise<void> {
    if (this.state === 'failed') this.reopen(this.client?.resumption);
    else await this.current().retryData();
  }

  /** Another run of its own, beside this one and on the same back end. */
  beside(settings: Settings): RunStore {
    return new RunStore(this.connect, settings, this.running?.backend ?? this.appliedBackend);
  }

  /** Says that something is wrong, which costs nothing. */
  fail({ code, words }: ErrorInfo): void {
    this.error = { code, words };
    this.emit('error', this.error);
    this.changed();
  }

  /** What a click started; its failure is said, where a caller of the method would catch it. */
  async report(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (thrown) {
      if (this.state !== 'failed' && !isAbort(thrown)) this.fail(PlaygroundError.from(thrown));
    }
  }

  private changed(): void {
    this.emit('change', undefined);
  }

  private setState(state: Status['state']): void {
    this.state = state;
    this.changed();
  }

  /** The client; without one, what was under way is over. */
  private current(): Client {
    if (!this.client) throw aborted();
    return this.client;
  }

  /** The client, once the options that were set before the call are true. */
  private async settled(): Promise<Client> {
    if (!this.client) throw new PlaygroundError('core_failed', words('notInPage'));
    await this.changing;
    return this.current();
  }

  /** Where `train` ends: at `stop`, until it was reached. */
  private get openGoal(): number {
    const { stop } = this;
    return stop && this.step < stop ? stop : Number.POSITIVE_INFINITY;
  }

  private async change(settings: Settings, backend: Backend | 'auto'): Promise<void> {
    const isOtherRun = !sameRun(settings, this.applied);
    const isOtherBackend = backend !== this.appliedBackend;
    if (!isOtherRun && !isOtherBackend) return;
    if (this.state === 'failed') {
      const resumption = this.client?.resumption;
      if (isOtherRun && resumption && 'checkpoint' in resumption) this.keep(resumption.checkpoint);
      if (isOtherRun) this.beginning = {};
      this.applied = settings;
      this.appliedBackend = backend;
      this.reopen(isOtherRun ? undefined : resumption);
      return;
    }
    if (isOtherBackend) await this.moveTo(backend, this.isTraining && !isOtherRun);
    if (!isOtherRun) return;
    try {
      await this.replace({ settings });
    } catch (thrown) {
      this.emit('settings', undefined);
      throw thrown;
    }
  }

  private async moveTo(backend: Backend | 'auto', thenTrain: boolean): Promise<void> {
    const { state, appliedBackend, goal } = this;
    this.appliedBackend = backend;
    this.setState('loading');
    try {
      await this.current().moveTo(backend);
    } catch (thrown) {
      if ((this.state as Status['state']) !== 'failed') {
        this.appliedBackend = appliedBackend;
        this.setState(state === 'loading' ? 'paused' : state);
        this.emit('backend', undefined);
      }
      throw thrown;
    }
    if (thenTrain) void this.report(this.trainTo(goal));
  }

  /** Starts over with another client, after one that failed. */
  private reopen(start: Start | undefined): void {
    this.error = undefined;
    this.client?.close();
    this.open(this.applied, this.appliedBackend, start);
  }

  private trainTo(step: number): Promise<void> {
    this.training = this.trainUntil(step);
    return this.training;
  }

  private async trainUntil(step: number): Promise<void> {
    const client = this.current();
    // What failed is said until it is tried again.
    if (this.state === 'failed' && this.error) throw new PlaygroundError(this.error.code, this.error.words);
    this.error = undefined;
    this.goal = step;
    this.lastProgress = performance.now();
    this.recent = [{ at: this.lastProgress, steps: 0 }];
    this.setState('training');
    this.emit('train', undefined);
    try {
      await client.trainTo(step);
    } finally {
      if (this.isTraining) this.setState('paused');
      this.emit('pause', undefined);
    }
  }

  /** Begins another run and keeps this one, so that no click loses what was trained. */
  private async replace(start: Start, history?: RunHistory, isBranch = false): Promise<void> {
    const client = this.current();
    this.error = undefined;
    await client.pause();
    // What cannot be saved because it diverged is no loss, and must not keep a person from going on.
    const save = () =>
      client.save().catch((thrown) => {
        if (PlaygroundError.from(thrown).code !== 'diverged') throw thrown;
        return undefined;
      });
    const { run, history: before } = this;
    const bytes = run?.step ? await save() : undefined;
    if (bytes) this.emit('replace', bytes);
    this.beginning = { history, isBranch };
    try {
      await client.begin(start);
    } finally {
      this.beginning = undefined;
    }
    if ('checkpoint' in start) this.history.checkpoints.add(this.step, start.checkpoint);
    if (bytes) this.keep(bytes, run, before);
  }

  /** Keeps a run that another one takes the place of. */
  private keep(bytes: Uint8Array, run = this.run, history = this.history): void {
    if (!run) return;
    this.previous = { run, bytes, history };
    this.changed();
  }

  private take(event: ClientEvent): void {
    switch (event.type) {
      case 'run':
        this.begin(event.run, event.anew);
        break;
      case 'backend':
        this.running = event;
        this.backendReason = event.reason;
        this.emit('backendchange', undefined);
        break;
      case 'progress':
        this.advance(event.records, event.epoch);
        break;
      case 'samples':
        this.drawn = event.pixels;
        // The first grid of a run comes before the news of it.
        if (!this.beginning) this.history.samples.add(this.step, event.pixels);
        this.emit('samples', event.pixels);
        break;
      case 'checkpoint':
        this.history.checkpoints.add(this.step, event.bytes);
        this.emit('checkpoint', event.bytes);
        break;
      case 'real':
        this.images = event.images;
        this.ownClasses = event.classes;
        this.emit('real', event.pixels);
        break;
      case 'quality': {
        const { quality, elbo } = event;
        this.reference = event.reference;
        this.judgeError = undefined;
        this.history.judge({ step: this.step, seconds: this.history.seconds, quality, elbo });
        this.emit('quality', quality);
        break;
      }
      case 'judgeError':
        this.judgeError = event.error;
        this.emit('error', event.error);
        break;
      case 'diagnosis':
        this.diagnosis = event.diagnosis;
        this.emit('diagnosis', event.diagnosis);
        break;
      case 'data':
        this.data = event.progress;
        this.dataError = undefined;
        if (event.progress.loadedBytes === event.progress.totalBytes) this.emit('dataready', undefined);
        break;
      case 'waiting':
        if (this.isTraining) this.state = event.waiting ? 'waiting' : 'training';
        break;
      case 'dataError':
        this.dataError = event.error;
        this.emit('error', event.error);
        break;
      case 'trainingError':
        this.begin(event.run, false);
        this.fail(event.error);
        break;
      case 'failed':
        this.lose(event.error);
        break;
    }
    this.changed();
  }

  /** No worker can be had any more. */
  private lose(error: ErrorInfo): void {
    this.state = 'failed';
    const { preset = '', seed = '', dataset } = this.applied;
    // Settings that cannot be must not keep a person from the preset that they change.
    if (error.code === 'conflicting_options' && !this.run) {
      this.applied = { preset, seed };
      this.reopen(undefined);
      this.emit('settings', undefined);
    }
    // An address that asks for a person's own images can come to where there are none.
    if (error.code === 'data_unavailable' && !this.run && dataset === 'own') {
      this.applied = Object.fromEntries(Object.entries(this.applied).filter(([name]) => name !== 'dataset'));
      this.reopen(undefined);
      this.emit('settings', undefined);
    }
    this.fail(error);
  }

  /** A run is there: a new one, one from a file, or the same on another back end or from an earlier step. */
  private begin(run: RunInfo, anew: boolean): void {
    const { run: before, drawn } = this;
    const { history, isBranch } = this.beginning ?? {};
    this.beginning = undefined;
    const isSame = !!before && run.step > 0 && sameRun(run.settings, before.settings);
    const goesOn = isSame && (!anew || isBranch === true);
    const known = anew ? history : goesOn ? this.history : undefined;
    if (known && run.step > 0) {
      this.history = known;
      known.cutAfter(run.step, (run.step * run.imagesPerStep) / this.images);
      if (drawn) known.samples.add(run.step, drawn);
    } else {
      this.history = RunHistory.from(run.step, drawn);
    }
    if (before?.settings.dataset !== run.settings.dataset) this.reference = this.judgeError = undefined;
    if (!goesOn) this.diagnosis = undefined;
    this.run = run;
    this.draft = {};
    this.applied = explicit(run.settings);
    this.emit('settings', undefined);
    this.emit('runchange', { goesOn });
    this.emit('optionchange', undefined);
    if (!this.isTraining) this.setState('paused');
  }

  private advance(records: StepRecord[], epoch: Epoch | undefined): void {
    const now = performance.now();
    const { history, running } = this;
    history.seconds += (now - this.lastProgress) / 1000;
    this.lastProgress = now;
    this.recent.push({ at: now, steps: records.length });
    while (this.recent.length > 2 && now - (this.recent[0]?.at ?? now) > SPEED_WINDOW_MS) this.recent.shift();
    const last = records.at(-1);
    if (this.run && last) {
      this.run = { ...this.run, step: last.step };
      history.advance(records, this.run, this.imagesPerSecond, running?.backend);
    }
    this.emit('progress', undefined);
    if (!epoch) return;
    history.endEpoch(epoch);
    this.emit('epoch', epochDetail(epoch, this.run?.vae ?? false));
  }
}

function epochDetail({ losses, ...rest }: Epoch, vae: boolean) {
  return { ...rest, ...named(losses, vae) };
}

/** Checks what a run is to be read from, before the worker does: there it would cost the run that is there. */
function checkBytes(bytes: unknown): void {
  const why = !(bytes instanceof Uint8Array) ? words('notBytes') : !bytes.length && words('emptyFile');
  if (why) throw new PlaygroundError('checkpoint_invalid', words('notTensors', why));
}

/** Whether two settings, which may leave some to the preset, begin the same run. */
export function sameRun(one: Settings, other: Settings): boolean {
  const [a, b] = [one, other].map((settings) => ({ ...presetSettings(settings.preset), ...settings }));
  return Object.keys(a as Settings).every((name) => same(name, a?.[name] ?? '', b?.[name] ?? ''));
}
