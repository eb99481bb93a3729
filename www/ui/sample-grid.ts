/** A grid of images on a canvas. */

import { GRID, type Grid, type ImageShape } from '../protocol.js';
import { BUILT_IN, lengthOf, toImageData } from '../shape.js';

/** Pixels between two images. */
const GAP = 2;

export interface Layout {
  rows: number;
  columns: number;
}

/** That of a canvas on the page, or of one that a worker has. */
type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Pixels of a grid. */
export function sizeOf({ width, height }: ImageShape, { rows, columns }: Layout) {
  return { width: columns * (width + GAP) - GAP, height: rows * (height + GAP) - GAP };
}

export class SampleGrid {
  private readonly context: CanvasRenderingContext2D | null;

  constructor(private readonly canvas: HTMLCanvasElement) {
    Object.assign(canvas, sizeOf(BUILT_IN, GRID));
    this.context = canvas.getContext('2d');
  }

  draw(grid: Grid): void {
    const { width, height } = sizeOf(grid.shape, GRID);
    // To set it wipes what is there.
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    drawGrid(this.context, grid);
  }
}

/** Draws images row after row. */
export function drawGrid(context: Context | null, { pixels, shape }: Grid, { columns }: Layout = GRID): void {
  const count = pixels.length / lengthOf(shape);
  for (let index = 0; index < count; index++) {
    const column = index % columns;
    const row = (index - column) / columns;
    const [left, top] = [column * (shape.width + GAP), row * (shape.height + GAP)];
    context?.putImageData(toImageData(pixels, shape, index), left, top);
  }
}
