/** <gan-plane>: GANs on points in the plane. Its worker and the core come when it is shown. */

import { pauseUnseen } from '../../background.js';
import { proxy, type Remote, wrap } from 'comlink';
import { LitElement, type PropertyValues } from 'lit';
import { passErrorCodes } from '../../calls.js';
import { PlaygroundError } from '../../error.js';
import type { ErrorInfo, Settings } from '../../protocol.js';
import { language, onLanguage, texts } from '../../text/index.js';
import { type Words, words } from '../../text/words.js';
import { openWorker } from '../../own-script.js';
import workerUrl from '../../worker/plane.ts?worker&url';
import { style } from '../../ui/style.js';
import { plotStyle } from '../../ui/plot-style.js';
import { LineChart } from './line-chart.js';
import { choices, defaults, PLANE_OPTIONS } from './options.js';
import type { Begun, Divergence, Frame, PlaneApi } from '../../worker/plane-protocol.js';
import { type Shape, shape } from './shapes.js';
import { type Layer, type Scale, Stage } from './stage.js';
import { planeStyle } from './style.js';
import { drawThumbnail } from './thumbnail.js';
import { type Actions, SPEEDS, type Speed, type State, view } from './view.js';

/** How often numbers change, which nobody reads faster. */
const TEXT_MS = 100;
/** How often the picture changes for those who want little motion. */
const CALM_MS = 500;
/** Points of a thumbnail. */
const SKETCHED = 160;
/** How far points of a stroke are apart, and how many there can be. */
const SPACING = 0.015;
const MOST_DRAWN = 4000;

/** What a run is and how it goes. */
export interface PlaneStatus {
  state: State;
  settings: Settings;
  step: number;
  /** Of training alone; 0 while paused. */
  stepsPerSecond: number;
  divergence: Divergence | undefined;
  /** What fresh real points score. */
  floor: Divergence | undefined;
}

passErrorCodes();

export class GanPlane extends LitElement {
  static override styles = [...style, ...plotStyle, planeStyle];

  private state: State = 'loading';
  private settings = defaults();
  /** Those of a run that is being begun, which the form shows already. */
  private beginning: Settings | undefined;
  private refused: { name: string; text: string; why: Words } | undefined;
  private error: ErrorInfo | undefined;
  private begun: Begun | undefined;
  private frame: Frame | undefined;
  private divergence: Divergence | undefined;
  private accuracy: number | undefined;
  private scale: Scale | undefined;
  private layers: Record<Layer, boolean> = {
    heat: true,
    real: true,
    samples: true,
    descent: true,
    manifold: false,
  };
  private speed: Speed = 'full';
  private strokes: number[] = [];
  /** Whether the pointer draws right now, and frames of the run before do not matter. */
  private drawing = false;
  private lastText = 0;

  private worker: Worker | undefined;
  private api: Remote<PlaneApi> | undefined;
  private stage: Stage | undefined;
  private losses: LineChart | undefined;
  private divergences: LineChart | undefined;
  private sketches = new Map<string, Float32Array>();
  private gone = new AbortController();
  private readonly still = matchMedia('(prefers-reduced-motion: reduce)');

