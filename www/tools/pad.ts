/** <gan-pad>: a place to draw a digit, by pointer or keys, which it makes an image of as MNIST did. */

import { css, html, LitElement, nothing } from 'lit';
import { type Ink, inkOf } from '../ink.js';
import { SIDE } from '../protocol.js';
import { onLanguage, texts } from '../text/index.js';

/** Pixels along a side of the pad, and how wide its pen is. */
const SIZE = 280;
const PEN = 24;
/** MNIST fits a digit into 20 x 20 pixels, whose center of mass it puts into the center of 28 x 28. */
const BOX = 20;
/** A key moves the cursor by a cell, which is a pixel of the image; with Shift, by more of them. */
const CELL = SIZE / SIDE;
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
      aspect-ratio: 1;
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

  private closed = new AbortController();
  private last: Point | undefined;
  /** Where the next key moves from, in cells from 0. */
  private cell: Point = [SIDE / 2, SIDE / 2];
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
    return [((event.clientX - left) * SIZE) / width, ((event.clientY - top) * SIZE) / width];
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
    const bound = (cell: number) => Math.max(0, Math.min(SIDE - 1, cell));
    const [column, row] = this.cell;
    this.cell = [bound(column + columns * cells), bound(row + rows * cells)];
    if (this.penDown) this.draw(before, this.cursor);
  }

  private turnPen(): void {
    this.penDown = !this.penDown;
    if (this.penDown) this.draw(this.cursor, this.cursor);
  }

  /** Where the cursor is, in pixels of the pad. */
  private get cursor(): Point {
    return this.cell.map((cell) => (cell + 0.5) * CELL) as Point;
  }

  /** What was drawn, as MNIST would have it: gray values in 0..1. */
  private image(context: CanvasRenderingContext2D): Float32Array {
    const { data } = context.getImageData(0, 0, SIZE, SIZE);
    const light = Float32Array.from({ length: SIZE * SIZE }, (_, index) => data[index * 4 + 3] ?? 0);
    return centered(context.canvas, inkOf(light, SIZE, 1));
  }

  protected override render() {
    const { tools } = texts();
    const [x, y] = this.cursor.map((place) => `${(100 * place) / SIZE}%`);
    return html`
      <div class="pad">
        <canvas
          width=${SIZE}
          height=${SIZE}
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

function centered(canvas: CanvasImageSource, ink: Ink | undefined): Float32Array {
  const small = new OffscreenCanvas(SIDE, SIDE);
  const context = small.getContext('2d');
  if (!context || !ink) return new Float32Array(SIDE * SIDE);
  const { left, top, width, height, x, y } = ink;
  const scale = BOX / Math.max(width, height);
  context.imageSmoothingQuality = 'high';
  const [toX, toY] = [SIDE / 2 - (x - left) * scale, SIDE / 2 - (y - top) * scale];
  context.drawImage(canvas, left, top, width, height, toX, toY, width * scale, height * scale);
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  return Float32Array.from({ length: SIDE * SIDE }, (_, index) => (data[index * 4 + 3] ?? 0) / 255);
}

customElements.define('gan-pad', Pad);
