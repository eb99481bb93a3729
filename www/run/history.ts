/** All that a run has gone through, each thing at its step. Nothing else records it; views derive what they show. */

import type { Losses, Past } from '../api.js';
import type { Elbo, Epoch, Quality, RunInfo, Settings, StepRecord } from '../protocol.js';
import { thinned } from '../thinned.js';
import { SERIES, Series, type SeriesName } from './series.js';
import { Checkpoints, type Snapshot, Snapshots } from './timeline.js';

export type { Snapshot };

/** What was said of the samples of a step. */
export interface Judgement {
  step: number;
  /** Of training until then; runs that were kept earlier do not know it. */
  seconds?: number;
  quality: Quality;
  elbo: Elbo | undefined;
}

/** All of it that is kept beside a checkpoint. */
export interface Kept {
  past: Past;
  judgements: Judgement[];
  film: Snapshot[];
  backends: string[];
}

/** Losses whose D gives probabilities, by its sigmoid. */
const PROBABLE = ['minimax', 'non-saturating'];
/** Classes that samples can be of. */
export const CLASSES = 10;
/** Judgements kept at most; beyond it every other one goes, but never the newest. */
const MAX_JUDGEMENTS = 1000;
/** In the place of a back end where a file does not say what computed its steps. */
const UNKNOWN = 'unknown';

export class RunHistory {
  series = ofEach((name) => new Series(SERIES[name]));
  epochs: Epoch[] = [];
  /** Another array with each judgement. */
  judgements: Judgement[] = [];
  /** The last thorough judgement. */
  full: Judgement | undefined;
  samples = new Snapshots();
  checkpoints = new Checkpoints();
  /** All that computed steps of the run. */
  backends = new Set<string>();
  /** Of training. */
  seconds = 0;
  /** Of the last step. */
  losses: Losses | undefined;

  /** Of a run that begins at a step, with the samples that were drawn of it. */
  static from(step: number, samples: Uint8ClampedArray | undefined): RunHistory {
    const history = new RunHistory();
    if (step > 0) history.backends.add(UNKNOWN);
    if (samples) history.samples.add(step, samples);
    return history;
  }

  /** What was kept of a run. */
  static of({ past, judgements = [], film = [], backends = [UNKNOWN] }: Partial<Kept>): RunHistory {
    const history = new RunHistory();
    for (const [name, rows] of Object.entries(past?.charts ?? {})) {
      if (name in SERIES && rows) history.series[name as SeriesName].recall(rows);
    }
    history.epochs = past?.epochs ?? [];
    history.seconds = past?.seconds ?? 0;
    history.judgements = judgements;
    history.full = judgements.findLast(({ quality }) => quality.full);
    history.samples = Snapshots.of(film);
    history.backends = new Set(backends);
    return history;
  }

  get kept(): Kept {
    const { judgements, samples, past } = this;
    return { past, judgements, film: samples.all, backends: [...this.backends] };
  }

  get past(): Past {
    return {
      charts: ofEach((name) => this.series[name].kept),
      epochs: this.epochs,
      seconds: this.seconds,
    };
  }

  get quality(): Quality | undefined {
    return this.judgements.at(-1)?.quality;
  }

  copy(): RunHistory {
    const copy = new RunHistory();
    return Object.assign(copy, {
      ...this,
      series: ofEach((name) => this.series[name].copy()),
      samples: this.samples.copy(),
      checkpoints: this.checkpoints.copy(),
      backends: new Set(this.backends),
    });
  }

  /** Steps were taken, at a speed, by a back end. */
  advance(records: StepRecord[], run: RunInfo, imagesPerSecond: number, backend: string | undefined): void {
    const last = records.at(-1);
    if (!last) return;
    const { losses, balance, speed } = this.series;
    losses.add(records.map((record) => [record.step, ...record.losses]));
    const seen = isProbable(run.settings) ? sigmoid : (logit: number) => logit;
    balance.add(records.map(({ step, balance: at }) => [step, at && seen(at.real), at && seen(at.fake)]));
    if (imagesPerSecond > 0) speed.add([[last.step, imagesPerSecond]]);
    this.losses = named(last.losses, run.vae);
    this.backends.add(backend ?? UNKNOWN);
  }

  endEpoch(epoch: Epoch): void {
    this.epochs = [...this.epochs, epoch];
  }

  judge(judgement: Judgement): void {
    const { step, quality } = judgement;
    const all = [...this.judgements.filter((other) => other.step !== step), judgement];
    this.judgements = thinned(all, MAX_JUDGEMENTS);
    if (quality.full) this.full = judgement;
    const { full, confidence, modes } = quality;
    this.series.quality.add([[step, full?.frechet ?? null, confidence, modes / CLASSES]]);
  }

  /**
   * Forgets what came after a step, which is the last of `passes` over the images: a run that goes on from a
   * checkpoint does it again.
   */
  cutAfter(step: number, passes: number): void {
    for (const series of Object.values(this.series)) series.cutAfter(step);
    this.epochs = this.epochs.filter(({ epoch }) => epoch <= passes);
    this.judgements = this.judgements.filter((judgement) => judgement.step <= step);
    if (this.full && this.full.step > step) {
      this.full = this.judgements.findLast(({ quality }) => quality.full);
    }
    this.samples.cutAfter(step);
    this.checkpoints.cutAfter(step);
  }

}

/** The losses of a step or an epoch by their names. */
export function named([first, second]: [number, number], vae: boolean): Losses {
  return vae ? { reconstruction: first, divergence: second } : { discriminator: first, generator: second };
}

/** Whether D gives probabilities. */
export function isProbable({ loss = '' }: Settings): boolean {
  return PROBABLE.includes(loss);
}

function ofEach<T>(value: (name: SeriesName) => T): Record<SeriesName, T> {
  const names = Object.keys(SERIES) as SeriesName[];
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<SeriesName, T>;
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
