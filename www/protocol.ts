/** What the page and its worker say to each other. Both sides import this file; it has no code. */

import type {
  Architecture,
  Diagnosis,
  Elbo,
  Encoding,
  EpochLosses,
  Found,
  ImageShape,
  Memory,
  Networks,
  Neighbor,
  OptionSpec,
  PresetSpec,
  Quality,
  Reference,
  RunInfo,
  Settings,
  StepRecord,
  UpdateRecord,
  Verdict,
} from '../pkg/flex/gan_playground.js';
import type { Words } from './text/words.js';

export type {
  Architecture,
  Diagnosis,
  Elbo,
  Encoding,
  Found,
  ImageShape,
  Memory,
  Networks,
  Neighbor,
  OptionSpec,
  PresetSpec,
  Quality,
  Reference,
  RunInfo,
  Settings,
  StepRecord,
  UpdateRecord,
  Verdict,
};

/** What computes. */
export type Backend = 'webgpu' | 'flex' | 'ndarray';

/** The adapter that WebGPU gave the core. */
export interface Adapter {
  /** Empty where the browser does not tell it. */
  name: string;
  /** Whether it computes on the CPU, which is slower than the CPU back ends. */
  software: boolean;
}

/** Where a run begins. */
export type Start = { settings: Settings } | { checkpoint: Uint8Array };

/** What an epoch came to. */
export interface Epoch extends EpochLosses {
  /**
   * The mean D(x) of images that training saw and of images that it never sees, once those are there, where
   * D gives probabilities.
   */
  scores: { train: number; test: number } | undefined;
}

/** Bytes of the data that are there, of all there are. */
export interface DataProgress {
  loadedBytes: number;
  totalBytes: number;
}

/** What the worker tells the page, unasked. */
export type WorkerEvent =
  /** Steps were taken: what came of them, and the epoch that ended with the last. */
  | { type: 'progress'; records: StepRecord[]; epoch: Epoch | undefined }
  /** Samples of the run's fixed noise. */
  | { type: 'samples'; grid: Grid }
  /** Real images, as many as samples, in each column the class of its number; `images` are all there are, `classes` the names of one's own. */
  | { type: 'real'; grid: Grid; images: number; classes: string[] | undefined }
  | { type: 'data'; progress: DataProgress }
  /** Training cannot go on before a shard is there; it goes on by itself then. */
  | { type: 'waiting'; waiting: boolean }
  /** Samples were judged; `elbo` where the model is a VAE. */
  | { type: 'quality'; quality: Quality; elbo: Elbo | undefined; reference: Reference | undefined }
  /** The classifier that judges samples cannot be had; training goes on without. */
  | { type: 'judgeError'; error: ErrorInfo }
  /** What the doctor says of the run. */
  | { type: 'diagnosis'; diagnosis: Diagnosis }
  /** The whole run, a few seconds old at the most. */
  | { type: 'checkpoint'; bytes: Uint8Array }
  /** The data cannot be had; training goes on with what is there until `retryData`. */
  | { type: 'dataError'; error: ErrorInfo }
  /** Training stopped; the run is as it was at the last good checkpoint. */
  | { type: 'trainingError'; error: ErrorInfo; run: RunInfo }
  /** All that is waited for without a sign of life, which is tried again. */
  | { type: 'late'; late: Words[] }
  /** Nothing works any more in this worker. */
  | { type: 'fatal'; error: ErrorInfo };

/** `GRID.rows * GRID.columns` images. */
export interface Grid {
  /** 0 to 255, row after row of an image, all channels of a pixel beside each other. */
  pixels: Uint8ClampedArray;
  shape: ImageShape;
}

/** Images and what they were drawn of. */
export interface Samples {
  /** As many numbers for each image. */
  latents: Float32Array;
  /** One for each image. */
  labels: Uint8Array;
  /** Pixels in 0..1. */
  images: Float32Array;
}

/** A saved run with the networks that it is of, and samples of the same step. */
export interface SavedWithSamples {
  checkpoint: Uint8Array;
  networks: Networks;
  samples: Samples;
}

/** An error as it crosses the thread boundary. */
export interface ErrorInfo {
  code: string;
  words: Words;
}

/** What the page asks of the worker. Every call fails with a `PlaygroundError`. */
export interface WorkerApi {
  /** Loads the script of a back end's core. */
  load(backend: Backend): Promise<void>;
  /** Opens a back end and begins a run on it. `dataUrl` is the folder of the data sets' folders. */
  open(
    backend: Backend,
    start: Start,
    dataUrl: string,
    onEvent: (event: WorkerEvent) => void,
  ): Promise<RunInfo>;
  /** Whether there is a build of the core for a back end, this worker's or another. */
  isBuilt(backend: Backend): Promise<boolean>;
  /** What computes where the back end is WebGPU. */
  adapter(): Promise<Adapter | undefined>;
  /** Begins another run on the same back end. */
  begin(start: Start): Promise<RunInfo>;
  /** Trains until `step` steps were taken in all, or until `pause`; resolves then. */
  trainTo(step: number): Promise<void>;
  pause(): Promise<void>;
  /** One image for each label, pixels in 0..1. */
  sample(seed: number, labels: Uint8Array): Promise<Float32Array>;
  /** Draws samples and judges them, and says so by an event. */
  judge(count: number): Promise<Quality>;
  save(): Promise<Uint8Array>;
  /** The whole run, and the grid of samples of the same step. */
  saveWithSamples(): Promise<SavedWithSamples>;
  retryData(): Promise<void>;

  /** The addresses of all that this worker fetched. */
  fetched(): Promise<string[]>;

  /** The latent vectors of the first samples of a seed, one after another. */
  latents(seed: number, count: number): Promise<Float32Array>;
  /** The images of latent vectors with a weight for each class, pixels in 0..1. */
  generate(latents: Float32Array, labels: Float32Array): Promise<Float32Array>;
  /** What D makes of an image of pixels in 0..1; nothing for a VAE. */
  verdict(pixels: Float32Array, label: number): Promise<Verdict | undefined>;
  /** What a VAE's encoder makes of an image; nothing for a GAN. */
  encode(pixels: Float32Array, label: number): Promise<Encoding | undefined>;
  /** The training images nearest to an image, among those that are here. */
  nearest(pixels: Float32Array, count: number): Promise<Neighbor[]>;
  /** Real images with these labels, pixels 0 to 255: of training, or of those that training never sees. */
  realImages(set: 'train' | 'test', labels: Uint8Array): Promise<Uint8Array>;
  /** Takes a step of one of the networks alone. */
  update(network: 'generator' | 'discriminator'): Promise<UpdateRecord>;
  /** Begins a search in latent space in the place of the one before; what it has found at its start. */
  beginSearch(target: SearchTarget): Promise<Found>;
  /** Takes steps of the search. */
  search(steps: number): Promise<Found>;
  /** The networks that settings give for the images of the run, and the memory that they take. */
  networks(settings: Settings): Promise<Networks>;
}

/** What is known of an image that is searched for. */
export interface SearchTarget {
  /** Pixels in 0..1: all, or the means of 4 x 4 each. */
  pixels: Float32Array;
  /** As many weights in 0..1, 0 where nothing is known. */
  weights: Float32Array;
  /** The standard deviation of the known values from the true ones. */
  noise: number;
  /** The class of each candidate. */
  labels: Uint8Array;
  seed: number;
}

/** The grid of samples and that of real images: a column for each class. */
export const GRID = { rows: 6, columns: 10 } as const;
