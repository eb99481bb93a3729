/** A grid of images with lines of text below it, white on black, as pictures and films show it. */

import { GRID, type ImageShape } from '../protocol.js';
import { drawGrid, type Layout, sizeOf } from '../ui/sample-grid.js';

const FONT_PIXELS = 15;
const LINE_PIXELS = 22;
const MARGIN = 12;

export class Drawing {
  readonly width: number;
  readonly height: number;
  readonly canvas = new OffscreenCanvas(1, 1);
  private readonly context: OffscreenCanvasRenderingContext2D;
  private readonly grid: OffscreenCanvas;
  private readonly lines: string[];

  /** `scale` pixels for each of the grid's. Lines that are too long are broken. */
  constructor(
    scale: number,
    lines: string[],
    private readonly shape: ImageShape,
    private readonly layout: Layout = GRID,
  ) {
    const { width, height } = sizeOf(shape, layout);
    this.grid = new OffscreenCanvas(width, height);
    this.context = this.canvas.getContext('2d', {
      willReadFrequently: true,
    }) as OffscreenCanvasRenderingContext2D;
    this.width = this.grid.width * scale;
    this.lines = lines.flatMap((line) => this.broken(line));
    this.height = this.grid.height * scale + 2 * MARGIN + this.lines.length * LINE_PIXELS;
    this.canvas.width = this.width;
    this.canvas.height = this.height;
  }

  /** Draws a grid; `first` takes the place of the first line. */
  draw(pixels: Uint8ClampedArray, first = this.lines[0]): void {
    const { context, width, height, grid } = this;
    drawGrid(grid.getContext('2d'), { pixels, shape: this.shape }, this.layout);
    context.fillStyle = '#000';
    context.fillRect(0, 0, width, height);
    context.imageSmoothingEnabled = false;
    const bottom = (grid.height * width) / grid.width;
    context.drawImage(grid, 0, 0, width, bottom);
    this.setFont();
    context.fillStyle = '#fff';
    [first, ...this.lines.slice(1)].forEach((line, index) =>
      context.fillText(line ?? '', MARGIN, bottom + MARGIN + LINE_PIXELS * (index + 0.75)),
    );
  }

  /** Red, green, blue and opacity of each pixel. */
  rgba(): Uint8ClampedArray {
    return this.context.getImageData(0, 0, this.width, this.height).data;
  }

  /** One gray value for each pixel, where nothing has a color. */
  grays(): Uint8Array {
    const data = this.rgba();
    const grays = new Uint8Array(this.width * this.height);
    for (let index = 0; index < grays.length; index++) grays[index] = data[index * 4] as number;
    return grays;
  }

  /** Breaks a line at its spaces so that it fits. */
  private broken(line: string): string[] {
    this.setFont();
    const lines: string[] = [];
    for (const word of line.split(' ')) {
      const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
      const fits = this.context.measureText(longer).width <= this.width - 2 * MARGIN;
      if (fits && lines.length > 0) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  }

  private setFont(): void {
    this.context.font = `${FONT_PIXELS}px system-ui, sans-serif`;
  }
}
