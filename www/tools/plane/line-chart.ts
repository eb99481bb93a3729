/** A live chart of two quantities over steps. */

import uPlot from 'uplot';
import { History, type Row } from '../../ui/series.js';
import { resolvedColor } from '../../ui/plot.js';

const HEIGHT = 150;
/** How long new points wait for others, so that a picture pays. */
const WAIT_MS = 120;

/** A line of the chart. */
export interface Line {
  label: string;
  /** The custom property that has its color. */
  color: string;
  /** Where a dashed line of the same color stands, if anywhere. */
  level?: number | undefined;
}

export class LineChart {
  private history = new History(2);
  private plot: uPlot | undefined;
  private timer = 0;
  private step = '';
  private lines: Line[] = [];
  private readonly observer: ResizeObserver;
  private readonly scheme = matchMedia('(prefers-color-scheme: dark)');

  constructor(
    private readonly container: HTMLElement,
    private readonly logarithmic: boolean,
  ) {
    this.observer = new ResizeObserver(() =>
      this.plot?.setSize({ width: container.clientWidth, height: HEIGHT }),
    );
    this.observer.observe(container);
    this.scheme.addEventListener('change', this.create);
  }

  /** Other lines, or other words for them and for a step. */
  name(step: string, lines: Line[]): void {
    if (JSON.stringify([step, lines]) === JSON.stringify([this.step, this.lines])) return;
    this.step = step;
    this.lines = lines;
    this.create();
  }

  add(rows: Row[]): void {
    this.history.add(rows);
    this.timer ||= setTimeout(this.draw, WAIT_MS);
  }

  clear(): void {
    this.history = new History(2);
    this.timer ||= setTimeout(this.draw, WAIT_MS);
  }

  close(): void {
    clearTimeout(this.timer);
    this.observer.disconnect();
    this.scheme.removeEventListener('change', this.create);
    this.plot?.destroy();
  }

  private readonly draw = () => {
    this.timer = 0;
    const [steps, ...values] = this.history.columns();
    const levels = this.lines.flatMap(({ level }) => (level === undefined ? [] : [steps.map(() => level)]));
    this.plot?.setData([steps, ...values, ...levels]);
  };

  /** uPlot paints with fixed colors, so another theme needs another plot. */
  private readonly create = () => {
    this.plot?.destroy();
    const color = (name: string) => resolvedColor(this.container, name);
    const value = (_: uPlot, number: number | null) => number?.toFixed(3) ?? '–';
    const axis = {
      stroke: color('--muted'),
      font: '12px system-ui, sans-serif',
      grid: { stroke: color('--line'), width: 1 },
      ticks: { show: false },
    };
    const plain = this.lines.map((line) => ({ label: line.label, stroke: color(line.color) }));
    const levels = this.lines.flatMap((line) =>
      line.level === undefined ? [] : [{ label: line.label, stroke: color(line.color), dash: [4, 4] }],
    );
    this.plot = new uPlot(
      {
        width: this.container.clientWidth || 300,
        height: HEIGHT,
        cursor: { drag: { x: false, y: false } },
        scales: { x: { time: false }, y: this.logarithmic ? { distr: 3 } : {} },
        axes: [
          { ...axis, size: 26, values: (_, steps) => steps.map((step) => step.toLocaleString('en')) },
          {
            ...axis,
            size: 48,
            ...(this.logarithmic
              ? {
                  filter: decades,
                  grid: { ...axis.grid, filter: decades },
                  values: (_, ticks) => ticks.map(plainly),
                }
              : {}),
          },
        ],
        series: [
          { label: this.step, value: (_, step) => step?.toLocaleString('en') ?? '–' },
          ...[...plain, ...levels].map((line) => ({
            ...line,
            width: 'dash' in line ? 1 : 1.5,
            points: { show: false },
            value,
          })),
        ],
      },
      [[], ...[...plain, ...levels].map(() => [])],
      this.container,
    );
    this.draw();
  };
}

/** Of a logarithmic axis only the powers of ten have room. */
function decades(_: uPlot, ticks: number[]): (number | null)[] {
  return ticks.map((tick) => (Math.abs(Math.log10(tick) % 1) < 1e-6 ? tick : null));
}

function plainly(tick: number | null): string {
  return tick === null ? '' : String(Number(tick.toPrecision(1)));
}
