/** One lane of a race: a run with a worker of its own, and what is known of it. */

import type { Past } from '../api.js';
import type { Client, ClientEvent } from '../client.js';
import { PlaygroundError } from '../error.js';
import type { Backend, Epoch, ErrorInfo, Quality, Reference, RunInfo, Settings } from '../protocol.js';
import type { Words } from '../text/words.js';
import { SampleGrid } from '../ui/sample-grid.js';
import type { Judgement, Measure } from './race-verdict.js';
import type { Subject } from './subject.js';
import { thinned } from '../thinned.js';

/** Samples of a judgement that is asked for, as many as of a full one by the worker itself. */
const JUDGED = 1000;
/** Judgements kept of a measure at most; beyond it every other one goes. */
const MAX_JUDGEMENTS = 1000;

export class Lane {
  readonly canvas = document.createElement('canvas');
  readonly judgements: Record<Measure, Judgement[]> = { frechet: [], confidence: [] };
  run: RunInfo | undefined;
  /** Seconds of training until the last step. */
  seconds = 0;
  losses: [number, number] | undefined;
  quality: Quality | undefined;
  fullQuality: Quality | undefined;
  reference: Reference | undefined;
  backend: Backend | undefined;
  backendReason: Words | undefined;
  /** Why this lane is out of the race. */
  error: ErrorInfo | undefined;
  /** Why its samples cannot be judged. */
  judgeError: ErrorInfo | undefined;
  /** Whether it still has a worker, and with it a run to go on with. */
  alive = true;
  /** Settles when it could begin, or never will. */
  readonly ready: Promise<void>;
  private readonly grid = new SampleGrid(this.canvas);
  private readonly client: Client;
  private epochs: Epoch[] = [];
  private dataCame: () => void = () => {};

  constructor(
    readonly settings: Settings,
    openClient: Subject['openClient'],
    /** The seconds that the race has lasted. */
    private readonly clock: () => number,
    private readonly changed: () => void,
  ) {
    const data = new Promise<void>((resolve) => {
      this.dataCame = resolve;
    });
    this.client = openClient({ settings }, (event) => this.on(event));
    this.ready = this.prepare(data);
  }

  get step(): number {
    return this.run?.step ?? 0;
  }

  get stepsPerSecond(): number {
    return this.seconds > 0 ? this.step / this.seconds : 0;
  }

  /** What the run has gone through, for who goes on with it. */
  get past(): Past {
    return { charts: {}, epochs: this.epochs, seconds: this.seconds };
  }

  train(): void {
    if (this.error) return;
    this.client.trainTo(Number.POSITIVE_INFINITY).catch((thrown) => this.fail(PlaygroundError.from(thrown)));
  }

  /** Stops, and is judged as it is then. */
  async pause(): Promise<void> {
    if (!this.alive) return;
    await this.client.pause().catch((thrown) => this.fail(PlaygroundError.from(thrown)));
    await this.judge();
  }

  /** Is judged as it is now, where it can be. */
  async judge(): Promise<void> {
    // No classifier knows a person's own images.
    const isOwn = this.settings.dataset === 'own';
    if (isOwn || this.error || this.judgeError || this.step === 0) return;
    await this.client.judge(JUDGED).catch((thrown) => this.fail(PlaygroundError.from(thrown)));
  }

  save(): Promise<Uint8Array> {
    return this.client.save();
  }

  close(): void {
    this.client.close();
  }

  private async prepare(data: Promise<void>): Promise<void> {
    await data;
    if (this.error) return;
    // Answered after all that was asked for before, the classifier among it.
    await this.client.sample(0, Uint8Array.of(0)).catch((thrown) => this.fail(PlaygroundError.from(thrown)));
  }

  private fail({ code, words }: ErrorInfo): void {
    if (!this.error && this.alive) void this.client.pause().catch(() => {});
    this.error ??= { code, words };
    this.dataCame();
    this.changed();
  }

  private on(event: ClientEvent): void {
    switch (event.type) {
      case 'run':
        this.run = event.run;
        break;
      case 'backend':
        this.backend = event.backend;
        this.backendReason = event.reason;
        break;
      case 'samples':
        this.grid.draw(event.grid);
        break;
      case 'data':
        if (event.progress.loadedBytes === event.progress.totalBytes) this.dataCame();
        break;
      case 'progress': {
        const last = event.records.at(-1);
        if (this.run && last) this.run = { ...this.run, step: last.step };
        this.losses = last?.losses ?? this.losses;
        this.seconds = this.clock();
        if (event.epoch) this.epochs = [...this.epochs, event.epoch];
        break;
      }
      case 'quality':
        this.take(event.quality, event.reference);
        break;
      case 'judgeError':
        this.judgeError = event.error;
        break;
      case 'trainingError':
        this.run = event.run;
        this.fail(event.error);
        break;
      case 'dataError':
        this.fail(event.error);
        break;
      case 'failed':
        this.alive = false;
        this.fail(event.error);
        break;
    }
    this.changed();
  }

  private take(quality: Quality, reference: Reference | undefined): void {
    this.quality = quality;
    this.reference = reference;
    if (quality.full) this.fullQuality = quality;
    const seconds = this.clock();
    const { count: samples, confidence, full } = quality;
    this.add('confidence', { seconds, value: confidence, samples });
    if (full?.frechet != null) this.add('frechet', { seconds, value: full.frechet, samples });
  }

  private add(measure: Measure, judgement: Judgement): void {
    const all = [...this.judgements[measure], judgement];
    this.judgements[measure] = thinned(all, MAX_JUDGEMENTS);
  }
}
