/**
 * <gan-playground>: trains a GAN on MNIST and shows it learn. What people embed; the page is one use
 * of it. The README documents its attributes, methods and events.
 */

import { LitElement, type PropertyValues } from 'lit';
import type { SampleOptions, Status } from './api.js';
import { Client, type ClientEvent } from './client.js';
import { PlaygroundError } from './error.js';
import { OPTION_NAMES, type OptionName, type Options, parse, preset } from './options.js';
import type { Backend, DataProgress, Epoch, ErrorInfo, RunInfo, Start, StepLosses } from './protocol.js';
import { LossChart } from './view/loss-chart.js';
import { type Actions, panel } from './view/panel.js';
import { SampleGrid } from './view/sample-grid.js';
import { style } from './view/style.js';

/** A seed that is no number stays a text, so that the error can name it. */
const seedConverter = {
  fromAttribute: (text: string | null) => (text !== null && /^\d+$/.test(text) ? Number(text) : text),
};

const TRAINING_IMAGES = 60_000;
const MAX_SAMPLES = 10_000;
/** The speed shown is that of the last seconds. */
const SPEED_WINDOW_MS = 3000;

export class GanPlayground extends LitElement {
  static override styles = style;
  static override properties = {
    preset: { reflect: true },
    seed: { converter: seedConverter, reflect: true },
    backend: { reflect: true },
    data: {},
  };

  /** The preset, its id. */
  declare preset: string;
  /** Where all randomness comes from. */
  declare seed: number;
  /** The back end that is wanted. */
  declare backend: Options['backend'];
  /** Where the data lies, relative to the page. */
  declare data: string;

  private client: Client | undefined;
  /** The options that the client has, and that a refused change goes back to. */
  private applied: Options;
  private run: RunInfo | undefined;
  private state: Status['state'] = 'loading';
  private losses: StepLosses | undefined;
  private running: { backend: Backend; detail: string | undefined } | undefined;
  private backendReason: string | undefined;
  private progress: DataProgress | undefined;
  private epochs: Epoch[] = [];
  private dataError: ErrorInfo | undefined;
  private error: ErrorInfo | undefined;
  /** The run before this one, so that no click loses what was trained. */
  private previous: { about: string; bytes: Uint8Array } | undefined;
  private seconds = 0;
  private lastProgress = 0;
  private recent: { at: number; steps: number }[] = [];
  private readonly actions: Actions = {
    train: () => this.report(this.train()),
    pause: () => this.report(this.pause()),
    step: () => this.report(this.step()),
    reset: () => this.report(this.reset()),
    choose: (name, text) => this.choose(name, text),
    save: () => this.report(this.download()),
    open: (file) => this.report(file.arrayBuffer().then((buffer) => this.load(new Uint8Array(buffer)))),
    retry: () => this.report(this.retry()),
    bringBack: () => this.report(this.bringBack()),
  };
  private samples: SampleGrid | undefined;
  private real: SampleGrid | undefined;
  private chart: LossChart | undefined;

  constructor() {
    super();
    this.preset = parse('preset', undefined);
    this.seed = parse('seed', undefined);
    this.backend = parse('backend', undefined);
    this.data = 'data/mnist/';
    this.applied = { preset: this.preset, seed: this.seed, backend: this.backend };
  }

  /** What the run is and how it goes. */
  get status(): Status {
    const { preset, seed, step = 0, batchSize = 0 } = this.run ?? {};
    return {
      state: this.state,
      preset: preset ?? this.preset,
      seed: seed ?? this.seed,
      step,
      epoch: (step * batchSize) / TRAINING_IMAGES,
      losses: this.losses && { discriminator: this.losses.discriminator, generator: this.losses.generator },
      backend: this.running?.backend,
      backendReason: this.backendReason,
      imagesPerSecond: this.speed(),
      seconds: this.seconds,
    };
  }

  /** Trains until `pause`; resolves once it does. */
  async train(): Promise<void> {
    if (this.isTraining) return;
    const first = new Promise<void>((resolve) => {
      this.addEventListener('progress', () => resolve(), { once: true });
    });
    await Promise.race([first, this.trainTo(Number.POSITIVE_INFINITY)]);
  }

  /** Stops training; resolves once it has. */
  async pause(): Promise<void> {
    await (await this.opened()).pause();
  }

  /** Takes `n` steps, then pauses; resolves with the status. */
  async step(n = 1): Promise<Status> {
    if (!Number.isInteger(n) || n < 1) throw invalid('n', n, 'a whole number from 1 on');
    await this.pause(); // which waits for the run to be there
    await this.trainTo((this.run?.step ?? 0) + n);
    return this.status;
  }

