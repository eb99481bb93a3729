/** The square from -1 to 1 on a canvas, layer over layer. */

import { resolvedColor } from '../../ui/plot.js';
import { GRID_SIDE, HEAT_SIDE, type Frame } from '../../worker/plane-protocol.js';

export const LAYERS = ['heat', 'real', 'samples', 'descent', 'manifold'] as const;
export type Layer = (typeof LAYERS)[number];

/** Points: x and y of each. */
type Points = Float32Array;
type Color = [red: number, green: number, blue: number];

/** The color of a place that D is sure of, as a share of the color of what it takes it for. */
const STRONGEST = 0.6;
/** The longest arrows, in pixels of CSS. */
const ARROW = 34;
const HEAD = 4;

/** What is to be drawn. */
export interface Scene {
  frame: Frame | undefined;
  real: Points;
  /** Whether D gives probabilities. */
  probabilities: boolean;
  layers: Record<Layer, boolean>;
}

/** What the picture cannot say without numbers. */
export interface Scale {
  /** What D says where the colors are the strongest: for generated points, and for real ones. */
  heat: [low: number, high: number];
  /** How steep L_G is at the longest arrow. */
  longest: number;
  /** Generated points that are outside the square. */
  outside: number;
}

export class Stage {
  private readonly context: CanvasRenderingContext2D | null;
  private readonly heat = new OffscreenCanvas(HEAT_SIDE, HEAT_SIDE);
  private readonly observer: ResizeObserver;
  private readonly scheme = matchMedia('(prefers-color-scheme: dark)');
  private colors: Record<'text' | 'surface' | 'generator' | 'discriminator', Color> | undefined;
  private dots = new Map<string, OffscreenCanvas>();
  private pending = 0;
  private scene: Scene | undefined;

