/** What <gan-playground> shows, as a function of its state. */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Status } from '../api.js';
import { type OptionName, type Options, PRESETS, preset, spec } from '../options.js';
import type { Backend, DataProgress, Epoch, ErrorInfo } from '../protocol.js';

/** All that the markup depends on. */
export interface Model {
  status: Status;
  /** The options as they are chosen. */
  options: Options;
  /** Whether the generator is told which digit to draw. */
  conditional: boolean;
  /** What the GPU is called. */
  adapter: string | undefined;
  data: DataProgress | undefined;
  epochs: Epoch[];
  error: ErrorInfo | undefined;
  dataError: ErrorInfo | undefined;
  /** What the run before was. */
  previous: string | undefined;
}

/** What a person can do. */
export interface Actions {
  train(): void;
  pause(): void;
  step(): void;
  reset(): void;
  choose(name: OptionName, text: string): void;
  save(): void;
  open(file: File): void;
  retry(): void;
  bringBack(): void;
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
        <button ?disabled=${busy || training} title="Take one step of D and one of G" @click=${act.step}>
          Step
        </button>
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
            min=${spec('seed').bounds?.[0] ?? 0}
            max=${spec('seed').bounds?.[1] ?? 0}
            .value=${live(String(options.seed))}
            ?disabled=${busy}
            @change=${(event: Event) => act.choose('seed', (event.target as HTMLInputElement).value)}
          />
        </label>
        ${select(
          model,
          act,
          'backend',
          'Back end',
          spec('backend').choices.map((id) => [id, BACKEND_TITLES[id] ?? id]),
        )}
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
    <div class="notices" role="status">${notices(model, act)}</div>
    ${dataProgress(model)}
    <div class="panels">
      <figure>
        <figcaption>
          Generated
          <span>${model.conditional ? 'a digit a column, fixed noise' : 'fixed noise'}</span>
        </figcaption>
        <canvas class="grid" id="samples" role="img" aria-label="Images that the generator draws"></canvas>
      </figure>
      <figure>
        <figcaption>
          Real
          <span>MNIST, a digit a column</span>
        </figcaption>
        <canvas class="grid" id="real" role="img" aria-label="Real handwritten digits"></canvas>
      </figure>
    </div>
    ${numbers(model)}
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
                    ${model.epochs.map(epochLine)}
                  </ol>
                `
              : html`
                  <p class="about">A line for each pass over all 60,000 images comes here.</p>
                `
          }
        </div>
      </section>
    </div>
  `;
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

function dataProgress({ status, data }: Model) {
  const { loadedBytes = 0, totalBytes = 0 } = data ?? {};
  if (totalBytes > 0 && loadedBytes === totalBytes) return nothing;
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  const text = totalBytes
    ? `Fetching MNIST: ${megabytes(loadedBytes)} of ${megabytes(totalBytes)} MB`
    : 'Loading…';
  return html`
    <label class="data">
      ${status.state === 'waiting' ? `${text}. Training goes on when the next images are here.` : text}
      <progress max=${totalBytes || 1} value=${loadedBytes}></progress>
    </label>
  `;
}

function numbers({ status, adapter }: Model) {
  const { step, epoch, losses, backend, imagesPerSecond, seconds } = status;
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
  return html`
    <li>
      Epoch ${epoch} ·
      <span class="d">L_D ${discriminator.toFixed(3)}</span>
      ·
      <span class="g">L_G ${generator.toFixed(3)}</span>
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

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
