/** An image, or what is laid over one, as a canvas of its pixels that the style makes larger. */

import { html, nothing } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { ImageShape } from '../protocol.js';
import { lengthOf, toImageData } from '../shape.js';

/** Pixels in 0..1, all channels of a pixel beside each other. */
export type Pixels = ArrayLike<number>;

/** The image number `index` of many that lie one after another. */
export function imageAt(images: Float32Array, index: number, shape: ImageShape): Float32Array {
  const size = lengthOf(shape);
  return images.subarray(index * size, (index + 1) * size);
}

export function images(all: Float32Array, shape: ImageShape): Float32Array[] {
  return Array.from({ length: all.length / lengthOf(shape) }, (_, index) => imageAt(all, index, shape));
}

/** 0 to 255 as 0..1. */
export function intensities(bytes: ArrayLike<number>): Float32Array {
  return Float32Array.from(bytes, (byte) => byte / 255);
}

/** A canvas that shows an image, described for those who do not see it. */
export function picture(
  pixels: Pixels | undefined,
  shape: ImageShape,
  about: string,
  { wanted }: { wanted?: Pixels } = {},
) {
  const draw = (element?: Element) => {
    if (element && pixels) paint(element as HTMLCanvasElement, pixels, shape, wanted);
  };
  // Without words it adds nothing to what stands around it.
  return html`
    <canvas
      class="picture"
      width=${shape.width}
      height=${shape.height}
      role=${about ? 'img' : nothing}
      aria-label=${about || nothing}
      aria-hidden=${about ? nothing : 'true'}
      ${ref(draw)}
    ></canvas>
  `;
}

/** Draws an image; over it, in orange where more light is wanted and in blue where less, what is `wanted`. */
export function paint(
  canvas: HTMLCanvasElement | OffscreenCanvas,
  pixels: Pixels,
  shape: ImageShape,
  wanted?: Pixels,
): void {
  const context = canvas.getContext('2d') as CanvasRenderingContext2D | null;
  if (!context) return;
  const image = toImageData(pixels, shape, 0, 255);
  if (wanted && wanted.length > 0) lay(image.data, wanted, shape.channels);
  context.putImageData(image, 0, 0);
}

/** Colors that the color-blind tell apart too. */
const MORE = [255, 140, 40] as const;
const LESS = [60, 140, 255] as const;

/** Lays over an image what is wanted of each pixel: the sum over its channels. */
function lay(data: Uint8ClampedArray, wanted: Pixels, channels: number): void {
  const sums = Array.from({ length: wanted.length / channels }, (_, pixel) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += wanted[pixel * channels + channel] ?? 0;
    return sum;
  });
  const largest = sums.reduce((most, sum) => Math.max(most, Math.abs(sum)), 1e-12);
  sums.forEach((sum, pixel) => {
    const share = Math.abs(sum) / largest;
    (sum > 0 ? MORE : LESS).forEach((color, channel) => {
      const at = pixel * 4 + channel;
      data[at] = Math.round((data[at] ?? 0) * (1 - share) + color * share);
    });
  });
}

/** The root of the mean squared difference of two images. */
export function difference(one: Pixels, other: Pixels): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += ((one[index] ?? 0) - (other[index] ?? 0)) ** 2;
  return Math.sqrt(sum / one.length);
}

/** A weight for each class, all on one label. */
export function oneHot(label: number, { classes }: ImageShape): number[] {
  return classes.map((_, index) => (index === label ? 1 : 0));
}
