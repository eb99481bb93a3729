/** Real images that training never saw. */

import { gray, images } from './image.js';
import type { Subject } from './subject.js';

/** Turns after which the first image of a class comes again. */
const TURNS = 20;

/** An image of a class, another one at each turn: gray values in 0..1. */
export async function realImage({ ask }: Subject, label: number, turn: number): Promise<Float32Array> {
  const labels = new Uint8Array(1 + (turn % TURNS)).fill(label);
  const all = images(gray(await ask((api) => api.realImages('test', labels))));
  return all.at(-1) as Float32Array;
}
