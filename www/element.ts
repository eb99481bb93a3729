/**
 * <gan-playground>: trains a GAN on MNIST and shows it learn. What people embed; the page is one use
 * of it. The README documents its attributes, methods and events.
 */

import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { Client, type ClientEvent } from './client.js';
import { PlaygroundError } from './error.js';
import { OPTION_NAMES, type OptionName, type Options, PRESETS, parse, preset, spec } from './options.js';
import type { Backend, DataProgress, Epoch, ErrorInfo, RunInfo, Start, StepLosses } from './protocol.js';
import { LossChart } from './view/loss-chart.js';
import { SampleGrid } from './view/sample-grid.js';
import { style } from './view/style.js';

/** What a run is and how it goes. */
export interface Status {
  state: 'loading' | 'paused' | 'training' | 'waiting' | 'failed';
  preset: string;
  seed: number;
  step: number;
  /** Passes over the training images, with fractions. */
  epoch: number;
  /** Of the last step. */
  losses: { discriminator: number; generator: number } | undefined;
  /** What computes; nothing while loading. */
  backend: Backend | undefined;
  /** Why it is not the back end that was asked for. */
  backendReason: string | undefined;
  /** Real images that a second of training takes. */
  imagesPerSecond: number;
  /** Seconds of training of this run. */
  seconds: number;
}

