/** What an image is, and how its pixels come to a canvas. */

import type { ImageShape } from './protocol.js';

/** That of the built-in data sets: of grids before their first images, and of runs stored before they said theirs. */
export const BUILT_IN: ImageShape = { height: 28, width: 28, channels: 1, classes: [] };

/** Numbers of an image. */
export function lengthOf({ height, width, channels }: ImageShape): number {
  return height * width * channels;
}

/**
 * The image number `index` of many that lie one after another, as red, green, blue and opacity 0 to 255; what is
 * 0 to 1 is multiplied by a `scale` of 255.
 */
export function toImageData(pixels: ArrayLike<number>, shape: ImageShape, index = 0, scale = 1): ImageData {
  const { width, height, channels } = shape;
  const image = new ImageData(width, height);
  const first = index * lengthOf(shape);
  const light = (at: number) => Math.round((pixels[first + at] ?? 0) * scale);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      image.data[pixel * 4 + channel] = light(pixel * channels + Math.min(channel, channels - 1));
    }
    image.data[pixel * 4 + 3] = 255;
  }
  return image;
}

/** Whether a value that was stored is a shape. */
export function isShape(value: unknown): value is ImageShape {
  const { height, width, channels, classes } = (value ?? {}) as Record<keyof ImageShape, unknown>;
  const sizes = [height, width, channels];
  return sizes.every((size) => Number.isInteger(size) && Number(size) > 0) && Array.isArray(classes);
}
