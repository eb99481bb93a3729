/** A chart of curves over steps or seconds, whose exact values a pointer, a finger or the arrow keys read. */

import uPlot from 'uplot';
import { language, texts } from '../text/index.js';
import { number } from '../text/numbers.js';
import type { Columns } from './series.js';

export interface Curve {
  label: string;
  /** The custom property that has its color. */
  color: string;
  /** A value as it is read. */
  value: (number: number) => string;
  /** Its axis, on the left or on the right. */
  side?: 'left' | 'right';
  /** Where it has few points, so that each is to be seen. */
  sparse?: boolean;
}

/** An axis: on a log scale or not, with the least that it is to show. */
export interface Axis {
  log?: boolean;
  least?: [number, number];
}

/** A stretch in which healthy runs lie, behind the curve of the same number: lower and upper ends from step to step. */
export type Region = { from: number; to: number; low: number; high: number }[];

export interface PlotOptions {
  title: string;
  curves: Curve[];
  axes: { left: Axis; right?: Axis };
  regions: Region[];
  /** The last step that the frame shows, for as long as the run is shorter. */
  lastStep: number;
  /** A step as it is read, where it is none but a second. */
  place?: (step: string) => string;
  /** What there is to draw, asked for at each drawing: as it is, and smoothed. */
  data: () => { raw: Columns; smooth: Columns };
}

const HEIGHT = 180;
/** Points that a key with Shift moves the cursor by. */
const LEAP = 10;

export class Plot {
  private readonly readout = element('p', 'readout');
  private readonly area = element('div', 'plot');
  /** Says the values that a key asked for; those of the pointer change too fast to be said. */
  private readonly said = element('p', 'hidden');
  private readonly plot: uPlot;
  private readonly observer: ResizeObserver;
  private readonly watcher: IntersectionObserver;
  /** What each axis has shown, which only grows: nothing jumps. */
  private readonly shown: Partial<Record<string, [number, number]>> = {};
  /** The step that a key chose. */
  private chosen: number | undefined;
  /** What is drawn, unsmoothed. */
  private raw: Columns;
  /** What nobody sees is not drawn: that would take time from training. */
  private seen = false;

  constructor(
    private readonly container: HTMLElement,
    private readonly options: PlotOptions,
    private readonly sync: string,
  ) {
    this.raw = [[], ...options.curves.map(() => [])];
    this.createReadout();
    this.said.setAttribute('aria-live', 'polite');
    this.area.tabIndex = 0;
    this.area.setAttribute('role', 'group');
    this.area.setAttribute('aria-label', texts().charts.keys(options.title));
    this.area.addEventListener('keydown', this.onKey);
    this.area.addEventListener('blur', () => this.choose(undefined));
    container.replaceChildren(this.readout, this.area, this.said);
    this.plot = this.create();
    this.read();
    this.observer = new ResizeObserver(() => {
      this.plot.setSize({ width: this.area.clientWidth, height: HEIGHT });
    });
    this.observer.observe(this.area);
    this.watcher = new IntersectionObserver(([entry]) => {
      this.seen = entry?.isIntersecting ?? true;
      this.draw();
    });
    this.watcher.observe(container);
  }

  draw(): void {
    if (!this.seen) return;
    const { raw, smooth } = this.options.data();
    const [steps, ...values] = raw;
    this.raw = raw;
    this.plot.setData([steps, ...values, ...smooth.slice(1)] as uPlot.AlignedData);
    if (this.chosen !== undefined) this.move(this.chosen);
    this.read();
  }

  close(): void {
    this.observer.disconnect();
    this.watcher.disconnect();
    this.plot.destroy();
    this.container.replaceChildren();
  }

  private create(): uPlot {
    const color = (name: string) => resolvedColor(this.container, name);
    const { curves, axes } = this.options;
    // Looked up once: that makes the browser compute styles.
    const fills = curves.map((curve) => color(curve.color));
    const line = ({ color: name, side = 'left', sparse }: Curve): uPlot.Series => ({
      scale: side,
      stroke: color(name),
      width: 1.5,
      spanGaps: true,
      points: { show: sparse ?? false, size: 4 },
    });
    const axis = { stroke: color('--muted'), font: '12px system-ui, sans-serif', ticks: { show: false } };
    const grid = { stroke: color('--line'), width: 1 };
    const scales = Object.entries(axes).map(([side, { log, least }]) => [side, this.scale(side, log, least)]);
    return new uPlot(
      {
        width: this.area.clientWidth || 300,
        height: HEIGHT,
        padding: [8, axes.right ? 0 : 22, 0, 0],
        legend: { show: false },
        cursor: {
          drag: { x: false, y: false },
          y: false,
          sync: { key: this.sync, scales: ['x', null] },
          points: { size: 6 },
        },
        scales: {
          x: { time: false, range: (_, _first, last) => [0, Math.max(this.options.lastStep, last ?? 0)] },
          ...Object.fromEntries(scales),
        },
        axes: [
          { ...axis, grid, size: 26, space: 70, values: (_, steps) => steps.map((step) => number(step)) },
          {
            ...axis,
            grid,
            scale: 'left',
            size: 46,
            values: (_, at) => at.map(short),
            ...(axes.left.log && { splits: powers }),
          },
          ...(axes.right
            ? [{ ...axis, grid: { show: false }, scale: 'right', side: 1 as const, size: 34 }]
            : []),
        ],
        series: [{}, ...curves.map((curve) => ({ ...line(curve), alpha: 0.25 })), ...curves.map(line)],
        hooks: { drawAxes: [(plot) => this.drawRegions(plot, fills)], setCursor: [() => this.read()] },
      },
      [[], ...curves.map(() => []), ...curves.map(() => [])] as unknown as uPlot.AlignedData,
      this.area,
    );
  }