  /** `onDrawn` is told the scale of each picture. */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly onDrawn: (scale: Scale) => void,
  ) {
    this.context = canvas.getContext('2d');
    this.observer = new ResizeObserver(() => this.refresh());
    this.observer.observe(canvas);
    this.scheme.addEventListener('change', this.restyle);
  }

  /** Draws with the next frame of the browser. */
  show(scene: Scene): void {
    this.scene = scene;
    this.refresh();
  }

  close(): void {
    cancelAnimationFrame(this.pending);
    this.observer.disconnect();
    this.scheme.removeEventListener('change', this.restyle);
  }

  private readonly restyle = () => {
    this.colors = undefined;
    this.dots.clear();
    this.refresh();
  };

  private refresh(): void {
    this.pending ||= requestAnimationFrame(() => {
      this.pending = 0;
      if (this.scene) this.draw(this.scene);
    });
  }

  private draw({ frame, real, probabilities, layers }: Scene): void {
    const { canvas, context } = this;
    if (!context || !canvas.clientWidth) return;
    const side = Math.round(canvas.clientWidth * devicePixelRatio);
    if (canvas.width !== side) canvas.width = canvas.height = side;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, side, side);
    const scale: Scale = { heat: frame ? extent(frame.heat, probabilities) : [0, 1], longest: 0, outside: 0 };
    if (frame && layers.heat) this.drawHeat(frame.heat, scale.heat);
    context.scale(devicePixelRatio, devicePixelRatio);
    if (frame && layers.manifold) this.drawManifold(frame.manifold);
    if (layers.real) this.drawPoints(real, 'text', 1.8);
    if (frame && layers.samples) this.drawPoints(frame.samples, 'generator', 2.6);
    if (frame) {
      scale.longest = steepest(frame.descent);
      scale.outside = countOutside(frame.samples);
      if (layers.descent) this.drawDescent(frame.samples, frame.descent, scale.longest);
    }
    this.onDrawn(scale);
  }

  private color(name: 'text' | 'surface' | 'generator' | 'discriminator'): Color {
    this.colors ??= {
      text: this.resolve('--text'),
      surface: this.resolve('--surface'),
      generator: this.resolve('--generator'),
      discriminator: this.resolve('--discriminator'),
    };
    return this.colors[name];
  }

  private resolve(property: string): Color {
    const [red = 0, green = 0, blue = 0] =
      resolvedColor(this.canvas.parentElement ?? this.canvas, property)
        .match(/[\d.]+/g)
        ?.map(Number) ?? [];
    return [red, green, blue];
  }

  /** Where D sees real points in its own color, where it sees generated ones in G's. */
  private drawHeat(heat: Float32Array, [low, high]: [number, number]): void {
    const image = new ImageData(HEAT_SIDE, HEAT_SIDE);
    const [real, generated] = [this.color('discriminator'), this.color('generator')];
    heat.forEach((value, index) => {
      const share = high > low ? (value - low) / (high - low) : 0.5;
      const [red, green, blue] = share > 0.5 ? real : generated;
      image.data[4 * index] = red;
      image.data[4 * index + 1] = green;
      image.data[4 * index + 2] = blue;
      image.data[4 * index + 3] = Math.abs(2 * share - 1) * STRONGEST * 255;
    });
    this.heat.getContext('2d')?.putImageData(image, 0, 0);
    const { context, canvas } = this;
    if (!context) return;
    context.imageSmoothingEnabled = true;
    context.drawImage(this.heat, 0, 0, canvas.width, canvas.height);
  }

  /** Copies of one dot, which cost much less than a path of them all. */
  private drawPoints(points: Points, name: 'text' | 'generator', radius: number): void {
    const { context } = this;
    if (!context) return;
    const dot = this.dot(name, radius);
    const width = dot.width / devicePixelRatio;
    this.each(points, (x, y) => context.drawImage(dot, x - width / 2, y - width / 2, width, width));
  }

  private dot(name: 'text' | 'generator', radius: number): OffscreenCanvas {
    const side = Math.ceil(2 * (radius + 1) * devicePixelRatio);
    const known = this.dots.get(`${name} ${side}`);
    if (known) return known;
    const dot = new OffscreenCanvas(side, side);
    this.dots.set(`${name} ${side}`, dot);
    const context = dot.getContext('2d');
    if (!context) return dot;
    const disk = (color: string, radius: number) => {
      context.beginPath();
      context.arc(side / 2, side / 2, radius * devicePixelRatio, 0, 2 * Math.PI);
      context.fillStyle = color;
      context.fill();
    };
    // A halo keeps generated points apart from each other.
    if (name === 'generator') disk(css(this.color('surface'), 0.9), radius + 0.8);
    disk(css(this.color(name), name === 'text' ? 0.6 : 1), radius);
    return dot;
  }

  /** Lines through the images of noise that lies on a line. */
  private drawManifold(manifold: Points): void {
    const { context } = this;
    if (!context) return;
    const places: [number, number][] = [];
    this.each(manifold, (x, y) => places.push([x, y]));
    context.beginPath();
    if (places.length === GRID_SIDE * GRID_SIDE) {
      for (let line = 0; line < GRID_SIDE; line++) {
        trace(context, places.slice(line * GRID_SIDE, (line + 1) * GRID_SIDE));
        trace(
          context,
          places.filter((_, index) => index % GRID_SIDE === line),
        );
      }
      context.strokeStyle = css(this.color('generator'), 0.5);
      context.lineWidth = 0.8;
    } else {
      trace(context, places);
      context.strokeStyle = css(this.color('generator'), 0.6);
      context.lineWidth = 2;
    }
    context.lineJoin = 'round';
    context.stroke();
  }

  private drawDescent(samples: Points, descent: Points, longest: number): void {
    const { context } = this;
    if (!context || !(longest > 0)) return;
    context.beginPath();
    let index = 0;
    this.each(samples.subarray(0, descent.length), (x, y) => {
      const [across, down] = [descent[index] ?? 0, -(descent[index + 1] ?? 0)];
      index += 2;
      const length = (Math.hypot(across, down) / longest) * ARROW;
      if (!(length > 1)) return;
      const angle = Math.atan2(down, across);
      const [toX, toY] = [x + length * Math.cos(angle), y + length * Math.sin(angle)];
      context.moveTo(x, y);
      context.lineTo(toX, toY);
      for (const side of [angle + 2.6, angle - 2.6]) {
        const head = Math.min(HEAD, length / 2);
        context.moveTo(toX, toY);
        context.lineTo(toX + head * Math.cos(side), toY + head * Math.sin(side));
      }
    });
    context.lineCap = 'round';
    // A halo keeps them apart from what is below.
    context.strokeStyle = css(this.color('surface'), 0.55);
    context.lineWidth = 3;
    context.stroke();
    context.strokeStyle = css(this.color('generator'), 0.95);
    context.lineWidth = 1.2;
    context.stroke();
  }

  /** Calls with the place of each point on the canvas. */
  private each(points: Points, work: (x: number, y: number) => void): void {
    const half = this.canvas.clientWidth / 2;
    for (let at = 0; at + 1 < points.length; at += 2) {
      work(half * (1 + (points[at] as number)), half * (1 - (points[at + 1] as number)));
    }
  }
}

function trace(context: CanvasRenderingContext2D, places: [number, number][]): void {
  places.forEach(([x, y], index) => (index ? context.lineTo(x, y) : context.moveTo(x, y)));
}

function css([red, green, blue]: Color, alpha: number): string {
  return `rgb(${red} ${green} ${blue} / ${alpha})`;
}

/** A probability goes from 0 to 1; a score from the least there is in the square to the most. */
function extent(heat: Float32Array, probabilities: boolean): [number, number] {
  return probabilities ? [0, 1] : [Math.min(...heat), Math.max(...heat)];
}

function steepest(descent: Points): number {
  let most = 0;
  for (let at = 0; at + 1 < descent.length; at += 2) {
    most = Math.max(most, Math.hypot(descent[at] as number, descent[at + 1] as number));
  }
  return most;
}

function countOutside(points: Points): number {
  let count = 0;
  for (let at = 0; at + 1 < points.length; at += 2) {
    count += Number(Math.abs(points[at] as number) > 1 || Math.abs(points[at + 1] as number) > 1);
  }
  return count;
}
