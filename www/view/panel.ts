/** What <gan-playground> shows, as a function of its state. */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Losses, Status } from '../api.js';
import { check, OPTIONS, PRESETS, preset, presetSettings, spec } from '../options.js';
import type {
  Backend,
  DataProgress,
  Elbo,
  Epoch,
  ErrorInfo,
  Quality,
  Reference,
  Settings,
} from '../protocol.js';
import '../tools/tools.js';
import type { Subject } from '../tools/subject.js';
import { doctorCard } from './doctor.js';
import { type Expectation, qualityPanel } from './quality.js';
import { choiceTitle, settingsForm } from './settings.js';
import { EXPECTATIONS } from '../generated/expectations.js';
import { GRID } from '../protocol.js';
import { texts } from '../text/index.js';

/** All that the markup depends on. */
export interface Model {
  status: Status;
  /** The options of the toolbar as they are chosen. */
  options: { preset: string; seed: string; backend: string };
  /** What the run is called. */
  title: string;
  /** The settings of the run, every option but the back end. */
  settings: Settings;
  /** Settings that were edited and not yet applied. */
  draft: Settings;
  /** Whether the generator is told which class to draw. */
  conditional: boolean;
  vae: boolean;
  /** What the GPU is called. */
  adapter: string | undefined;
  data: DataProgress | undefined;
  epochs: Epoch[];
  fullQuality: Quality | undefined;
  reference: Reference | undefined;
  elbo: Elbo | undefined;
  judgeError: ErrorInfo | undefined;
  error: ErrorInfo | undefined;
  dataError: ErrorInfo | undefined;
  /** What the run before was. */
  previous: string | undefined;
  /** What the tools look at, once there is a run. */
  subject: Subject | undefined;
  /** The sample that is looked at closely. */
  inspected: number | undefined;
}

/** What a person can do. */
export interface Actions {
  train(): void;
  pause(): void;
  step(): void;
  reset(): void;
  choose(name: string, text: string): void;
  /** Edits a setting, which changes nothing before `apply`. */
  edit(name: string, text: string): void;
  discard(): void;
  apply(): void;
  toPreset(): void;
  applyFix(): void;
  save(): void;
  open(file: File): void;
  retry(): void;
  bringBack(): void;
  /** Looks at a sample closely; at none without an index. */
  inspect(index: number | undefined): void;
}

/** The element's markup for a state. */
export function panel(model: Model, act: Actions) {
  const { status, options } = model;
  const busy = status.state === 'loading' || status.state === 'failed';
  const training = status.state === 'training' || status.state === 'waiting';
  const { about, label } = primary(status.state);
  return html`
    <div class="toolbar">
      <div class="settings">
        <button class="primary" ?disabled=${busy} title=${about} @click=${training ? act.pause : act.train}>
          ${label}
        </button>
        <button ?disabled=${busy || training} title="Take one training step" @click=${act.step}>Step</button>
        <button
          ?disabled=${busy || status.step === 0}
          title="Begin anew with the same settings"
          @click=${act.reset}
        >
          Reset
        </button>
      </div>
      <div class="settings">
        ${select(
          model,
          act,
          'preset',
          'Preset',
          PRESETS.map(({ id, title }) => [id, title]),
        )}
        <label title=${spec('seed').doc}>
          Seed
          <input
            type="number"
            min="0"
            .value=${live(options.seed)}
            ?disabled=${busy}
            @change=${(event: Event) => act.choose('seed', (event.target as HTMLInputElement).value)}
          />
        </label>
        ${select(model, act, 'backend', 'Back end', Object.entries(BACKEND_TITLES))}
      </div>
      <div class="files">
        <button ?disabled=${busy} title="Save the run as a file" @click=${act.save}>Save</button>
        <button
          ?disabled=${busy}
          title="Go on with a saved run"
          @click=${(event: Event) => fileInput(event).click()}
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
          @change=${(event: Event) => pick(event, act)}
        />
      </div>
    </div>
    <p class="about">${preset(options.preset).teaches}</p>
    ${settings(model, act, busy)}
    <div class="notices" role="status">${notices(model, act)}</div>
    ${dataProgress(model)}
    <div class="panels">
      <figure>
        <figcaption>
          Generated
          <span>${model.conditional ? 'a class a column, fixed noise' : 'fixed noise'}</span>
        </figcaption>
        <canvas
          class="grid inspectable"
          id="samples"
          role="img"
          tabindex="0"
          aria-label=${texts().tools.grid}
          title=${texts().tools.inspect}
          @click=${(event: MouseEvent) => act.inspect(indexAt(event))}
          @keydown=${(event: KeyboardEvent) => moveInspected(event, model.inspected, act)}
        ></canvas>
      </figure>
      <figure>
        <figcaption>
          Real
          <span>${choiceTitle(model.settings.dataset ?? '')}, a class a column</span>
        </figcaption>
        <canvas class="grid" id="real" role="img" aria-label="Real images"></canvas>
      </figure>
    </div>
    ${inspected(model, act)} ${numbers(model)} ${doctorCard(status.diagnosis, act, busy)}
    ${qualityPanel({
      quality: status.quality,
      full: model.fullQuality,
      reference: model.reference,
      elbo: model.elbo,
      vae: model.vae,
      classes: CLASSES[model.settings.dataset ?? ''] ?? [],
      error: model.judgeError?.message,
      expectation: expectation(model),
    })}
    <div class="panels wide">
      <section aria-label="Losses">
        <h2>Losses</h2>
        <div id="chart"></div>
      </section>
      <section aria-label="Epochs">
        <h2>
          Epochs
          <span>means</span>
        </h2>
        <div class="log" role="log" tabindex="0" aria-label="The losses of each epoch">
          ${
            model.epochs.length
              ? html`
                  <ol>
                    ${model.epochs.map((epoch) => epochLine(epoch, model.vae))}
                  </ol>
                `
              : html`
                  <p class="about">A line for each pass over all training images comes here.</p>
                `
          }
        </div>
      </section>
    </div>
    <section class="tools">
      <h2>${texts().tools.label}</h2>
      <gan-tools .subject=${model.subject}></gan-tools>
    </section>
  `;
}

