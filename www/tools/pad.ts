/** <gan-pad>: a place to draw a digit, by pointer or keys, which it makes an image of as MNIST did. */

import { css, html, LitElement, nothing } from 'lit';
import { type Ink, inkOf } from '../ink.js';
import type { ImageShape } from '../protocol.js';
import { BUILT_IN, lengthOf, toImageData } from '../shape.js';
import { onLanguage, texts } from '../text/index.js';

/** Pixels along the longer side of the pad, and how wide its pen is. */
const SIZE = 280;
const PEN = 24;
/** MNIST fits a digit into 20 of 28 pixels, and puts its center of mass into the center. */
const BOX = 20 / 28;
/** A key moves the cursor by a pixel of the image; with Shift, by more of them. */
const FAR = 5;
const PEN_KEYS = [' ', 'Enter'];
const CLEAR_KEYS = ['Delete', 'Backspace'];
const ARROWS: Record<string, [columns: number, rows: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class Pad extends LitElement {
  static override styles = css`
    canvas {
      display: block;
      width: 100%;
      border-radius: 10px;
      background: #000;
      cursor: crosshair;
      touch-action: none;
    }
    canvas:focus-visible {
      outline: 3px solid var(--accent);
      outline-offset: 2px;
    }
    .pad {
      position: relative;
    }
    .cursor {
      position: absolute;
      width: 10%;
      aspect-ratio: 1;
      border: 2px solid #fff;
      border-radius: 50%;
      box-shadow:
        0 0 0 2px #000,
        inset 0 0 0 2px #000;
      transform: translate(-50%, -50%);
      pointer-events: none;
    }
    .cursor.down {
      background: var(--accent);
    }
    /* Over what is below the pad, which would jump. */
    .keys {
      position: absolute;
      z-index: 1;
      top: calc(100% + 8px);
      box-sizing: border-box;
      width: max-content;
      max-width: min(280px, 100vw - 40px);
      margin: 0;
      padding: 8px 10px;
      border: 1px solid var(--line);
      border-radius: 8px;
      background: var(--surface);
      color: var(--text);
      font-size: 13px;
    }
    .hidden {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  `;

  static override properties = { shape: { attribute: false } };

  /** What the images are that are drawn. */
  declare shape: ImageShape;
  private closed = new AbortController();
  private last: Point | undefined;
  /** Where the next key moves from, in cells from 0. */
  private cell: Point = [BUILT_IN.width / 2, BUILT_IN.height / 2];
  constructor() {
    super();
    this.shape = BUILT_IN;
  }

  /** Whether the cursor draws where it moves. */
  private penDown = false;
  /** Whether keys are used, so that the cursor is to be seen. */
  private byKeys = false;
  /** What the last key did, in words. */
  private said = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.closed = new AbortController();
    onLanguage(() => this.requestUpdate(), this.closed.signal);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.closed.abort();
  }

  private get context(): CanvasRenderingContext2D | null {
    return this.renderRoot.querySelector('canvas')?.getContext('2d', { willReadFrequently: true }) ?? null;
  }

  /** Pixels of the pad along one of the image. */
  private get scale(): number {
    return SIZE / Math.max(this.shape.width, this.shape.height);
  }

  clear(): void {
    this.context?.clearRect(0, 0, SIZE, SIZE);
    this.say(new Float32Array(lengthOf(this.shape)));
  }

  /** Has an image of pixels in 0..1 on the pad, to be drawn on. */
  put(pixels: Float32Array): void {
    const { context, scale } = this;
    const { width, height, channels } = this.shape;
    const small = new OffscreenCanvas(width, height);
    const smallContext = small.getContext('2d');
    if (!context || !smallContext) return;
    const image = toImageData(pixels, this.shape, 0, 255);
    // Gray is a share of white ink, so that what is drawn over it is weighed as it is.
    if (channels === 1) {
      pixels.forEach((light, at) => image.data.set([255, 255, 255, Math.round(light * 255)], at * 4));
    }
    smallContext.putImageData(image, 0, 0);
    context.clearRect(0, 0, SIZE, SIZE);
    context.drawImage(small, 0, 0, width * scale, height * scale);
    this.say(pixels);
  }

  private draw(from: Point, to: Point): void {
    const { context } = this;
    if (!context) return;
    context.strokeStyle = '#fff';
    context.lineWidth = PEN;
    context.lineCap = context.lineJoin = 'round';
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
    this.say(this.image(context));
  }

  private say(pixels: Float32Array): void {
    this.dispatchEvent(new CustomEvent<Float32Array>('draw', { detail: pixels }));
  }

  private place(event: PointerEvent): Point {
    const { left, top, width } = (event.target as Element).getBoundingClientRect();
    const scale = (this.shape.width * this.scale) / width;
    return [(event.clientX - left) * scale, (event.clientY - top) * scale];
  }

  private readonly down = (event: PointerEvent) => {
    (event.target as Element).setPointerCapture(event.pointerId);
    this.endKeys();
    this.last = this.place(event);
    this.move(event);
  };

  private readonly move = (event: PointerEvent) => {
    if (!this.last) return;
    const now = this.place(event);
    this.draw(this.last, now);
    this.last = now;
  };

  private readonly up = () => {
    this.last = undefined;
  };

  private readonly focused = (event: FocusEvent) => {
    this.byKeys = (event.target as Element).matches(':focus-visible');
    this.requestUpdate();
  };

  private readonly endKeys = () => {
    this.byKeys = this.penDown = false;
    this.said = '';
    this.requestUpdate();
  };

  private readonly key = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const arrow = ARROWS[event.key];
    const clears = CLEAR_KEYS.includes(event.key);
    if (!arrow && !clears && !PEN_KEYS.includes(event.key)) return;
    event.preventDefault();
    if (arrow) this.moveCursor(arrow, event.shiftKey ? FAR : 1);
    else if (clears) this.wipe();
    else if (!event.repeat) this.turnPen();
    const { tools } = texts();
    const [column, row] = this.cell;
    const pen = this.penDown ? tools.penDown : tools.penUp;
    this.said = clears ? tools.padCleared : pen(column + 1, row + 1);
    this.byKeys = true;
    this.requestUpdate();
  };

  /** Nobody who clears goes on with the stroke. */
  private wipe(): void {
    this.penDown = false;
    this.clear();
  }

  private moveCursor([columns, rows]: Point, cells: number): void {
    const before = this.cursor;
    const { width, height } = this.shape;
    const bound = (cell: number, size: number) => Math.max(0, Math.min(size - 1, cell));
    const [column, row] = this.cell;
    this.cell = [bound(column + columns * cells, width), bound(row + rows * cells, height)];
    if (this.penDown) this.draw(before, this.cursor);
  }

  private turnPen(): void {
    this.penDown = !this.penDown;
    if (this.penDown) this.draw(this.cursor, this.cursor);
  }

  /** Where the cursor is, in pixels of the pad. */
  private get cursor(): Point {
    return this.cell.map((cell) => (cell + 0.5) * this.scale) as Point;
  }

  /** What was drawn, as MNIST would have it: pixels in 0..1. In color it is where it was drawn. */
  private image(context: CanvasRenderingContext2D): Float32Array {
    const { width, height, channels } = this.shape;
    if (channels > 1) return shrunk(context.canvas, this.shape, this.scale);
    const { data } = context.getImageData(0, 0, SIZE, SIZE);
    const light = Float32Array.from({ length: SIZE * SIZE }, (_, index) => data[index * 4 + 3] ?? 0);
    return centered(context.canvas, inkOf(light, SIZE, 1), width, height);
  }

  protected override render() {
    const { tools } = texts();
    const { width, height } = this.shape;
    const [column, row] = this.cell;
    const [x, y] = [`${(100 * (column + 0.5)) / width}%`, `${(100 * (row + 0.5)) / height}%`];
    return html`
      <div class="pad">
        <canvas
          width=${width * this.scale}
          height=${height * this.scale}
          role="application"
          tabindex="0"
          aria-label=${tools.pad}
          aria-describedby="keys"
          @pointerdown=${this.down}
          @pointermove=${this.move}
          @pointerup=${this.up}
          @pointercancel=${this.up}
          @keydown=${this.key}
          @focus=${this.focused}
          @blur=${this.endKeys}
        ></canvas>
        ${
          this.byKeys
            ? html`
                <span class="cursor ${this.penDown ? 'down' : ''}" .style=${`left: ${x}; top: ${y}`}></span>
              `
            : nothing
        }
        <p id="keys" class=${this.byKeys ? 'keys' : 'hidden'}>${tools.padKeys}</p>
        <p class="hidden" role="status">${this.said}</p>
      </div>
    `;
  }
}

