/**
 * <gan-playground>: trains a GAN on MNIST and shows it learn. What people embed; the page is one use
 * of it. The README documents its attributes, methods and events.
 */

import { html, LitElement, type PropertyDeclarations, type PropertyValues } from 'lit';
import type { Losses, Past, SampleOptions, Status } from './api.js';
import { Client, type ClientEvent } from './client.js';
import { download } from './download.js';
import { PlaygroundError } from './error.js';
import type { ExportFormat } from './export/index.js';
import type { Keep } from './keep/keep.js';
import { pageAddress } from './keep/link.js';
import {
  check,
  explicit,
  OPTION_NAMES,
  presetSettings,
  property,
  same,
  SETTING_NAMES,
  spec,
  TOOLBAR,
} from './options.js';
import type {
  Grid,
  Adapter,
  Backend,
  DataProgress,
  Diagnosis,
  Elbo,
  Epoch,
  ErrorInfo,
  Quality,
  Reference,
  RunInfo,
  Settings,
  Start,
  StepRecord,
} from './protocol.js';
import { classNames } from './text/classes.js';
import { known, language, onLanguage, said, setLanguage } from './text/index.js';
import { say, type Words, words } from './text/words.js';
import type { Subject } from './tools/subject.js';
import { keepView, knownView, openingView, type View } from './view/audience.js';
import { Charts } from './view/charts.js';
import { chartsStyle } from './view/charts-style.js';
import { DEFAULT_SPAN } from './view/smoothing.js';
import { Intro } from './view/intro.js';
import { introStyle } from './view/intro-style.js';
import { type Actions, panel } from './view/panel.js';
import { plotStyle } from './ui/plot-style.js';
import { Readable } from './view/readable.js';
import { SampleGrid } from './ui/sample-grid.js';
import { Scrubber } from './view/scrubber.js';
import { style } from './ui/style.js';

/** What is no number stays a text, so that the error can name it. */
const wholeConverter = {
  fromAttribute: (text: string | null) => (text !== null && /^\d+$/.test(text) ? Number(text) : text),
};

/** Every option is a property, and the attribute of its name. */
const optionProperties: PropertyDeclarations = Object.fromEntries(
  OPTION_NAMES.map((name) => [
    property(name),
    { attribute: name, reflect: true, ...(name === 'seed' && { converter: wholeConverter }) },
  ]),
);

const MAX_SAMPLES = 10_000;
const MAX_STOP = 1_000_000;
/** The speed shown is that of the last seconds. */
const SPEED_WINDOW_MS = 3000;

export class GanPlayground extends LitElement {
  static override styles = [...style, ...plotStyle, chartsStyle, introStyle];
  static override properties = {
    ...optionProperties,
    data: {},
    lang: { reflect: true },
    stop: { reflect: true, converter: wholeConverter },
    autosave: { type: Boolean },
    shareUrl: { attribute: 'share-url' },
    view: { reflect: true },
    intro: {},
  };

  /** The preset, its id. */
  declare preset: string;
  /** Where all randomness comes from. */
  declare seed: number;
  /** The back end that is wanted. */
  declare backend: Backend | 'auto';
  /** The folder of the data sets' folders, relative to the page. */
  declare data: string;
  /** The language, where it is not the browser's. */
  declare lang: string;
  /** The step at which training pauses by itself. */
  declare stop: number | undefined;
  /** Whether the run is kept in the browser, to go on after a reload. */
  declare autosave: boolean;
  /** A page that takes the options from its address, for links to the run; no links without it. */
  declare shareUrl: string | undefined;
  /** What is shown, where it is not what `shownView` finds. */
  declare view: View | undefined;
  /** Whether the card that explains opens by itself (`open`) or is never there (`off`). */
  declare intro: string | undefined;