  private scale(side: string, log = false, least?: [number, number]): uPlot.Scale {
    const range: uPlot.Range.Function = (_, low, high) => {
      const regions = side === 'left' ? this.options.regions.flat() : [];
      const ends = [low, high, ...(least ?? []), ...(this.shown[side] ?? [])];
      const all = [...ends, ...regions.flatMap((part) => [part.low, part.high])].filter(Number.isFinite);
      if (all.length === 0) return [0, 1];
      const [bottom, top] = [Math.min(...all), Math.max(...all)];
      if (low !== null) this.shown[side] = [bottom, top];
      if (log) return uPlot.rangeLog(bottom, top, 10, true);
      return least && bottom >= least[0] && top <= least[1] ? least : uPlot.rangeNum(bottom, top, 0.05, true);
    };
    return { distr: log ? 3 : 1, range };
  }

  /** Paints the regions before the curves. */
  private drawRegions(plot: uPlot, fills: string[]): void {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.globalAlpha = 0.16;
    this.options.regions.forEach((region, index) => {
      ctx.fillStyle = fills[index] ?? '';
      const x = (step: number) => plot.valToPos(step, 'x', true);
      const y = (value: number) => plot.valToPos(value, 'left', true);
      const last = region.length - 1;
      // From middle to middle of the parts, and on to both ends.
      const at = ({ from, to }: Region[number], index: number) =>
        x(index === 0 ? from : index === last ? to : (from + to) / 2);
      ctx.beginPath();
      region.forEach((part, index) => ctx.lineTo(at(part, index), y(part.high)));
      region.toReversed().forEach((part, index) => ctx.lineTo(at(part, last - index), y(part.low)));
      ctx.fill();
    });
    ctx.restore();
  }

  private readonly onKey = (event: KeyboardEvent) => {
    const [steps] = this.raw;
    const leap = event.shiftKey ? LEAP : 1;
    const last = steps.length - 1;
    const at = this.chosen === undefined ? undefined : this.plot.valToIdx(this.chosen);
    const targets: Record<string, number | undefined> = {
      ArrowLeft: (at ?? last + 1) - leap,
      ArrowRight: (at ?? -1) + leap,
      Home: 0,
      End: last,
      Escape: undefined,
    };
    if (!(event.key in targets)) return;
    event.preventDefault();
    const target = targets[event.key];
    this.choose(target === undefined ? undefined : steps[Math.min(Math.max(target, 0), last)]);
    if (this.chosen !== undefined) this.said.textContent = this.readout.textContent;
  };

  private choose(step: number | undefined): void {
    if (step === undefined && this.chosen === undefined) return;
    this.chosen = step;
    this.move(step);
  }

  /** Moves the cursor of this chart and of those beside it. */
  private move(step: number | undefined): void {
    const left = step === undefined ? -10 : this.plot.valToPos(step, 'x');
    const top = step === undefined ? -10 : 0;
    // The third parameter, which tells the other charts, is missing in the types.
    (this.plot.setCursor as (at: object, fire: boolean, publish: boolean) => void)({ left, top }, true, true);
  }

  /** Writes the values at the cursor, or else the last ones. */
  private read(): void {
    const { left = -1, idx } = this.plot?.cursor ?? {};
    const [steps, ...columns] = this.raw;
    const index = left >= 0 && idx != null ? idx : steps.length - 1;
    const values = this.options.curves.map(({ label, value }, which) => {
      const known = lastKnown(columns[which] ?? [], index);
      return `${label} ${known === null ? '–' : value(known)}`;
    });
    const place = this.options.place ?? texts().charts.step;
    const all = [place(number(steps[index] ?? 0)), ...values];
    all.forEach((text, which) => {
      (this.readout.children[which] as HTMLElement).textContent = text;
    });
  }

  /** A place for the step and for each curve's value, with the curve's color. */
  private createReadout(): void {
    const places = this.options.curves.map(({ color }) => {
      const span = element('span', 'curve');
      span.style.setProperty('--curve', `var(${color})`);
      return [' ', span];
    });
    this.readout.append(element('span', ''), ...places.flat());
  }
}

/** What is rarely measured is what it was before. */
function lastKnown(column: (number | null)[], index: number): number | null {
  for (let at = index; at >= 0; at--) {
    const value = column[at];
    if (value != null) return value;
  }
  return null;
}

/** The powers of ten in a range. */
function powers(_: uPlot, _axis: number, low: number, high: number): number[] {
  const [first, last] = [low, high].map((end) => Math.round(Math.log10(end))) as [number, number];
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}

/** A number on an axis, as short as its place. */
function short(value: number | null): string {
  return value === null
    ? ''
    : value.toLocaleString(language(), {
        notation: Math.abs(value) >= 10_000 ? 'compact' : 'standard',
        maximumSignificantDigits: 4,
      });
}

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, className: string) {
  return Object.assign(document.createElement(name), { className });
}

/** The color that a custom property has in the theme that is on, as a canvas takes it. */
export function resolvedColor(container: HTMLElement, property: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  container.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
