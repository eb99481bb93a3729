/** The types of the element's public interface. */

import type { Backend, Diagnosis, Elbo, Epoch, Quality, Settings } from './protocol.js';
import type { KeptCharts } from './view/charts.js';

/** The losses of a GAN, or those of a VAE in nats an image. */
export type Losses =
  { discriminator: number; generator: number } | { reconstruction: number; divergence: number };

/** What a run is and how it goes. */
export interface Status {
  state: 'loading' | 'paused' | 'training' | 'waiting' | 'failed';
  preset: string;
  seed: number;
  /** Every option but the back end. */
  settings: Settings;
  step: number;
  /** Passes over the training images, with fractions. */
  epoch: number;
  /** Of the last step. */
  losses: Losses | undefined;
  /** The last judgement of samples. */
  quality: Quality | undefined;
  /** The last measurement of a VAE's evidence lower bound on test images, in nats: -ELBO is their sum. */
  elbo: Elbo | undefined;
  /** What the doctor said last. */
  diagnosis: Diagnosis | undefined;
  /** What computes; nothing while loading. */
  backend: Backend | undefined;
  /** Why it is not the back end that was asked for. */
  backendReason: string | undefined;
  /** Real images that a second of training takes. */
  imagesPerSecond: number;
  /** Seconds of training of this run. */
  seconds: number;
}

/** What `sample` can be asked for. */
export interface SampleOptions {
  /** How many images, 1 to 10,000. */
  count: number;
  /** Which noise they are made of. */
  seed?: number;
  /** Which classes, one for each image; all ten in turn where none are given. */
  labels?: ArrayLike<number>;
}

/** What a run has gone through, which its file does not hold. */
export interface Past {
  charts: KeptCharts;
  epochs: Epoch[];
  /** Seconds of training. */
  seconds: number;
}