  get status(): PlaneStatus {
    const { state, settings, divergence } = this;
    return {
      state,
      settings: { ...settings },
      step: this.frame?.step ?? 0,
      stepsPerSecond: this.frame?.stepsPerSecond ?? 0,
      divergence,
      floor: this.begun?.floor,
    };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.gone = new AbortController();
    this.state = 'loading';
    const { signal } = this.gone;
    onLanguage(() => this.requestUpdate(), signal);
    this.still.addEventListener('change', () => void this.setPace(), { signal });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.drawThumbnails(), {
      signal,
    });
    const isTraining = () => this.state === 'training';
    const pause = async () => this.api?.pause();
    pauseUnseen({ isTraining, pause, goOn: () => this.train() }, signal);
    void this.updateComplete.then(() => (signal.aborted ? undefined : this.open()));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.gone.abort();
    this.worker?.terminate();
    for (const part of [this.stage, this.losses, this.divergences]) part?.close();
  }

  protected override render() {
    const { settings, begun, frame } = this;
    const drawing = settings.distribution === 'drawn';
    return view(
      {
        state: this.state,
        settings: this.beginning ?? settings,
        refused: this.refused,
        disabled: this.state === 'loading' || this.state === 'failed',
        step: frame?.step ?? 0,
        stepsPerSecond: frame?.stepsPerSecond ?? 0,
        divergence: this.divergence,
        floor: begun?.floor,
        accuracy: this.accuracy,
        probabilities: begun?.probabilities ?? true,
        scale: this.scale,
        layers: this.layers,
        speed: this.speed,
        drawing,
        drawn: !drawing || this.strokes.length > 0,
        error: this.error,
      },
      this.actions,
    );
  }

  protected override updated(_: PropertyValues): void {
    this.lang = language();
    const { js, kl, lossD, lossG, measures } = texts().plane;
    this.losses?.name(measures.step, [
      { label: lossD, color: '--discriminator' },
      { label: lossG, color: '--generator' },
    ]);
    const floor = this.begun?.floor;
    this.divergences?.name(measures.step, [
      { label: js, color: '--js', level: floor?.js },
      { label: kl, color: '--kl', level: floor?.kl },
    ]);
  }

  private readonly actions: Actions = {
    train: () => void this.train(),
    pause: () => void this.api?.pause(),
    step: (learns) => void this.guarded(async (api) => api.step(learns)),
    reset: () => void this.begin(this.settings),
    pace: (speed) => {
      this.speed = speed;
      void this.setPace();
      this.requestUpdate();
    },
    toggle: (layer) => {
      this.layers = { ...this.layers, [layer]: !this.layers[layer] };
      this.paint();
      this.requestUpdate();
    },
    choose: (name, text) => void this.begin({ ...(this.beginning ?? this.settings), [name]: text }, name),
    toDefaults: () => {
      const { distribution = '', loss = '' } = this.settings;
      void this.begin({ ...defaults(), distribution, loss });
    },
    shape: (name: Shape) => void this.drawAll(shape(name)),
    clear: () => void this.drawAll([]),
    draw: (event) => this.draw(event),
  };

  /** Starts the worker, and the first run. */
  private async open(): Promise<void> {
    const find = (id: string) => this.renderRoot.querySelector(`#${id}`) as HTMLElement;
    this.stage = new Stage(find('stage') as HTMLCanvasElement, (scale) => {
      this.scale = scale;
      this.requestText();
    });
    this.losses = new LineChart(find('losses'), false);
    this.divergences = new LineChart(find('divergences'), true);
    const worker = openWorker(workerUrl);
    this.worker = worker;
    const api = wrap<PlaneApi>(worker);
    this.api = api;
    const died = new Promise<never>((_, reject) => {
      worker.onerror = () => reject(new PlaygroundError('core_failed', words('workerNotLoaded')));
    });
    try {
      await Promise.race([api.open(proxy((frame) => this.show(frame))), died]);
      await this.setPace();
      await this.begin(this.settings);
      for (const name of choices('distribution').filter((name) => name !== 'drawn')) {
        this.sketches.set(name, await api.sketch(name, SKETCHED));
      }
      this.drawThumbnails();
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  /** Begins a run of other settings; the one before goes on where one of them, `changed`, cannot be. */
  private async begin(settings: Settings, changed?: string): Promise<void> {
    const goesOn = this.state === 'training';
    const empty = settings.distribution === 'drawn' && this.strokes.length === 0;
    if (empty) {
      await this.api?.pause();
      this.settings = settings;
      this.forget();
      return;
    }
    this.beginning = settings;
    this.requestUpdate();
    await this.guarded(async (api) => {
      const known = PLANE_OPTIONS.find(({ name }) => name === changed);
      try {
        const begun = await api.begin(settings, new Float32Array(this.strokes));
        this.refused = undefined;
        this.settings = settings;
        this.begun = begun;
        this.losses?.clear();
        this.divergences?.clear();
        this.accuracy = undefined;
        this.state = 'paused';
        this.paint();
      } catch (thrown) {
        const { code, words } = PlaygroundError.from(thrown);
        if (code !== 'invalid_option' || !known) throw thrown;
        this.refused = { name: known.name, text: settings[known.name] ?? '', why: words };
      }
    });
    if (this.beginning === settings) this.beginning = undefined;
    this.requestUpdate();
    if (goesOn && !this.refused) void this.train();
  }

  /** Nothing is there to be seen before there are points. */
  private forget(): void {
    this.begun = this.frame = this.divergence = this.accuracy = undefined;
    this.losses?.clear();
    this.divergences?.clear();
    this.state = 'paused';
    this.paint();
    this.requestUpdate();
  }

  private async train(): Promise<void> {
    this.state = 'training';
    await this.guarded(async (api) => api.train());
    if (this.state === 'training') this.state = 'paused';
    this.requestUpdate();
  }

  /** Calls the worker, and says what went wrong. */
  private async guarded(work: (api: Remote<PlaneApi>) => Promise<void>): Promise<void> {
    this.error = undefined;
    this.requestUpdate();
    try {
      if (this.api) await work(this.api);
    } catch (thrown) {
      this.error = PlaygroundError.from(thrown);
    }
    this.requestUpdate();
  }

  private fail(thrown: unknown): void {
    this.state = 'failed';
    this.error = PlaygroundError.from(thrown);
    this.requestUpdate();
  }

  private async setPace(): Promise<void> {
    await this.api?.pace(SPEEDS[this.speed], this.still.matches ? CALM_MS : 0);
  }

  private show(frame: Frame): void {
    if (this.drawing) return;
    if (frame.step < (this.frame?.step ?? 0)) {
      this.losses?.clear();
      this.divergences?.clear();
    }
    this.frame = frame;
    this.accuracy = frame.records.at(-1)?.balance?.accuracy ?? this.accuracy;
    this.losses?.add(frame.records.map(({ step, losses }) => [step, ...losses]));
    if (frame.divergence) {
      this.divergence = frame.divergence;
      const { js, kl } = frame.divergence;
      this.divergences?.add([[frame.step, js, kl]]);
    }
    this.paint();
  }

  private paint(): void {
    const drawing = this.settings.distribution === 'drawn' && !this.begun;
    const real = drawing ? new Float32Array(this.strokes) : (this.begun?.real ?? new Float32Array());
    const { frame, layers } = this;
    this.stage?.show({ frame, real, probabilities: this.begun?.probabilities ?? true, layers });
  }

  private requestText(): void {
    const now = performance.now();
    if (now - this.lastText < TEXT_MS && this.state === 'training') return;
    this.lastText = now;
    this.requestUpdate();
  }

  private drawThumbnails(): void {
    this.sketches.set('drawn', new Float32Array(this.strokes));
    for (const canvas of this.renderRoot.querySelectorAll<HTMLCanvasElement>('canvas[data-distribution]')) {
      const points = this.sketches.get(canvas.dataset.distribution ?? '');
      if (points) drawThumbnail(canvas, points);
    }
  }

  /** Takes other points in the place of those that were drawn. */
  private async drawAll(points: number[]): Promise<void> {
    this.strokes = points;
    this.drawThumbnails();
    await this.begin(this.settings);
  }

  /** Follows the pointer, and begins anew when it is lifted. */
  private draw(event: PointerEvent): void {
    if (this.settings.distribution !== 'drawn' || event.button !== 0) return;
    event.preventDefault();
    const canvas = event.target as HTMLCanvasElement;
    canvas.setPointerCapture(event.pointerId);
    this.drawing = true;
    void this.api?.pause();
    this.forget();
    const { left, top, width } = canvas.getBoundingClientRect();
    const bound = (place: number) => Math.min(Math.max(place, -1), 1);
    const place = ({ clientX, clientY }: PointerEvent): [number, number] => [
      bound((2 * (clientX - left)) / width - 1),
      bound(1 - (2 * (clientY - top)) / width),
    ];
    let [x, y] = place(event);
    this.strokes.push(x, y);
    const lifted = new AbortController();
    const { signal } = lifted;
    canvas.addEventListener(
      'pointermove',
      (moved) => {
        const [toX, toY] = place(moved);
        const steps = Math.floor(Math.hypot(toX - x, toY - y) / SPACING);
        for (let step = 1; step <= steps && this.strokes.length < 2 * MOST_DRAWN; step++) {
          this.strokes.push(x + ((toX - x) * step) / steps, y + ((toY - y) * step) / steps);
        }
        if (steps) [x, y] = [toX, toY];
        this.paint();
      },
      { signal },
    );
    for (const end of ['pointerup', 'pointercancel']) {
      canvas.addEventListener(
        end,
        async () => {
          lifted.abort();
          this.drawThumbnails();
          await this.api?.pause();
          this.drawing = false;
          void this.begin(this.settings);
        },
        { signal },
      );
    }
    this.paint();
  }
}

customElements.define('gan-plane', GanPlane);

declare global {
  interface HTMLElementTagNameMap {
    'gan-plane': GanPlane;
  }
}