  /** Aborts what listens while the element is in a page. */
  private connection = new AbortController();
  private client: Client | undefined;
  /** The settings that the client has, those of them that were given, and that a refused change goes back to. */
  private applied: Settings;
  private appliedBackend: Backend | 'auto';
  /** Settings as they are being edited. */
  private draft: Settings = {};
  private run: RunInfo | undefined;
  private state: Status['state'] = 'loading';
  /** Settles when the options' changes so far are true. */
  private changing: Promise<void> = Promise.resolve();
  private losses: Losses | undefined;
  private quality: Quality | undefined;
  private fullQuality: Quality | undefined;
  private reference: Reference | undefined;
  private elbo: Elbo | undefined;
  private judgeError: ErrorInfo | undefined;
  private diagnosis: Diagnosis | undefined;
  /** What a person calls the classes of their own images. */
  private ownClasses: string[] | undefined;
  /** Training images, once it is known how many there are. */
  private images = 0;
  private running: { backend: Backend; adapter: Adapter | undefined } | undefined;
  private backendReason: Words | undefined;
  private progress: DataProgress | undefined;
  private epochs: Epoch[] = [];
  private dataError: ErrorInfo | undefined;
  private error: ErrorInfo | undefined;
  /** What is waited for without a sign of life. */
  private late: Words[] = [];
  private inspected: number | undefined;
  /** The run before this one, so that no click loses what was trained. */
  private previous: { run: RunInfo; bytes: Uint8Array; past: Past } | undefined;
  private seconds = 0;
  private lastProgress = 0;
  /** Settles when the training under way has ended and the state says so. */
  private training: Promise<void> = Promise.resolve();
  /** The step that training goes to, or was to go to. */
  private goal = Number.POSITIVE_INFINITY;
  private recent: { at: number; steps: number }[] = [];
  private readonly actions: Actions = {
    train: () => this.report(this.train()),
    pause: () => this.report(this.pause()),
    step: () => this.report(this.step()),
    reset: () => this.report(this.reset()),
    choose: (name, text) => this.choose(name, text),
    edit: (name, text) => {
      this.draft = { ...this.draft, [name]: text };
      this.requestUpdate();
    },
    discard: () => {
      this.draft = {};
      this.requestUpdate();
    },
    apply: () => this.report(this.applyDraft()),
    toPreset: () => {
      this.draft = {};
      this.choose('preset', this.status.preset);
      this.requestUpdate();
    },
    applyFix: () => this.report(this.applyFix()),
    save: () => this.report(this.download()),
    exportAs: (format) => this.report(this.downloadExport(format)),
    open: (file) => this.report(file.arrayBuffer().then((buffer) => this.load(new Uint8Array(buffer)))),
    retry: () => this.report(this.retry()),
    bringBack: () => this.report(this.bringBack()),
    inspect: (index) => this.report(this.inspect(index)),
    smooth: (span) => this.smooth(span),
    scrub: (index) => this.scrub(index),
    toLive: () => this.scrub(Number.POSITIVE_INFINITY),
    branch: () => this.report(this.branch()),
    show: (view) => void this.show(view),
    toggleIntro: () => void this.toggleIntro(),
  };
  private samples: SampleGrid | undefined;
  /** The gray values that the grid shows. */
  drawn: Grid | undefined;
  private real: SampleGrid | undefined;
  private charts: Charts | undefined;
  /** Steps that the charts are averaged over. */
  private span = DEFAULT_SPAN;
  private readonly readable = new Readable();
  private readonly introduction = new Intro();
  /** The view where none is asked for. */
  private opening: View = 'beginner';
  /** The view that the charts have their places in. */
  private placed: View | undefined;
  private readonly scrubber = new Scrubber((grid) => this.samples?.draw(grid));
  /** Whether the run that begins is this one from an earlier step on. */
  private branching = false;
  /** Loaded after the first paint, which needs none of it. */
  private keeping: Keep | undefined;

  constructor() {
    super();
    this.preset = spec('preset').default;
    this.seed = Number(spec('seed').default);
    this.backend = spec('backend').default as Backend | 'auto';
    this.data = 'data/';
    this.autosave = false;
    this.applied = { preset: this.preset, seed: String(this.seed) };
    this.appliedBackend = this.backend;
  }

