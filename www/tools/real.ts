/** Real images that training never saw. */

import { images, intensities } from './image.js';
import type { Subject } from './subject.js';

/** Turns after which the first image of a class comes again. */
const TURNS = 20;

/** An image of a class, another one at each turn: pixels in 0..1. */
export async function realImage({ ask, run }: Subject, label: number, turn: number): Promise<Float32Array> {
  const labels = new Uint8Array(1 + (turn % TURNS)).fill(label);
  const all = images(intensities(await ask((api) => api.realImages('test', labels))), run.shape);
  return all.at(-1) as Float32Array;
}