type Point = [x: number, y: number];

function centered(
  canvas: CanvasImageSource,
  ink: Ink | undefined,
  columns: number,
  rows: number,
): Float32Array {
  const small = new OffscreenCanvas(columns, rows);
  const context = small.getContext('2d');
  if (!context || !ink) return new Float32Array(columns * rows);
  const { left, top, width, height, x, y } = ink;
  const scale = (BOX * Math.min(columns, rows)) / Math.max(width, height);
  context.imageSmoothingQuality = 'high';
  const [toX, toY] = [columns / 2 - (x - left) * scale, rows / 2 - (y - top) * scale];
  context.drawImage(canvas, left, top, width, height, toX, toY, width * scale, height * scale);
  const { data } = context.getImageData(0, 0, columns, rows);
  return Float32Array.from({ length: columns * rows }, (_, index) => (data[index * 4 + 3] ?? 0) / 255);
}

/** The pad as it is, in the image's pixels. */
function shrunk(canvas: CanvasImageSource, { width, height }: ImageShape, scale: number): Float32Array {
  const small = new OffscreenCanvas(width, height);
  const context = small.getContext('2d');
  if (!context) return new Float32Array(width * height * 3);
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(canvas, 0, 0, width * scale, height * scale, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const light = (at: number) => (data[Math.floor(at / 3) * 4 + (at % 3)] ?? 0) / 255;
  return Float32Array.from({ length: width * height * 3 }, (_, at) => light(at));
}

customElements.define('gan-pad', Pad);
