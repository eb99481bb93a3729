/** <gan-pad>: a place to draw a digit, which it makes an image of as MNIST did. */

import { css, html, LitElement } from 'lit';
import { SIDE } from '../protocol.js';
import { texts } from '../text/index.js';

/** Pixels along a side of the pad, and how wide its pen is. */
const SIZE = 280;
const PEN = 24;
/** MNIST fits a digit into 20 x 20 pixels, whose center of mass it puts into the center of 28 x 28. */
const BOX = 20;

export class Pad extends LitElement {
  static override styles = css`
    canvas {
      display: block;
      width: 100%;
      aspect-ratio: 1;
      border-radius: 10px;
      background: #000;
      cursor: crosshair;
      touch-action: none;
    }
  `;

  private last: [number, number] | undefined;

  private get context(): CanvasRenderingContext2D | null {
    return this.renderRoot.querySelector('canvas')?.getContext('2d', { willReadFrequently: true }) ?? null;
  }

  clear(): void {
    this.context?.clearRect(0, 0, SIZE, SIZE);
    this.say(new Float32Array(SIDE * SIDE));
  }

  /** Has a digit of gray values in 0..1 on the pad, to be drawn on. */
  put(pixels: Float32Array): void {
    const { context } = this;
    const small = new OffscreenCanvas(SIDE, SIDE);
    const smallContext = small.getContext('2d');
    if (!context || !smallContext) return;
    const image = smallContext.createImageData(SIDE, SIDE);
    pixels.forEach((gray, index) => image.data.set([255, 255, 255, Math.round(gray * 255)], index * 4));
    smallContext.putImageData(image, 0, 0);
    context.clearRect(0, 0, SIZE, SIZE);
    context.drawImage(small, 0, 0, SIZE, SIZE);
    this.say(pixels);
  }

  private say(pixels: Float32Array): void {
    this.dispatchEvent(new CustomEvent<Float32Array>('draw', { detail: pixels }));
  }

  private place(event: PointerEvent): [number, number] {
    const { left, top, width } = (event.target as Element).getBoundingClientRect();
    return [((event.clientX - left) * SIZE) / width, ((event.clientY - top) * SIZE) / width];
  }

  private readonly down = (event: PointerEvent) => {
    (event.target as Element).setPointerCapture(event.pointerId);
    this.last = this.place(event);
    this.move(event);
  };

  private readonly move = (event: PointerEvent) => {
    const { context, last } = this;
    if (!context || !last) return;
    const now = this.place(event);
    context.strokeStyle = '#fff';
    context.lineWidth = PEN;
    context.lineCap = context.lineJoin = 'round';
    context.beginPath();
    context.moveTo(...last);
    context.lineTo(...now);
    context.stroke();
    this.last = now;
    this.say(this.image(context));
  };

  private readonly up = () => {
    this.last = undefined;
  };

  /** What was drawn, as MNIST would have it: gray values in 0..1. */
  private image(context: CanvasRenderingContext2D): Float32Array {
    const { data } = context.getImageData(0, 0, SIZE, SIZE);
    const light = Float32Array.from({ length: SIZE * SIZE }, (_, index) => data[index * 4 + 3] ?? 0);
    return centered(context.canvas, boundsOf(light));
  }

  protected override render() {
    return html`
      <canvas
        width=${SIZE}
        height=${SIZE}
        role="img"
        aria-label=${texts().tools.pad}
        @pointerdown=${this.down}
        @pointermove=${this.move}
        @pointerup=${this.up}
        @pointercancel=${this.up}
      ></canvas>
    `;
  }
}

interface Bounds {
  left: number;
  top: number;
  width: number;
  height: number;
  /** The center of mass. */
  x: number;
  y: number;
}

function boundsOf(light: Float32Array): Bounds {
  let [left, top, right, bottom, mass, x, y] = [SIZE, SIZE, 0, 0, 0, 0, 0];
  light.forEach((value, index) => {
    if (value === 0) return;
    const [column, row] = [index % SIZE, Math.floor(index / SIZE)];
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
    mass += value;
    x += value * column;
    y += value * row;
  });
  return { left, top, width: right - left + 1, height: bottom - top + 1, x: x / mass, y: y / mass };
}

function centered(canvas: CanvasImageSource, { left, top, width, height, x, y }: Bounds): Float32Array {
  const small = new OffscreenCanvas(SIDE, SIDE);
  const context = small.getContext('2d');
  const scale = BOX / Math.max(width, height);
  if (!context || !Number.isFinite(x)) return new Float32Array(SIDE * SIDE);
  context.imageSmoothingQuality = 'high';
  const [toX, toY] = [SIDE / 2 - (x - left) * scale, SIDE / 2 - (y - top) * scale];
  context.drawImage(canvas, left, top, width, height, toX, toY, width * scale, height * scale);
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  return Float32Array.from({ length: SIDE * SIDE }, (_, index) => (data[index * 4 + 3] ?? 0) / 255);
}

customElements.define('gan-pad', Pad);