  /** What the run is and how it goes. */
  get status(): Status {
    const { settings = presetSettings(this.preset), step = 0, imagesPerStep = 0 } = this.run ?? {};
    return {
      state: this.state,
      preset: settings.preset ?? this.preset,
      seed: Number(settings.seed ?? this.seed),
      settings,
      step,
      epoch: this.images ? (step * imagesPerStep) / this.images : 0,
      losses: this.losses,
      quality: this.quality,
      elbo: this.elbo,
      diagnosis: this.diagnosis,
      backend: this.running?.backend,
      backendReason: this.backendReason && said(this.backendReason),
      imagesPerSecond: this.speed(),
      seconds: this.seconds,
    };
  }

  /** The view that is shown: the one asked for, else the person's choice, else what the options suggest. */
  get shownView(): View {
    return knownView(this.view) ?? this.opening;
  }

  /** Trains until `pause` or until `stop`; resolves once it does. */
  async train(): Promise<void> {
    await this.revived();
    if (this.isTraining) return;
    const first = new Promise<void>((resolve) => {
      this.addEventListener('progress', () => resolve(), { once: true });
    });
    await Promise.race([first, this.trainTo(this.openGoal)]);
  }

  /** Trains to where the training that was paused was to end. */
  async goOn(): Promise<void> {
    await this.revived();
    if (!this.isTraining) await this.trainTo(this.goal);
  }

  /** Stops training; resolves once it has. */
  async pause(): Promise<void> {
    await (await this.settled()).pause();
    await this.training.catch(() => {}); // its failure is that of whoever trains
  }

  /** Takes `n` steps, then pauses; resolves with the status. */
  async step(n = 1): Promise<Status> {
    if (!Number.isInteger(n) || n < 1) throw invalid('n', n, words('wholeFrom', 1));
    await this.revived();
    await this.pause(); // which waits for the run to be there
    await this.trainTo((this.run?.step ?? 0) + n);
    return this.status;
  }

  /** Begins the run anew, with the settings there are. */
  async reset(): Promise<void> {
    await this.settled();
    await this.replaceRun({ settings: this.applied });
  }

  /** Draws `count` samples and judges them: from 1,000 on with all that can be said of them. */
  async judge(count = 1000): Promise<Quality> {
    checkCount(count);
    return (await this.settled()).judge(count);
  }

  /** Images from the averaged generator, one after another: pixels in 0..1 of the run's shape. */
  async sample({ count, seed = 0, labels }: SampleOptions): Promise<Float32Array> {
    checkCount(count);
    check('seed', String(seed));
    const client = await this.settled();
    const classes = this.run?.shape.classes.length ?? 1;
    const wanted = Array.from(labels ?? Array.from({ length: count }, (_, index) => index % classes));
    if (wanted.length !== count) throw invalid(words('labels'), wanted.length, words('theCount', count));
    const bad = wanted.find((label) => !Number.isInteger(label) || label < 0 || label >= classes);
    if (bad !== undefined) throw invalid(words('label'), bad, words('whole', 0, classes - 1));
    return client.sample(seed, Uint8Array.from(wanted));
  }

  /** The whole run as a safetensors file. */
  async save(): Promise<Uint8Array> {
    return (await this.settled()).save();
  }

  /** The averaged generator alone: a safetensors file for `examples/generator.py`, or an ONNX model. */
  async exportGenerator(format: 'pytorch' | 'onnx'): Promise<Uint8Array> {
    const exporter = await import('./export/index.js');
    const saved = await (await this.settled()).ask((api) => api.saveWithSamples());
    return exporter.exportGenerator(format, saved);
  }

  /** Resumes a saved run, with what it went through where that is known. */
  async load(bytes: Uint8Array, past?: Past): Promise<void> {
    await this.settled();
    await this.replaceRun({ checkpoint: bytes });
    if (!past || !this.run) return;
    this.charts?.recall(past.charts, this.run.step);
    this.epochs = this.ended(past.epochs, this.run);
    this.seconds = past.seconds;
    this.requestUpdate();
  }

  /** What the run has gone through, for `load`. */
  get past(): Past {
    const charts = this.charts?.kept ?? {};
    return { charts, epochs: this.epochs, seconds: this.seconds };
  }

