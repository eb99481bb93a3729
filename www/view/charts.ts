/** The live charts: what a run's events say, drawn once a frame at the most. */

import { preset } from '../options.js';
import type { Quality, RunInfo, Settings, StepRecord } from '../protocol.js';
import { onLanguage, texts } from '../text/index.js';
import { number } from '../text/numbers.js';
import { bandOf } from './bands.js';
import { History, type KeptHistory } from '../ui/series.js';
import type { Curve, Plot, PlotOptions, Region } from '../ui/plot.js';
import { DEFAULT_SPAN, smoothed } from './smoothing.js';

/** Where each chart has its place. The balance of D and G is nothing that a VAE has. */
const PLACES = { losses: '#chart', balance: '#balance', quality: '#quality', speed: '#speed' } as const;
type Name = keyof typeof PLACES;
/** What is kept of the charts of a run, as it can be stored. */
export type KeptCharts = Partial<Record<Name, KeptHistory>>;

/** Losses whose D gives probabilities, by its sigmoid. */
const PROBABLE = ['minimax', 'non-saturating'];
/** Values for each chart. */
const CURVES: Record<Name, number> = { losses: 2, balance: 2, quality: 3, speed: 1 };

/** Before so many steps there is little to draw, and the first samples are worth more. */
const FIRST_STEPS = 20;

/** What a chart looks like, without its data. */
type Look = Omit<PlotOptions, 'lastStep' | 'data'>;

/** Charts of two elements on one page do not move each other's cursors. */
let elements = 0;

export class Charts {
  private histories = histories();
  /** Classes that samples can be of. */
  private classes = 1;
  private plots: Partial<Record<Name, Plot>> = {};
  /** What draws, fetched when the charts are nearly in view or have something to show. */
  private drawer: typeof Plot | undefined;
  private run: Pick<RunInfo, 'settings' | 'vae'> | undefined;
  private span = DEFAULT_SPAN;
  private frame = 0;
  private readonly sync = `gan-playground-${elements++}`;
  private readonly closed = new AbortController();

  private readonly approach = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) void this.fetchDrawer();
    },
    { rootMargin: '400px' },
  );

  constructor(private readonly root: ParentNode) {
    const { signal } = this.closed;
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', this.recreate, { signal });
    onLanguage(this.recreate, signal);
  }

  /** The steps that curves are averaged over; 0 leaves them as they are. */
  set smoothing(span: number) {
    this.span = span;
    this.drawSoon();
  }

  add(records: StepRecord[], imagesPerSecond: number): void {
    const last = records.at(-1);
    if (!last) return;
    if (!this.drawer && last.step >= FIRST_STEPS) void this.fetchDrawer();
    const { losses, balance, speed } = this.histories;
    losses.add(records.map((record) => [record.step, ...record.losses]));
    const seen = this.isProbable ? sigmoid : (logit: number) => logit;
    balance.add(records.map(({ step, balance: at }) => [step, at && seen(at.real), at && seen(at.fake)]));
    if (imagesPerSecond > 0) speed.add([[last.step, imagesPerSecond]]);
    this.drawSoon();
  }

  addQuality(step: number, { full, confidence, modes, histogram }: Quality): void {
    this.classes = histogram.length;
    this.histories.quality.add([[step, full?.frechet ?? null, confidence, modes / this.classes]]);
    this.drawSoon();
  }

  /** For a run that goes on after a step, or begins where it is 0. */
  begin(run: RunInfo, step: number): void {
    if (step === 0) this.histories = histories();
    else for (const history of Object.values(this.histories)) history.cutAfter(step);
    this.run = run;
    this.recreate();
  }

  get kept(): KeptCharts {
    const all = Object.entries(this.histories).map(([name, history]) => [name, history.kept]);
    return Object.fromEntries(all);
  }

  /** Shows what was kept of the run until a step; of a checkpoint, later steps may have been kept too. */
  recall(kept: KeptCharts, step: number): void {
    for (const [name, history] of Object.entries(this.histories)) {
      const rows = kept[name as Name];
      if (rows) history.recall(rows);
      history.cutAfter(step);
    }
    this.drawSoon();
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    this.closed.abort();
    this.approach.disconnect();
    for (const plot of Object.values(this.plots)) plot.close();
  }

  private get isProbable(): boolean {
    return PROBABLE.includes(this.run?.settings.loss ?? '');
  }

  private async fetchDrawer(): Promise<void> {
    this.approach.disconnect();
    const loaded = await import('../ui/plot.js').catch(() => undefined);
    if (!loaded || this.drawer || this.closed.signal.aborted) return;
    this.drawer = loaded.Plot;
    this.recreate();
  }

  private drawSoon(): void {
    this.frame ||= requestAnimationFrame(this.draw);
  }

  private readonly draw = () => {
    this.frame = 0;
    for (const plot of Object.values(this.plots)) plot.draw();
  };

  private dataOf(name: Name): ReturnType<PlotOptions['data']> {
    const raw = this.histories[name].columns();
    const [steps, ...values] = raw;
    // Judgements are means already, and too few for another one.
    const span = name === 'quality' ? 0 : this.span;
    return { raw, smooth: [steps, ...values.map((column) => smoothed(steps, column, span))] };
  }

  /**
   * Draws where there are places for it now. uPlot paints with fixed colors and words, so another theme or
   * language needs other plots, too.
   */
  readonly recreate = () => {
    for (const plot of Object.values(this.plots)) plot.close();
    this.plots = {};
    const { drawer } = this;
    if (!this.run) return;
    if (!drawer) {
      // The place may be another one since.
      this.approach.disconnect();
      const place = this.root.querySelector(PLACES.losses);
      if (place) this.approach.observe(place);
      return;
    }
    const { settings, vae } = this.run;
    const all: Record<Name, Look | undefined> = {
      losses: lossOptions(settings, vae),
      balance: vae ? undefined : balanceOptions(this.isProbable),
      quality: qualityOptions(() => this.classes),
      speed: speedOptions(),
    };
    for (const [name, look] of Object.entries(all) as [Name, Look | undefined][]) {
      const place = this.root.querySelector<HTMLElement>(PLACES[name]);
      if (!look || !place) continue;
      const lastStep = preset(settings.preset).steps;
      const options = { ...look, lastStep, data: () => this.dataOf(name) };
      this.plots[name] = new drawer(place, options, this.sync);
    }
  };
}

