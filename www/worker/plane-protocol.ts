/** What <gan-plane> and its worker say to each other. Both sides import this file. */

import type { Divergence, Learns, Settings, StepRecord } from '../../pkg/flex/gan_playground.js';

export type { Divergence, Learns, Settings, StepRecord };

/** Cells of D's heat map each way. */
export const HEAT_SIDE = 48;
/** Lines of G's manifold each way. */
export const GRID_SIDE = 25;
/** Points of the curve that a noise of one number gives. */
export const CURVE_POINTS = 400;
/** Points that are shown, real and generated ones. */
export const SHOWN = 320;
/** Generated points that have arrows. */
export const ARROWS = 120;

/** What a run is before its first step. */
export interface Begun {
  /** x and y of real points, -1 to 1. */
  real: Float32Array<ArrayBuffer>;
  /** What fresh real points score as a divergence. */
  floor: Divergence;
  /** Whether D gives probabilities. */
  probabilities: boolean;
}

/** All that is to be seen after a step. */
export interface Frame {
  step: number;
  /** Of training alone; 0 where too little time went by to say. */
  stepsPerSecond: number;
  /** What came of the steps since the last frame. */
  records: StepRecord[];
  /** D's probability or logit in each cell, row by row from the top. */
  heat: Float32Array<ArrayBuffer>;
  /** x and y of generated points, -1 to 1 in the square. */
  samples: Float32Array<ArrayBuffer>;
  /** Where L_G wants the first of them to go: x and y of each. */
  descent: Float32Array<ArrayBuffer>;
  /** What G makes of a grid of noise, or of a line of it. */
  manifold: Float32Array<ArrayBuffer>;
  /** Measured a few times a second. */
  divergence: Divergence | undefined;
}

export interface PlaneApi {
  /** Loads the core. `show` gets all frames; the next one waits for it. */
  open(show: (frame: Frame) => void | Promise<void>): Promise<void>;
  /** Points that show what a distribution is. */
  sketch(distribution: string, count: number): Promise<Float32Array<ArrayBuffer>>;
  /** Begins a run, with the points that a person drew. The one before it goes on where it cannot be. */
  begin(settings: Settings, drawn: Float32Array<ArrayBuffer>): Promise<Begun>;
  /** Trains until `pause`. */
  train(): Promise<void>;
  pause(): Promise<void>;
  /** Takes one step. */
  step(learns: Learns): Promise<void>;
  /** Steps a second at most, and milliseconds between two frames at least. */
  pace(stepsPerSecond: number, frameMs: number): Promise<void>;
}