  /** The addresses of all that was fetched so far, for a page that keeps it. */
  async fetched(): Promise<string[]> {
    const byWorker = await (await this.settled()).ask((api) => api.fetched());
    const byPage = performance.getEntriesByType('resource').map(({ name }) => name);
    return [...new Set([...byPage, ...byWorker])];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.connection = new AbortController();
    onLanguage(() => this.requestUpdate(), this.connection.signal);
    if (!this.hasUpdated) return;
    this.charts = new Charts(this.renderRoot);
    this.open();
    void this.startKeeping();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.connection.abort();
    this.client?.close();
    this.client = undefined;
    this.charts?.close();
    this.charts = undefined;
    this.keeping?.close();
    this.keeping = undefined;
  }

  protected override firstUpdated(): void {
    this.samples = new SampleGrid(this.query('#samples'));
    this.real = new SampleGrid(this.query('#real'));
    this.charts = new Charts(this.renderRoot);
    this.open();
    void this.startKeeping();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const chosen = changed.has('lang') && known(this.lang ?? '');
    if (chosen) void setLanguage(chosen);
    if (!this.hasUpdated) this.opening = openingView(OPTION_NAMES.filter((name) => this.option(name)));
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('stop')) this.checkStop();
    if (this.placed !== this.shownView) this.charts?.recreate();
    this.placed = this.shownView;
    if (!this.client) return;
    const names = OPTION_NAMES.filter((name) => (changed as Map<PropertyKey, unknown>).has(property(name)));
    if (names.length > 0) this.changing = this.changing.then(() => this.report(this.applyOptions()));
  }

  private async startKeeping(): Promise<void> {
    const loaded = await import('./keep/keep.js').catch(() => undefined);
    if (!loaded) return this.fail(new PlaygroundError('data_unavailable', words('keepNotLoaded')));
    const { Keep } = loaded;
    if (!this.isConnected || this.keeping) return;
    this.keeping = new Keep(this);
    this.requestUpdate();
  }

  /** Opens a worker again where the last one failed. Why it did is said until this one works. */
  private async revived(): Promise<void> {
    await this.settled();
    if (this.state !== 'failed') return;
    const { error } = this;
    this.reopen(this.client?.resumption);
    this.error = error;
    await this.client?.ready;
    if (this.error === error) this.error = undefined;
    this.requestUpdate();
  }

  private checkStop(): void {
    const { stop } = this;
    const isWhole = Number.isInteger(stop) && Number(stop) >= 1 && Number(stop) <= MAX_STOP;
    if (stop === undefined || stop === null || isWhole) return;
    this.stop = undefined;
    this.fail(invalid('stop', `"${stop}"`, words('whole', 1, MAX_STOP)));
  }

  /** Where `train` ends: at `stop`, until it was reached. */
  private get openGoal(): number {
    const { stop } = this;
    return stop && this.status.step < stop ? stop : Number.POSITIVE_INFINITY;
  }

  private get isTraining(): boolean {
    return this.state === 'training' || this.state === 'waiting';
  }

  /** The client, once the element is in a page. */
  private async opened(): Promise<Client> {
    await this.updateComplete;
    if (!this.client) throw new PlaygroundError('core_failed', words('notInPage'));
    return this.client;
  }

  /** The client, once the options that were set before the call are true. */
  private async settled(): Promise<Client> {
    const client = await this.opened();
    await this.changing;
    return this.client ?? client;
  }

  private query<E extends Element>(selector: string): E {
    return this.renderRoot.querySelector(selector) as E;
  }

  private open(resumption?: Start): void {
    this.applied = this.checkedSettings();
    this.appliedBackend = this.checkedBackend();
    this.readable.expect({ ...presetSettings(this.applied.preset), ...this.applied });
    this.state = 'loading';
    this.late = [];
    this.training = Promise.resolve(); // a client that was closed ends none
    this.client = new Client(
      this.appliedBackend,
      resumption ?? { settings: this.applied },
      this.dataUrl,
      (event) => this.on(event),
    );
    this.requestUpdate();
  }

  /** What is no address stays as it is, so that the error can name it. */
  private get dataUrl(): string {
    try {
      return new URL(this.data, document.baseURI).href;
    } catch {
      return this.data;
    }
  }

  /** The text of an option's property; nothing where it is the preset's. */
  private option(name: string): string | undefined {
    const value: unknown = Reflect.get(this, property(name));
    if (value === undefined || value === null || value === '') return undefined;
    return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
  }

  private setOption(name: string, text: string | undefined): void {
    const value = name === 'seed' ? Number(text ?? spec(name).default) : text;
    Reflect.set(this, property(name), value);
  }

  /** An option's text if it is valid; else says so and goes back to what it was. */
  private checked(name: string): string | undefined {
    const text = this.option(name);
    if (text === undefined) return undefined;
    try {
      check(name, text);
      return text;
    } catch (thrown) {
      this.fail(PlaygroundError.from(thrown));
      const before = name === 'backend' ? this.appliedBackend : this.applied[name];
      this.setOption(name, before);
      return before;
    }
  }

  private checkedBackend(): Backend | 'auto' {
    return (this.checked('backend') ?? spec('backend').default) as Backend | 'auto';
  }

  /** The settings that the properties give. */
  private checkedSettings(): Settings {
    const texts = SETTING_NAMES.map((name) => [name, this.checked(name)] as const);
    return Object.fromEntries(
      texts.filter((entry): entry is readonly [string, string] => entry[1] !== undefined),
    );
  }

  /** Makes changed options true. */
  private async applyOptions(): Promise<void> {
    const settings = this.checkedSettings();
    const backend = this.checkedBackend();
    const isOtherRun = !sameRun(settings, this.applied);
    const isOtherBackend = backend !== this.appliedBackend;
    if (!isOtherRun && !isOtherBackend) return;
    if (this.state === 'failed') {
      const resumption = this.client?.resumption;
      if (isOtherRun && resumption && 'checkpoint' in resumption) this.keep(resumption.checkpoint);
      this.reopen(isOtherRun ? undefined : resumption);
      return;
    }
    if (isOtherBackend) await this.moveTo(backend, this.isTraining && !isOtherRun);
    if (!isOtherRun) return;
    try {
      await this.replaceRun({ settings });
    } catch (thrown) {
      this.showApplied();
      throw thrown;
    }
  }

  private async moveTo(backend: Backend | 'auto', thenTrain: boolean): Promise<void> {
    const { state, appliedBackend } = this;
    this.appliedBackend = backend;
    this.setState('loading');
    try {
      await (await this.opened()).moveTo(backend);
    } catch (thrown) {
      if ((this.state as Status['state']) !== 'failed') {
        this.backend = this.appliedBackend = appliedBackend;
        this.setState(state === 'loading' ? 'paused' : state);
      }
      throw thrown;
    }
    if (thenTrain) void this.report(this.trainTo(this.openGoal));
  }

  /** Has the properties say what the run is. */
  private showApplied(): void {
    for (const name of SETTING_NAMES) this.setOption(name, this.applied[name]);
  }

  /** Begins a run with the doctor's change, and trains it: that is what the click asked for. */
  private async applyFix(): Promise<void> {
    const changes = this.diagnosis?.fix?.changes;
    if (!changes) return;
    await this.trainWith(Object.fromEntries(changes));
  }

  private async trainWith(changes: Settings): Promise<void> {
    await this.replaceRun({ settings: { ...this.applied, ...changes } });
    await this.train();
  }

  private async applyDraft(): Promise<void> {
    await this.replaceRun({ settings: { ...this.applied, ...this.draft } });
  }

  private trainTo(step: number): Promise<void> {
    this.training = this.trainUntil(step);
    return this.training;
  }

  private async trainUntil(step: number): Promise<void> {
    this.error = undefined;
    this.goal = step;
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
    this.error = undefined;
    await client.pause();
    // What cannot be saved because it diverged is no loss, and must not keep a person from going on.
    const save = () =>
      client.save().catch((thrown) => {
        if (PlaygroundError.from(thrown).code !== 'diverged') throw thrown;
        return undefined;
      });
    const run = this.run;
    const bytes = run?.step ? await save() : undefined;
    if (bytes) this.dispatch('replace', bytes);
    const past = this.past;
    await client.begin(start);
    if (bytes) this.keep(bytes, run, past);
  }

  /** Keeps a run that another one takes the place of. */
  private keep(bytes: Uint8Array, run = this.run, past = this.past): void {
    if (!run) return;
    this.previous = { run, bytes, past };
    this.requestUpdate();
  }

  private on(event: ClientEvent): void {
    switch (event.type) {
      case 'run':
        this.begin(event.run, event.isNew);
        break;
      case 'backend':
        this.running = event;
        this.backendReason = event.reason;
        this.dispatch('backendchange');
        break;
      case 'progress':
        this.advance(event.records, event.epoch);
        break;
      case 'samples':
        this.drawn = event.grid;
        this.scrubber.addSample(this.run?.step ?? 0, event.grid);
        this.dispatch('samples', event.grid.pixels);
        break;
      case 'checkpoint':
        this.scrubber.addCheckpoint(this.run?.step ?? 0, event.bytes);
        this.dispatch('checkpoint', event.bytes);
        break;
      case 'real':
        this.real?.draw(event.grid);
        this.images = event.images;
        this.ownClasses = event.classes;
        break;
      case 'quality':
        this.quality = event.quality;
        this.reference = event.reference;
        if (event.quality.full) this.fullQuality = event.quality;
        if (event.elbo) this.elbo = event.elbo;
        this.readable.judge(event.quality, this.seconds);
        this.charts?.addQuality(this.run?.step ?? 0, event.quality);
        this.judgeError = undefined;
        this.dispatch('quality', event.quality);
        break;
      case 'judgeError':
        this.judgeError = event.error;
        this.dispatchError(event.error);
        break;
      case 'diagnosis':
        this.diagnosis = event.diagnosis;
        this.dispatch('diagnosis', event.diagnosis);
        break;
      case 'data':
        this.progress = event.progress;
        this.dataError = undefined;
        if (event.progress.loadedBytes === event.progress.totalBytes) this.dispatch('dataready');
        break;
      case 'late':
        this.late = event.late;
        break;
      case 'waiting':
        if (this.isTraining) this.state = event.waiting ? 'waiting' : 'training';
        break;
      case 'dataError':
        this.dataError = event.error;
        this.dispatchError(event.error);
        break;
      case 'trainingError':
        this.begin(event.run, false);
        this.fail(event.error);
        break;
      case 'failed':
        this.state = 'failed';
        this.late = [];
        // Settings that cannot be must not keep a person from the preset that they change.
        if (event.error.code === 'conflicting_options' && !this.run) {
          this.dropChanges();
          this.reopen(undefined);
        }
        // An address that asks for a person's own images can come to where there are none.
        if (event.error.code === 'data_unavailable' && !this.run && this.applied.dataset === 'own') {
          this.setOption('dataset', undefined);
          this.reopen(undefined);
        }
        this.fail(event.error);
        break;
    }
    this.requestUpdate();
  }

  /** A run is there: a new one, one from a file, or the same on another back end. */
  private begin(run: RunInfo, isNew: boolean): void {
    const before = this.run;
    const isOther = isNew && !this.branching;
    const goesOn = !!before && !isOther && run.step > 0 && sameRun(run.settings, before.settings);
    this.charts?.begin(run, goesOn ? run.step : 0);
    this.readable.begin(run, goesOn);
    this.scrubber.begin(run.step, goesOn);
    if (before?.settings.dataset !== run.settings.dataset) this.reference = this.judgeError = undefined;
    if (goesOn) {
      this.epochs = this.ended(this.epochs, run);
    } else {
      this.epochs = [];
      this.seconds = 0;
      this.losses = this.quality = this.fullQuality = this.elbo = this.diagnosis = undefined;
    }
    this.run = run;
    this.draft = {};
    this.applied = explicit(run.settings);
    this.showApplied();
    this.dispatch('runchange', { goesOn });
    this.dispatch('optionchange');
    if (!this.isTraining) this.setState('paused');
  }

  /** The epochs that a run has behind it; all of them before it is known how many images there are. */
  private ended(epochs: Epoch[], run: RunInfo): Epoch[] {
    const passes = (run.step * run.imagesPerStep) / this.images;
    return epochs.filter(({ epoch }) => epoch <= passes);
  }

  private advance(records: StepRecord[], epoch: Epoch | undefined): void {
    const now = performance.now();
    this.seconds += (now - this.lastProgress) / 1000;
    this.lastProgress = now;
    this.recent.push({ at: now, steps: records.length });
    while (this.recent.length > 2 && now - (this.recent[0]?.at ?? now) > SPEED_WINDOW_MS) this.recent.shift();
    const last = records.at(-1);
    if (this.run && last) {
      this.run = { ...this.run, step: last.step };
      this.losses = named(last.losses, this.run.vae);
    }
    this.charts?.add(records, this.speed());
    this.readable.advance(
      this.run?.step ?? 0,
      this.speed() / (this.run?.imagesPerStep ?? 1),
      this.running?.backend ?? '',
    );
    this.dispatch('progress');
    if (!epoch) return;
    this.epochs = [...this.epochs, epoch];
    const { losses, ...rest } = epoch;
    this.dispatch('epoch', { ...rest, ...named(losses, this.run?.vae ?? false) });
  }

  private speed(): number {
    const [first, ...rest] = this.recent;
    const last = rest.at(-1);
    if (!first || !last || !this.run) return 0;
    const steps = rest.reduce((sum, { steps }) => sum + steps, 0);
    return (steps * this.run.imagesPerStep * 1000) / (last.at - first.at);
  }

  private setState(state: Status['state']): void {
    this.state = state;
    this.requestUpdate();
  }

  private fail(error: ErrorInfo): void {
    this.error = { code: error.code, words: error.words };
    this.dispatchError(this.error);
    this.requestUpdate();
  }

  private dispatch(type: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail: detail ?? this.status }));
  }

  private dispatchError(error: ErrorInfo): void {
    this.dispatch('error', { code: error.code, message: say(error.words) });
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
    download(`${this.fileName}.safetensors`, bytes);
  }

  private async downloadExport(format: ExportFormat): Promise<void> {
    const { script, SUFFIXES } = await import('./export/index.js');
    // Under the name that other programs import it by.
    if (format === 'script') return download('generator.py', script);
    const bytes = await this.exportGenerator(format);
    download(`${this.fileName}-${SUFFIXES[format]}`, bytes);
  }

  private get fileName(): string {
    const { preset, seed, step } = this.status;
    return `gan-${preset}-seed${seed}-step${step}`;
  }

  private async retry(): Promise<void> {
    if (this.state === 'failed') await this.revived();
    else await (await this.opened()).retryData();
  }

  /** Starts over with another client, after one that failed. */
  private reopen(start: Start | undefined): void {
    this.error = undefined;
    this.client?.close();
    this.open(start);
  }

  private async inspect(index: number | undefined): Promise<void> {
    if (index !== undefined) await import('./tools/sample.js');
    this.inspected = index;
    this.requestUpdate();
  }

  /** What the tools look at. */
  private subject(): Subject | undefined {
    const { run, draft } = this;
    if (!run) return undefined;
    return {
      run,
      training: this.isTraining,
      classes: this.ownClasses ?? classNames(run.settings.dataset, run.shape),
      draft,
      ask: async (work) => (await this.settled()).ask(work),
      train: (changes) => this.trainWith(changes),
      edit: this.actions.edit,
      apply: this.actions.apply,
      discard: this.actions.discard,
      pause: () => this.pause(),
      openClient: (start, onEvent) =>
        new Client(this.running?.backend ?? this.appliedBackend, start, this.dataUrl, onEvent),
      take: (bytes, past) => this.load(bytes, past),
    };
  }

  /** It stands beside the page that takes options from its address. */
  private get planeUrl(): string | undefined {
    const page = pageAddress(this.shareUrl);
    return page && new URL('plane.html', page).href;
  }

  private async bringBack(): Promise<void> {
    const { previous } = this;
    if (previous) await this.load(previous.bytes, previous.past);
  }

  private scrub(index: number): void {
    this.scrubber.show(index);
    this.requestUpdate();
  }

  /** Goes back to the checkpoint before the step that is shown, and on from there if it was training. */
  private async branch(): Promise<void> {
    const point = this.scrubber.branchPoint;
    if (!point) return;
    const { isTraining } = this;
    this.branching = true;
    try {
      await this.replaceRun(point.bytes ? { checkpoint: point.bytes } : { settings: this.applied });
    } finally {
      this.branching = false;
    }
    if (isTraining) await this.train();
  }

  /** What a person chose. The focus goes to the switch: what had it may be gone. */
  private async show(view: View): Promise<void> {
    this.view = view;
    keepView(view);
    this.dispatch('viewchange', view);
    await this.updateComplete;
    this.query<HTMLElement>('.views :checked').focus();
  }

  private get isIntroOpen(): boolean {
    return this.introduction.isOpen(this.intro, this.shownView);
  }

  private async toggleIntro(): Promise<void> {
    this.introduction.toggle(this.isIntroOpen);
    this.requestUpdate();
    await this.updateComplete;
    this.query<HTMLElement>('#what').focus(); // the card's own button is gone
  }

  private smooth(span: number): void {
    this.span = span;
    if (this.charts) this.charts.smoothing = span;
    this.requestUpdate();
  }

  /** What a person chose. Another preset comes without the changes made to the one before. */
  private choose(name: string, text: string): void {
    try {
      check(name, text);
    } catch (thrown) {
      this.fail(PlaygroundError.from(thrown));
      return;
    }
    if (name === 'preset') this.dropChanges();
    this.setOption(name, text);
    this.dispatch('optionchange');
  }

  /** Takes all options back to the preset's values. */
  private dropChanges(): void {
    for (const name of OPTION_NAMES) {
      if (!TOOLBAR.includes(name)) this.setOption(name, undefined);
    }
  }

  protected override render() {
    return html`
      <div lang=${language()}>${this.panel()}</div>
    `;
  }

  private panel() {
    const { settings } = this.status;
    return panel(
      {
        status: this.status,
        view: this.shownView,
        intro: this.intro === 'off' ? undefined : this.isIntroOpen,
        options: {
          preset: settings.preset ?? '',
          seed: settings.seed ?? '',
          backend: this.backend ?? this.appliedBackend,
        },
        settings,
        draft: this.draft,
        conditional: this.run?.conditional ?? false,
        vae: this.run?.vae ?? false,
        shape: this.run?.shape,
        span: this.span,
        readable: this.readable,
        scrubber: this.scrubber,
        adapter: this.running?.adapter,
        backendReason: this.backendReason,
        data: this.progress,
        epochs: this.epochs,
        fullQuality: this.fullQuality,
        reference: this.reference,
        elbo: this.elbo,
        judgeError: this.judgeError,
        error: this.error,
        late: this.late,
        dataError: this.dataError,
        subject: this.subject(),
        planeUrl: this.planeUrl,
        inspected: this.inspected,
        previous: this.previous?.run,
        keeping: this.keeping,
      },
      this.actions,
    );
  }
}

/** Whether two settings, which may leave some to the preset, begin the same run. */
function sameRun(one: Settings, other: Settings): boolean {
  const [a, b] = [one, other].map((settings) => ({ ...presetSettings(settings.preset), ...settings }));
  return Object.keys(a as Settings).every((name) => same(name, a?.[name] ?? '', b?.[name] ?? ''));
}

/** The losses of a step or an epoch by their names. */
function named([first, second]: [number, number], vae: boolean): Losses {
  return vae ? { reconstruction: first, divergence: second } : { discriminator: first, generator: second };
}

/** Checks how many samples are asked for. */
function checkCount(count: number): void {
  if (!Number.isInteger(count) || count < 1 || count > MAX_SAMPLES) {
    throw invalid('count', count, words('whole', 1, MAX_SAMPLES));
  }
}

function invalid(name: string | Words, value: unknown, bound: Words): PlaygroundError {
  return new PlaygroundError('invalid_option', words('outside', name, String(value), bound));
}

customElements.define('gan-playground', GanPlayground);

declare global {
  interface HTMLElementTagNameMap {
    'gan-playground': GanPlayground;
  }
}
