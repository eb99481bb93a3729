/** What the page and its worker say to each other. Both sides import this file; it has no code. */

import type { EpochLosses, OptionSpec, PresetSpec, StepLosses } from '../pkg/cpu/gan_playground.js';

export type { OptionSpec, PresetSpec, StepLosses };

/** What computes. */
export type Backend = 'webgpu' | 'flex' | 'ndarray';

/** Where a run begins. */
export type Start = { preset: string; seed: number } | { checkpoint: Uint8Array };

/** What a run is. */
export interface RunInfo {
  preset: string;
  seed: number;
  step: number;
  batchSize: number;
  /** Whether the generator is told which digit to draw. */
  conditional: boolean;
}

/** What an epoch came to. */
export interface Epoch extends EpochLosses {
  /** The mean D(x) of images that training saw and of images that it never sees, once those are there. */
  scores: { train: number; test: number } | undefined;
}

/** Bytes of the data that are there, of all there are. */
export interface DataProgress {
  loadedBytes: number;
  totalBytes: number;
}

/** What the worker tells the page, unasked. */
export type WorkerEvent =
  /** Steps were taken: their losses, and the epoch that ended with the last. */
  | {
      type: 'progress';
      run: RunInfo;
      losses: StepLosses[];
      epoch: Epoch | undefined;
    }
  /** Samples of the run's fixed noise: gray values 0 to 255, `GRID.rows * GRID.columns` images. */
  | { type: 'samples'; pixels: Uint8ClampedArray }
  /** Real images, as many as samples, in each column the digit of its number. */
  | { type: 'real'; pixels: Uint8ClampedArray }
  | { type: 'data'; progress: DataProgress }
  /** Training cannot go on before a shard is there; it goes on by itself then. */
  | { type: 'waiting'; waiting: boolean }
  /** The whole run, a few seconds old at the most. */
  | { type: 'checkpoint'; bytes: Uint8Array }
  /** The data cannot be had; training goes on with what is there until `retryData`. */
  | { type: 'dataError'; error: ErrorInfo }
  /** Training stopped; the run is as it was at the last good checkpoint. */
  | { type: 'trainingError'; error: ErrorInfo }
  /** Nothing works any more in this worker. */
  | { type: 'fatal'; error: ErrorInfo };

/** An error as it crosses the thread boundary. */
export interface ErrorInfo {
  code: string;
  message: string;
}

/** What the page asks of the worker. Every call fails with a `PlaygroundError`. */
export interface WorkerApi {
  /** Opens a back end and begins a run on it. */
  open(
    backend: Backend,
    start: Start,
    dataUrl: string,
    onEvent: (event: WorkerEvent) => void,
  ): Promise<RunInfo>;
  /** The adapter's name where the back end is WebGPU, and whether it is software. */
  adapter(): Promise<{ name: string; software: boolean } | undefined>;
  /** Begins another run on the same back end and data. */
  begin(start: Start): Promise<RunInfo>;
  /** Trains until `step` steps were taken in all, or until `pause`; resolves then. */
  trainTo(step: number): Promise<void>;
  pause(): Promise<void>;
  /** One image for each label, gray values in 0..1. */
  sample(seed: number, labels: Uint8Array): Promise<Float32Array>;
  save(): Promise<Uint8Array>;
  retryData(): Promise<void>;
}

/** The grid of samples and that of real images: a column for each digit. */
export const GRID = { rows: 6, columns: 10 } as const;
/** Pixels along one side of an image. */
export const SIDE = 28;
