/** A gray image, or what is laid over one, as a canvas of 28 x 28 pixels that the style makes larger. */

import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { SIDE } from '../protocol.js';

const PIXELS = SIDE * SIDE;

/** Gray values in 0..1. */
export type Gray = ArrayLike<number>;

/** The image number `index` of many that lie one after another. */
export function imageAt(images: Float32Array, index: number): Float32Array {
  return images.subarray(index * PIXELS, (index + 1) * PIXELS);
}

export function images(all: Float32Array): Float32Array[] {
  return Array.from({ length: all.length / PIXELS }, (_, index) => imageAt(all, index));
}

/** Gray values 0 to 255 as 0..1. */
export function gray(bytes: ArrayLike<number>): Float32Array {
  return Float32Array.from(bytes, (byte) => byte / 255);
}

/** A canvas that shows an image, described for those who do not see it. */
export function picture(pixels: Gray | undefined, about: string, options: { wanted?: Gray } = {}) {
  const draw = (element?: Element) => {
    if (element && pixels) paint(element as HTMLCanvasElement, pixels, options.wanted);
  };
  // Without words it adds nothing to what stands around it.
  return about
    ? html`
        <canvas
          class="picture"
          width=${SIDE}
          height=${SIDE}
          role="img"
          aria-label=${about}
          ${ref(draw)}
        ></canvas>
      `
    : html`
        <canvas class="picture" width=${SIDE} height=${SIDE} aria-hidden="true" ${ref(draw)}></canvas>
      `;
}

/** Draws an image; over it, in orange where more light is wanted and in blue where less, what is `wanted`. */
export function paint(canvas: HTMLCanvasElement, pixels: Gray, wanted?: Gray): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(SIDE, SIDE);
  const largest = wanted ? Math.max(1e-12, ...Array.from(wanted, Math.abs)) : 1;
  for (let index = 0; index < PIXELS; index++) {
    const light = Math.round(255 * Math.min(1, Math.max(0, pixels[index] ?? 0)));
    image.data.set(over(light, (wanted?.[index] ?? 0) / largest), index * 4);
  }
  context.putImageData(image, 0, 0);
}

/** Colors that the color-blind tell apart too. */
const MORE = [255, 140, 40] as const;
const LESS = [60, 140, 255] as const;

function over(light: number, wanted: number): [number, number, number, number] {
  const color = wanted > 0 ? MORE : LESS;
  const share = Math.abs(wanted);
  const mixed = color.map((channel) => Math.round(light * (1 - share) + channel * share));
  return [mixed[0] ?? 0, mixed[1] ?? 0, mixed[2] ?? 0, 255];
}

/** The root of the mean squared difference of two images. */
export function difference(one: Gray, other: Gray): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += ((one[index] ?? 0) - (other[index] ?? 0)) ** 2;
  return Math.sqrt(sum / one.length);
}

/** Ten weights, all on one label. */
export function oneHot(label: number): number[] {
  return Array.from({ length: 10 }, (_, index) => (index === label ? 1 : 0));
}