function inspected({ inspected, subject }: Model, act: Actions) {
  if (inspected === undefined || !subject) return nothing;
  return html`
    <section class="inspected" aria-label=${texts().tools.sample}>
      <gan-sample .subject=${subject} .index=${inspected} @close=${() => act.inspect(undefined)}></gan-sample>
    </section>
  `;
}

/** The sample under the pointer. */
function indexAt(event: MouseEvent): number {
  const { left, top, width, height } = (event.currentTarget as Element).getBoundingClientRect();
  const place = (share: number, count: number) => Math.min(count - 1, Math.floor(share * count));
  const column = place((event.clientX - left) / width, GRID.columns);
  return place((event.clientY - top) / height, GRID.rows) * GRID.columns + column;
}

const MOVES: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -GRID.columns,
  ArrowDown: GRID.columns,
};

function moveInspected(event: KeyboardEvent, inspected: number | undefined, act: Actions): void {
  const move = MOVES[event.key];
  if (event.key === 'Escape') act.inspect(undefined);
  else if (event.key === 'Enter') act.inspect(inspected ?? 0);
  else if (move !== undefined && inspected !== undefined) {
    event.preventDefault();
    const count = GRID.columns * GRID.rows;
    act.inspect((inspected + move + count) % count);
  }
}

function primary(state: Status['state']): { label: string; about: string } {
  switch (state) {
    case 'loading':
      return { label: 'Loading…', about: 'The core is being loaded' };
    case 'training':
    case 'waiting':
      return { label: 'Pause', about: 'Stop training, and go on later' };
    default:
      return { label: 'Train', about: 'Train until you pause' };
  }
}

function select(
  { status, options }: Model,
  act: Actions,
  name: 'preset' | 'backend',
  label: string,
  choices: [string, string][],
) {
  return html`
    <label title=${spec(name).doc}>
      ${label}
      <select
        .value=${live(options[name])}
        ?disabled=${status.state === 'loading'}
        @change=${(event: Event) => act.choose(name, (event.target as HTMLSelectElement).value)}
      >
        ${choices.map(
          ([id, title]) => html`
            <option value=${id} ?selected=${id === options[name]}>${title}</option>
          `,
        )}
      </select>
    </label>
  `;
}

function notices({ status, options, error, dataError, previous }: Model, act: Actions) {
  const { caution } = preset(options.preset);
  const retry = html`
    <button @click=${act.retry}>Retry</button>
  `;
  return html`
    ${
      error
        ? html`
            <div class="bad">
              <p>${error.message}</p>
              ${status.state === 'failed' ? retry : nothing}
            </div>
          `
        : nothing
    }
    ${
      dataError
        ? html`
            <div class="bad">
              <p>${dataError.message}. What was trained is still here.</p>
              ${retry}
            </div>
          `
        : nothing
    }
    ${
      status.backendReason
        ? html`
            <div class="warn"><p>${status.backendReason}</p></div>
          `
        : nothing
    }
    ${
      caution
        ? html`
            <div class="warn"><p>${caution}</p></div>
          `
        : nothing
    }
    ${
      previous
        ? html`
            <div>
              <p>The run before is kept: ${previous}.</p>
              <button @click=${act.bringBack}>Bring back</button>
            </div>
          `
        : nothing
    }
  `;
}