  /** Begins the run anew, with the preset and seed there are. */
  async reset(): Promise<void> {
    await this.replaceRun({ preset: this.applied.preset, seed: this.applied.seed });
  }

  /** Images from the averaged generator: `count * 28 * 28` gray values in 0..1. */
  async sample({ count, seed = 0, labels }: SampleOptions): Promise<Float32Array> {
    if (!Number.isInteger(count) || count < 1 || count > MAX_SAMPLES) {
      throw invalid('count', count, `a whole number from 1 to ${MAX_SAMPLES}`);
    }
    parse('seed', String(seed));
    const wanted = Array.from(labels ?? Array.from({ length: count }, (_, index) => index % 10));
    if (wanted.length !== count)
      throw invalid('the number of labels', wanted.length, `count, which is ${count}`);
    const bad = wanted.find((label) => !Number.isInteger(label) || label < 0 || label > 9);
    if (bad !== undefined) throw invalid('a label', bad, 'a whole number from 0 to 9');
    return (await this.opened()).sample(seed, Uint8Array.from(wanted));
  }

  /** The whole run as a safetensors file. */
  async save(): Promise<Uint8Array> {
    return (await this.opened()).save();
  }

  /** Resumes a saved run. */
  async load(bytes: Uint8Array): Promise<void> {
    await this.replaceRun({ checkpoint: bytes });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.client?.close();
    this.client = undefined;
  }

