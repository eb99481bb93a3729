/** A grid of gray images on a canvas. */

import { GRID, SIDE } from '../protocol.js';

/** Pixels between two images. */
export const GAP = 2;

export interface Layout {
  rows: number;
  columns: number;
}

/** That of a canvas on the page, or of one that a worker has. */
type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export class SampleGrid {
  private readonly context: CanvasRenderingContext2D | null;

  constructor(canvas: HTMLCanvasElement) {
    canvas.width = GRID.columns * (SIDE + GAP) - GAP;
    canvas.height = GRID.rows * (SIDE + GAP) - GAP;
    this.context = canvas.getContext('2d');
  }

  /** Draws images of 28 x 28 gray values 0 to 255, row after row. */
  draw(pixels: Uint8ClampedArray): void {
    drawGrid(this.context, pixels);
  }
}

/** Draws images of 28 x 28 gray values 0 to 255, row after row. */
export function drawGrid(
  context: Context | null,
  pixels: Uint8ClampedArray,
  { columns }: Layout = GRID,
): void {
  const image = new ImageData(SIDE, SIDE);
  const count = pixels.length / (SIDE * SIDE);
  for (let index = 0; index < count; index++) {
    for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
      const gray = pixels[index * SIDE * SIDE + pixel] as number;
      image.data.set([gray, gray, gray, 255], pixel * 4);
    }
    const column = index % columns;
    const row = (index - column) / columns;
    context?.putImageData(image, column * (SIDE + GAP), row * (SIDE + GAP));
  }
}