function dataProgress({ status, data, settings }: Model) {
  const { loadedBytes = 0, totalBytes = 0 } = data ?? {};
  if (totalBytes > 0 && loadedBytes === totalBytes) return nothing;
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  const text = totalBytes
    ? `Fetching ${choiceTitle(settings.dataset ?? '')}: ${megabytes(loadedBytes)} of ${megabytes(totalBytes)} MB`
    : 'Loading…';
  return html`
    <label class="data">
      ${status.state === 'waiting' ? `${text}. Training goes on when the next images are here.` : text}
      <progress max=${totalBytes || 1} value=${loadedBytes}></progress>
    </label>
  `;
}

function numbers({ status, adapter, vae }: Model) {
  const { step, epoch, losses, backend, imagesPerSecond, seconds } = status;
  const [first, second] = lossTexts(losses, vae);
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
        <dt>${vae ? 'Reconstruction' : 'L_D'}</dt>
        <dd class="d">${first}</dd>
      </div>
      <div>
        <dt>${vae ? 'KL' : 'L_G'}</dt>
        <dd class="g">${second}</dd>
      </div>
      <div>
        <dt>Images/s</dt>
        <dd>${Math.round(imagesPerSecond).toLocaleString('en')}</dd>
      </div>
      <div>
        <dt>Time</dt>
        <dd>${clock(seconds)}</dd>
      </div>
      <div>
        <dt>Runs on</dt>
        <dd>
          ${backend ? BACKEND_NAMES[backend] : '–'}
          ${
            adapter
              ? html`
                  <small>${adapter}</small>
                `
              : nothing
          }
        </dd>
      </div>
    </dl>
  `;
}

function fileInput(event: Event): HTMLInputElement {
  return (event.target as Element).parentElement?.querySelector('input[type=file]') as HTMLInputElement;
}

/** The same file can be opened again. */
function pick(event: Event, act: Actions): void {
  const input = event.target as HTMLInputElement;
  const file = input.files?.[0];
  input.value = '';
  if (file) act.open(file);
}

const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));
const CLOTHES = [
  'T-shirt',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Boot',
];
export const CLASSES: Record<string, string[]> = { mnist: DIGITS, 'fashion-mnist': CLOTHES };

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

function lossTexts(losses: Losses | undefined, vae: boolean): [string, string] {
  if (!losses) return ['–', '–'];
  const [first, second] =
    'discriminator' in losses
      ? [losses.discriminator, losses.generator]
      : [losses.reconstruction, losses.divergence];
  const digits = vae ? 1 : 3;
  return [first.toFixed(digits), second.toFixed(digits)];
}

function epochLine({ epoch, losses: [first, second], scores }: Epoch, vae: boolean) {
  const percent = (score: number) => `${(score * 100).toFixed(0)} %`;
  const digits = vae ? 1 : 3;
  return html`
    <li>
      Epoch ${epoch} ·
      <span class="d">${vae ? 'reconstruction' : 'L_D'} ${first.toFixed(digits)}</span>
      ·
      <span class="g">${vae ? 'KL' : 'L_G'} ${second.toFixed(digits)}</span>
      ${
        scores
          ? html`
              <small>
                D(x) is ${percent(scores.train)} on training images, ${percent(scores.test)} on test images
              </small>
            `
          : nothing
      }
    </li>
  `;
}

function settings(model: Model, act: Actions, disabled: boolean) {
  return settingsForm(
    {
      specs: OPTIONS,
      current: model.settings,
      preset: presetSettings(model.settings.preset),
      draft: model.draft,
      errors: errorsOf(model.draft),
      disabled,
    },
    act,
  );
}

/** Why edits cannot be, by the option's name. */
function errorsOf(draft: Settings): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const [name, text] of Object.entries(draft)) {
    try {
      check(name, text);
    } catch (thrown) {
      errors[name] = (thrown as Error).message;
    }
  }
  return errors;
}

/** What this preset reached when it was measured; nothing where its settings were changed. */
function expectation({ settings, title }: Model): Expectation | undefined {
  const isChanged = title !== preset(settings.preset).title;
  return isChanged ? undefined : EXPECTATIONS[settings.preset ?? ''];
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