  protected override firstUpdated(): void {
    this.samples = new SampleGrid(this.query('#samples'));
    this.real = new SampleGrid(this.query('#real'));
    this.chart = new LossChart(this.query('#chart'));
    this.open();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.client) return;
    for (const name of OPTION_NAMES) {
      if (changed.has(name) && this[name] !== this.applied[name]) void this.report(this.apply(name));
    }
  }

  private get isTraining(): boolean {
    return this.state === 'training' || this.state === 'waiting';
  }

  /** The client, once the element is in a page. */
  private async opened(): Promise<Client> {
    await this.updateComplete;
    if (!this.client) throw new PlaygroundError('core_failed', 'the element is not in a page');
    return this.client;
  }

  private query<E extends Element>(selector: string): E {
    return this.renderRoot.querySelector(selector) as E;
  }

  private open(resumption?: Start): void {
    for (const name of OPTION_NAMES) this.check(name);
    const { backend, preset, seed } = this.applied;
    const start = resumption ?? { preset, seed };
    this.state = 'loading';
    this.client = new Client(backend, start, new URL(this.data, document.baseURI).href, (event) =>
      this.on(event),
    );
    this.requestUpdate();
  }

  /** Takes an option over if it is valid; else says so and goes back to what it was. */
  private check<N extends OptionName>(name: N): boolean {
    try {
      this.applied[name] = parse(name, String(this[name]));
      return true;
    } catch (thrown) {
      this.fail(PlaygroundError.from(thrown));
      (this as Options)[name] = this.applied[name];
      return false;
    }
  }

  /** Makes a changed option true. */
  private async apply(name: OptionName): Promise<void> {
    if (!this.check(name)) return;
    this.error = undefined;
    if (this.state === 'failed') {
      this.reopen(name === 'backend' ? this.client?.resumption : undefined);
    } else if (name === 'backend') {
      const training = this.isTraining;
      this.state = 'loading';
      this.requestUpdate();
      await (await this.opened()).moveTo(this.applied.backend);
      if (training) await this.train();
    } else {
      await this.reset();
    }
  }

  private async trainTo(step: number): Promise<void> {
    this.error = undefined;
    this.lastProgress = performance.now();
    this.recent = [{ at: this.lastProgress, steps: 0 }];
    this.setState('training');
    this.dispatch('train');
    try {
      await (await this.opened()).trainTo(step);
    } finally {
      if (this.isTraining) this.setState('paused');
      this.dispatch('pause');
    }
  }

  /** Begins another run and keeps this one, so that no click loses what was trained. */
  private async replaceRun(start: Start): Promise<void> {
    const client = await this.opened();
    await client.pause();
    const run = this.run;
    const bytes = run?.step ? await client.save() : undefined;
    await client.begin(start);
    if (!run || !bytes) return;
    const about = `${preset(run.preset).title}, seed ${run.seed}, ${run.step.toLocaleString('en')} steps`;
    this.previous = { about, bytes };
    this.requestUpdate();
  }

  private on(event: ClientEvent): void {
    switch (event.type) {
      case 'run':
        this.begin(event.run);
        break;
      case 'backend':
        this.running = event;
        this.backendReason = event.reason;
        this.dispatch('backendchange');
        break;
      case 'progress':
        this.advance(event.run, event.losses, event.epoch);
        break;
      case 'samples':
        this.samples?.draw(event.pixels);
        this.dispatch('samples', event.pixels);
        break;
      case 'real':
        this.real?.draw(event.pixels);
        break;
      case 'data':
        this.progress = event.progress;
        this.dataError = undefined;
        break;
      case 'waiting':
        if (this.isTraining) this.state = event.waiting ? 'waiting' : 'training';
        break;
      case 'dataError':
        this.dataError = event.error;
        this.dispatch('error', event.error);
        break;
      case 'trainingError':
        this.fail(event.error);
        break;
      case 'failed':
        this.state = 'failed';
        this.fail(event.error);
        break;
    }
    this.requestUpdate();
  }

  /** A run is there: a new one, one from a file, or the same on another back end. */
  private begin(run: RunInfo): void {
    const goesOn = this.run && run.preset === this.run.preset && run.seed === this.run.seed && run.step > 0;
    this.chart?.cutAfter(goesOn ? run.step : 0);
    if (!goesOn) {
      this.epochs = [];
      this.seconds = 0;
      this.losses = undefined;
    }
    this.run = run;
    this.preset = this.applied.preset = run.preset;
    this.seed = this.applied.seed = run.seed;
    this.dispatch('optionchange');
    if (!this.isTraining) this.setState('paused');
  }

  private advance(run: RunInfo, losses: StepLosses[], epoch: Epoch | undefined): void {
    const now = performance.now();
    this.seconds += (now - this.lastProgress) / 1000;
    this.lastProgress = now;
    this.recent.push({ at: now, steps: losses.length });
    while (this.recent.length > 2 && now - (this.recent[0]?.at ?? now) > SPEED_WINDOW_MS) this.recent.shift();
    this.run = run;
    this.losses = losses.at(-1);
    this.chart?.add(losses);
    this.dispatch('progress');
    if (!epoch) return;
    this.epochs = [...this.epochs, epoch];
    this.dispatch('epoch', epoch);
  }

  private speed(): number {
    const [first, ...rest] = this.recent;
    const last = rest.at(-1);
    if (!first || !last || !this.run) return 0;
    const steps = rest.reduce((sum, { steps }) => sum + steps, 0);
    return (steps * this.run.batchSize * 1000) / (last.at - first.at);
  }

  private setState(state: Status['state']): void {
    this.state = state;
    this.requestUpdate();
  }

  private fail(error: ErrorInfo): void {
    this.error = { code: error.code, message: error.message };
    this.dispatch('error', this.error);
    this.requestUpdate();
  }

  private dispatch(type: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail: detail ?? this.status }));
  }

  /** What a click started; its failure is shown, where a caller of the method would catch it. */
  private async report(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (thrown) {
      if (this.state !== 'failed') this.fail(PlaygroundError.from(thrown));
    }
  }

  private async download(): Promise<void> {
    const bytes = await this.save();
    const { preset, seed, step } = this.status;
    const url = URL.createObjectURL(new Blob([bytes as BlobPart]));
    const link = Object.assign(document.createElement('a'), {
      href: url,
      download: `gan-${preset}-seed${seed}-step${step}.safetensors`,
    });
    link.click();
    URL.revokeObjectURL(url);
  }

  private async retry(): Promise<void> {
    if (this.state === 'failed') this.reopen(this.client?.resumption);
    else await (await this.opened()).retryData();
  }

  /** Starts over with another client, after one that failed. */
  private reopen(start: Start | undefined): void {
    this.error = undefined;
    this.client?.close();
    this.open(start);
  }

  private async bringBack(): Promise<void> {
    const bytes = this.previous?.bytes;
    if (bytes) await this.load(bytes);
  }

  private choose(name: OptionName, text: string): void {
    try {
      (this as Record<OptionName, unknown>)[name] = parse(name, text);
      this.dispatch('optionchange');
    } catch (thrown) {
      this.fail(PlaygroundError.from(thrown));
    }
  }

  protected override render() {
    return panel(
      {
        status: this.status,
        options: { preset: this.preset, seed: this.seed, backend: this.backend },
        conditional: this.run?.conditional ?? false,
        adapter: this.running?.detail,
        data: this.progress,
        epochs: this.epochs,
        error: this.error,
        dataError: this.dataError,
        previous: this.previous?.about,
      },
      this.actions,
    );
  }
}

function invalid(name: string, value: unknown, bound: string): PlaygroundError {
  return new PlaygroundError('invalid_option', `${name} is ${value}, but must be ${bound}`);
}

customElements.define('gan-playground', GanPlayground);

declare global {
  interface HTMLElementTagNameMap {
    'gan-playground': GanPlayground;
  }
}
