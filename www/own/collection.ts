/** Images of one's own from all sources as one set. */

import { PIXELS } from './shape.js';
import { MOST_CLASSES } from './limits.js';
import type { Prepared } from './prepare.js';
import type { OwnImages } from './store.js';

export type Own = Omit<OwnImages, 'at'>;

export interface Drawing {
  /** Gray values 0 to 255. */
  pixels: Uint8Array;
  /** What its class is called; empty where it has none. */
  class: string;
}

/** For each image what its class is called. */
export function namesOf(prepared: Prepared | undefined, drawings: Drawing[]): string[] {
  return [...(prepared?.classes ?? []), ...drawings.map((drawing) => drawing.class)];
}

/** All images with labels: those of their classes where each has one and there are two to ten of them, else 0. */
export function collected(prepared: Prepared | undefined, drawings: Drawing[]): Own {
  const names = namesOf(prepared, drawings);
  const pixels = new Uint8Array(names.length * PIXELS);
  pixels.set(prepared?.pixels ?? []);
  const first = prepared?.pixels.length ?? 0;
  drawings.forEach((drawing, index) => pixels.set(drawing.pixels, first + index * PIXELS));
  const distinct = [...new Set(names)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const isLabelled = distinct.length >= 2 && distinct.length <= MOST_CLASSES && !distinct.includes('');
  const classes = isLabelled ? distinct : [];
  const labels = Uint8Array.from(names, (name) => Math.max(0, classes.indexOf(name)));
  return { pixels, labels, classes };
}
