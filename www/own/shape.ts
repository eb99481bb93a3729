/** Makes an image like those of MNIST of a picture of any size. */

import { inkOf } from '../ink.js';

/** Pixels along a side of one's own images, which are gray as MNIST's are. */
export const SIDE = 28;
/** Pixels of one. */
export const PIXELS = SIDE * SIDE;

/** A picture's gray values, 0 to 255, row by row. */
export interface Picture {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** What becomes of a picture that is not square: its middle, all of it, or its ink as MNIST would have it. */
export const FITS = ['crop', 'whole', 'center'] as const;
export type Fit = (typeof FITS)[number];

/** MNIST fits a digit into 20 x 20 pixels, whose center of mass it puts into the middle of 28 x 28. */
const BOX = 20;
/** What is lighter than this is ink. */
const INK = 48;

/** Where in the picture each side of the image begins, and how many of its pixels one of the image's is. */
interface Window {
  left: number;
  top: number;
  scale: number;
}

export function shaped({ width, height, pixels }: Picture, fit: Fit): Uint8Array {
  if (fit !== 'center' && width === SIDE && height === SIDE) return pixels.slice();
  const { left, top, scale } = windowOf({ width, height, pixels }, fit);
  const columns = Array.from({ length: SIDE }, (_, at) => overlaps(left + at * scale, scale, width));
  const rows = Array.from({ length: SIDE }, (_, at) => overlaps(top + at * scale, scale, height));
  const image = new Uint8Array(SIDE * SIDE);
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      let sum = 0;
      for (const [j, high] of row) {
        for (const [i, wide] of column) sum += (pixels[j * width + i] as number) * high * wide;
      }
      image[y * SIDE + x] = Math.round(sum);
    });
  });
  return image;
}

/** The pixels that a stretch covers, each with its share of the stretch; what lies outside is black. */
function overlaps(start: number, length: number, size: number): [number, number][] {
  // A stretch shorter than a pixel takes the pixel that it is in and the next.
  const found: [number, number][] = [];
  for (let at = Math.max(0, Math.floor(start)); at < Math.min(size, start + length); at++) {
    const share = (Math.min(at + 1, start + length) - Math.max(at, start)) / length;
    if (share > 0) found.push([at, share]);
  }
  return found;
}

function windowOf(picture: Picture, fit: Fit): Window {
  const { width, height } = picture;
  const ink = fit === 'center' && inkOf(picture.pixels, width, INK);
  if (ink) {
    const scale = Math.max(ink.width, ink.height) / BOX;
    // A pixel's own center is half a pixel on.
    const [left, top] = [ink.x, ink.y].map((center) => center + 0.5 - (SIDE / 2) * scale) as [number, number];
    return { left, top, scale };
  }
  const side = fit === 'crop' ? Math.min(width, height) : Math.max(width, height);
  return { left: (width - side) / 2, top: (height - side) / 2, scale: side / SIDE };
}

export function inverted(image: Uint8Array): Uint8Array {
  return image.map((value) => 255 - value);
}

/** The mean gray value along the edge, which tells paper from night. */
export function edge({ width, height, pixels }: Picture): number {
  let [sum, count] = [0, 0];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if (row > 0 && row < height - 1 && column > 0 && column < width - 1) continue;
      sum += pixels[row * width + column] as number;
      count += 1;
    }
  }
  return sum / count;
}

/** Whether all of an image is the same gray, or nearly so. */
export function isBlank(image: Uint8Array): boolean {
  let [least, most] = [255, 0];
  for (const value of image) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return most - least < 16;
}
