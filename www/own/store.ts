/** A person's own images in the browser's storage, where training finds them. There is one set of them. */

import { createStore, del, get, set } from 'idb-keyval';
import { asked } from '../storage.js';

export interface OwnImages {
  /** Gray values 0 to 255, `PIXELS` for each image. */
  pixels: Uint8Array;
  /** The class of each image, an index in `classes`; 0 where there are none. */
  labels: Uint8Array;
  /** The names of the classes, at most ten; none where the images have no labels. */
  classes: string[];
  /** When they were kept, in milliseconds, by which one set is told from the next. */
  at: number;
}

const KEY = 'images';
const own = createStore('gan-playground-own', 'images');

export function readOwn(): Promise<OwnImages | undefined> {
  return asked(() => get<OwnImages>(KEY, own));
}

export function writeOwn(images: OwnImages): Promise<void> {
  return asked(() => set(KEY, images, own));
}

export function removeOwn(): Promise<void> {
  return asked(() => del(KEY, own));
}