function histories(): Record<Name, History> {
  return {
    losses: new History(CURVES.losses),
    balance: new History(CURVES.balance),
    quality: new History(CURVES.quality),
    speed: new History(CURVES.speed),
  };
}

function lossOptions(settings: Settings, vae: boolean): Look {
  const words = texts().charts;
  const [first, second] = vae ? [words.reconstruction, words.divergence] : ['L_D', 'L_G'];
  const value = digits(vae ? 1 : 3);
  return {
    title: words.losses,
    curves: [
      { label: first, color: '--discriminator', value },
      { label: second, color: '--generator', value },
    ],
    axes: { left: {} },
    regions: regionsOf(settings),
  };
}

function balanceOptions(isProbable: boolean): Look {
  const curve = (label: string, color: string): Curve => ({ label, color, value: digits(3) });
  return {
    title: isProbable ? texts().charts.balance : texts().charts.critic,
    curves: [curve('D(x)', '--discriminator'), curve('D(G(z))', '--generator')],
    axes: { left: isProbable ? { least: [0, 1] } : {} },
    regions: [],
  };
}

function qualityOptions(classCount: () => number): Look {
  const words = texts().charts;
  const classes = (share: number) => number(share * classCount());
  return {
    title: words.quality,
    curves: [
      { label: words.frechet, color: '--frechet', value: digits(1), sparse: true },
      { label: words.confidence, color: '--confidence', value: digits(3), side: 'right' },
      { label: words.classes, color: '--classes', value: classes, side: 'right' },
    ],
    axes: { left: { log: true, least: [1, 1000] }, right: { least: [0, 1] } },
    regions: [],
  };
}

function speedOptions(): Look {
  return {
    title: texts().charts.speed,
    curves: [{ label: texts().charts.imagesPerSecond, color: '--accent', value: digits(0) }],
    axes: { left: { least: [0, 1] } },
    regions: [],
  };
}

/** Where both losses lay in healthy runs; nothing where none was measured. */
function regionsOf(settings: Settings): Region[] {
  const measured = bandOf(settings)?.measured;
  if (!measured) return [];
  return measured.losses.map((parts) => {
    // The first part of the run is its warm-up.
    const size = measured.steps / (parts.length + 1);
    return parts.map(([low, high], index) => ({
      from: (index + 1) * size,
      to: (index + 2) * size,
      low,
      high,
    }));
  });
}

function digits(count: number): (value: number) => string {
  return (value) => number(value, count);
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