/** What `sample` can be asked for. */
export interface SampleOptions {
  /** How many images, 1 to 10,000. */
  count: number;
  /** Which noise they are made of. */
  seed?: number;
  /** Which digits, one for each image; all ten in turn where none are given. */
  labels?: ArrayLike<number>;
}

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
    await (await this.opened()).pause();
    await (await this.opened()).ready();
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

  private async pick(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (file) await this.load(new Uint8Array(await file.arrayBuffer()));
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

  protected override render() {
    const busy = this.state === 'loading' || this.state === 'failed';
    const { about, label } = this.primary();
    return html`
      <div class="toolbar">
        <div class="settings">
          <button
            class="primary"
            ?disabled=${busy}
            title=${about}
            @click=${() => this.report(this.isTraining ? this.pause() : this.train())}
          >
            ${label}
          </button>
          <button
            ?disabled=${busy || this.isTraining}
            title="Take one step of D and one of G"
            @click=${() => this.report(this.step())}
          >
            Step
          </button>
          <button
            ?disabled=${busy || !this.run?.step}
            title="Begin anew with the same settings"
            @click=${() => this.report(this.reset())}
          >
            Reset
          </button>
        </div>
        <div class="settings">
          ${this.select(
            'preset',
            'Preset',
            PRESETS.map(({ id, title }) => [id, title]),
          )}
          <label title=${spec('seed').doc}
            >Seed
            <input
              type="number"
              min=${spec('seed').bounds?.[0] ?? 0}
              max=${spec('seed').bounds?.[1] ?? 0}
              .value=${String(this.seed)}
              ?disabled=${busy}
              @change=${(event: Event) => this.choose('seed', (event.target as HTMLInputElement).value)}
            />
          </label>
          ${this.select(
            'backend',
            'Back end',
            spec('backend').choices.map((id) => [id, BACKEND_TITLES[id] ?? id]),
          )}
        </div>
        <div class="files">
          <button
            ?disabled=${busy}
            title="Save the run as a file"
            @click=${() => this.report(this.download())}
          >
            Save
          </button>
          <button
            ?disabled=${busy}
            title="Go on with a saved run"
            @click=${() => this.query<HTMLInputElement>('#file').click()}
          >
            Open…
          </button>
          <input
            id="file"
            class="hidden"
            type="file"
            accept=".safetensors"
            tabindex="-1"
            aria-label="A saved run"
            @change=${(event: Event) => this.report(this.pick(event))}
          />
        </div>
      </div>
      <p class="about">${preset(this.preset).teaches}</p>
      <div class="notices" role="status">${this.notices()}</div>
      ${this.dataProgress()}
      <div class="panels">
        <figure>
          <figcaption>
            Generated <span>${this.run?.conditional ? 'a digit a column, fixed noise' : 'fixed noise'}</span>
          </figcaption>
          <canvas class="grid" id="samples" role="img" aria-label="Images that the generator draws"></canvas>
        </figure>
        <figure>
          <figcaption>Real <span>MNIST, a digit a column</span></figcaption>
          <canvas class="grid" id="real" role="img" aria-label="Real handwritten digits"></canvas>
        </figure>
      </div>
      ${this.numbers()}
      <div class="panels wide">
        <section aria-label="Losses">
          <h2>Losses</h2>
          <div id="chart"></div>
        </section>
        <section aria-label="Epochs">
          <h2>Epochs <span>means</span></h2>
          <div class="log" role="log" tabindex="0" aria-label="The losses of each epoch">
            ${
              this.epochs.length
                ? html`<ol>
                    ${this.epochs.map(epochLine)}
                  </ol>`
                : html`<p class="about">A line for each pass over all 60,000 images comes here.</p>`
            }
          </div>
        </section>
      </div>
    `;
  }

  private primary(): { label: string; about: string } {
    switch (this.state) {
      case 'loading':
        return { label: 'Loading…', about: 'The core is being loaded' };
      case 'training':
      case 'waiting':
        return { label: 'Pause', about: 'Stop training, and go on later' };
      default:
        return { label: 'Train', about: 'Train until you pause' };
    }
  }

  private select(name: 'preset' | 'backend', label: string, choices: [string, string][]) {
    return html`
      <label title=${spec(name).doc}
        >${label}
        <select
          .value=${this[name]}
          ?disabled=${this.state === 'loading'}
          @change=${(event: Event) => this.choose(name, (event.target as HTMLSelectElement).value)}
        >
          ${choices.map(([id, title]) => html`<option value=${id} ?selected=${id === this[name]}>${title}</option>`)}
        </select>
      </label>
    `;
  }

  private choose(name: OptionName, text: string): void {
    try {
      (this as Record<OptionName, unknown>)[name] = parse(name, text);
      this.dispatch('optionchange');
    } catch (thrown) {
      this.fail(PlaygroundError.from(thrown));
      this.requestUpdate();
    }
  }

  private notices() {
    const { caution } = preset(this.preset);
    const retry = html`<button @click=${() => this.report(this.retry())}>Retry</button>`;
    return html`
      ${
        this.error
          ? html`<div class="bad">
              <p>${this.error.message}</p>
              ${this.state === 'failed' ? retry : nothing}
            </div>`
          : nothing
      }
      ${
        this.dataError
          ? html`<div class="bad">
              <p>${this.dataError.message}. What was trained is still here.</p>
              <button @click=${() => this.report(this.retry())}>Retry</button>
            </div>`
          : nothing
      }
      ${this.backendReason ? html`<div class="warn"><p>${this.backendReason}</p></div>` : nothing}
      ${caution ? html`<div class="warn"><p>${caution}</p></div>` : nothing}
      ${
        this.previous
          ? html`<div>
              <p>The run before is kept: ${this.previous.about}.</p>
              <button @click=${() => this.report(this.bringBack())}>Bring back</button>
            </div>`
          : nothing
      }
    `;
  }

  private dataProgress() {
    const { loadedBytes = 0, totalBytes = 0 } = this.progress ?? {};
    if (totalBytes > 0 && loadedBytes === totalBytes) return nothing;
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
    const text = totalBytes
      ? `Fetching MNIST: ${megabytes(loadedBytes)} of ${megabytes(totalBytes)} MB`
      : 'Loading…';
    return html`
      <label class="data"
        >${this.state === 'waiting' ? `${text}. Training goes on when the next images are here.` : text}
        <progress max=${totalBytes || 1} value=${loadedBytes}></progress>
      </label>
    `;
  }

  private numbers() {
    const { step, epoch, losses, imagesPerSecond, seconds } = this.status;
    const loss = (value: number | undefined) => value?.toFixed(3) ?? '–';
    return html`
      <dl>
        <div>
          <dt>Step</dt>
          <dd>${step.toLocaleString('en')}</dd>
        </div>
        <div>
          <dt>Epoch</dt>
          <dd>${epoch.toFixed(2)}</dd>
        </div>
        <div>
          <dt>L_D</dt>
          <dd class="d">${loss(losses?.discriminator)}</dd>
        </div>
        <div>
          <dt>L_G</dt>
          <dd class="g">${loss(losses?.generator)}</dd>
        </div>
        <div>
          <dt>Images a second</dt>
          <dd>${Math.round(imagesPerSecond).toLocaleString('en')}</dd>
        </div>
        <div>
          <dt>Time</dt>
          <dd>${clock(seconds)}</dd>
        </div>
        <div>
          <dt>Runs on</dt>
          <dd>
            ${this.running ? BACKEND_NAMES[this.running.backend] : '–'}
            ${this.running?.detail ? html`<small>${this.running.detail}</small>` : nothing}
          </dd>
        </div>
      </dl>
    `;
  }
}

const BACKEND_TITLES: Record<string, string> = {
  auto: 'Automatic',
  webgpu: 'WebGPU',
  flex: 'CPU (flex)',
  ndarray: 'CPU (ndarray)',
};
const BACKEND_NAMES: Record<Backend, string> = {
  webgpu: 'WebGPU',
  flex: 'CPU, flex',
  ndarray: 'CPU, ndarray',
};

function epochLine({ epoch, discriminator, generator, scores }: Epoch) {
  const percent = (score: number) => `${(score * 100).toFixed(0)} %`;
  return html`<li>
    Epoch ${epoch}: <span class="d">L_D ${discriminator.toFixed(3)}</span>,
    <span class="g">L_G ${generator.toFixed(3)}</span>
    ${
      scores
        ? html`<small
            >D(x) is ${percent(scores.train)} on training images, ${percent(scores.test)} on test
            images</small
          >`
        : nothing
    }
  </li>`;
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
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
