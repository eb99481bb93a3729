/** The live chart of both losses. */

import uPlot from 'uplot';
import type { StepRecord } from '../protocol.js';
import { language, onLanguage, texts } from '../text/index.js';
import { type KeptLosses, LossHistory } from './loss-history.js';

const HEIGHT = 220;

export class LossChart {
  private history = new LossHistory();
  private plot: uPlot;
  private frame = 0;
  /** Whether the losses are those of a VAE. */
  private vae = false;
  private readonly observer: ResizeObserver;
  private readonly closing = new AbortController();
  private readonly scheme = matchMedia('(prefers-color-scheme: dark)');

  constructor(private readonly container: HTMLElement) {
    this.plot = this.create();
    this.observer = new ResizeObserver(() => {
      this.plot.setSize({ width: container.clientWidth, height: HEIGHT });
    });
    this.observer.observe(container);
    this.scheme.addEventListener('change', this.recreate);
    onLanguage(this.recreate, this.closing.signal);
  }

  add(records: StepRecord[]): void {
    this.history.add(records);
    this.frame ||= requestAnimationFrame(this.draw);
  }

  get kept(): KeptLosses {
    return this.history.kept;
  }

  /** Shows what was kept of the run before it was stored. */
  recall(kept: KeptLosses): void {
    this.history = LossHistory.of(kept);
    this.frame ||= requestAnimationFrame(this.draw);
  }

  /** For a run that goes on after a step, or begins where it is 0. */
  begin(vae: boolean, step: number): void {
    if (step === 0) this.history = new LossHistory();
    else this.history.cutAfter(step);
    if (vae !== this.vae) {
      this.vae = vae;
      this.recreate();
    }
    this.frame ||= requestAnimationFrame(this.draw);
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    this.observer.disconnect();
    this.closing.abort();
    this.scheme.removeEventListener('change', this.recreate);
    this.plot.destroy();
  }

  private readonly draw = () => {
    this.frame = 0;
    this.plot.setData(this.history.columns());
  };

  /** uPlot paints with fixed colors, so another theme needs another plot. */
  private readonly recreate = () => {
    this.plot.destroy();
    this.plot = this.create();
    this.draw();
  };

  private create(): uPlot {
    const color = (name: string) => resolvedColor(this.container, name);
    const line = { width: 1.5, points: { show: false } };
    const axis = {
      stroke: color('--muted'),
      font: '12px system-ui, sans-serif',
      grid: { stroke: color('--line'), width: 1 },
      ticks: { show: false },
    };
    const words = texts().chart;
    const [first, second] = this.vae
      ? [words.reconstruction, words.divergence]
      : [words.discriminator, words.generator];
    const value = (_: uPlot, number: number | null) => number?.toFixed(3) ?? '–';
    return new uPlot(
      {
        width: this.container.clientWidth || 300,
        height: HEIGHT,
        cursor: { drag: { x: false, y: false } },
        scales: { x: { time: false } },
        axes: [
          { ...axis, size: 30, values: (_, steps) => steps.map((step) => step.toLocaleString(language())) },
          { ...axis, size: 44 },
        ],
        series: [
          { label: words.step, value: (_, step) => step?.toLocaleString(language()) ?? '–' },
          { label: first, ...line, stroke: color('--discriminator'), value },
          { label: second, ...line, stroke: color('--generator'), value },
        ],
      },
      [[], [], []],
      this.container,
    );
  }
}

/** The color that a custom property has in the theme that is on, as a canvas takes it. */
function resolvedColor(container: HTMLElement, property: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  container.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
