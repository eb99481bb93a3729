/** What <gan-plane> shows, as a function of its state. */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { said, texts } from '../../text/index.js';
import { number, percent } from '../../text/numbers.js';
import type { ErrorInfo } from '../../protocol.js';
import { about, choices, PLANE_OPTIONS } from './options.js';
import type { Divergence } from '../../worker/plane-protocol.js';
import { optionsOf, type SettingsActions, type SettingsModel, settingsForm } from './settings.js';
import type { Shape } from './shapes.js';
import { type Layer, LAYERS, type Scale } from './stage.js';

export type State = 'loading' | 'paused' | 'training' | 'failed';
export const SPEEDS = { slow: 5, medium: 60, full: 1e9 };
export type Speed = keyof typeof SPEEDS;

export interface Model extends SettingsModel {
  state: State;
  step: number;
  stepsPerSecond: number;
  divergence: Divergence | undefined;
  floor: Divergence | undefined;
  /** The share of pairs that D tells apart. */
  accuracy: number | undefined;
  probabilities: boolean;
  scale: Scale | undefined;
  layers: Record<Layer, boolean>;
  speed: Speed;
  /** Whether the person draws the real points, and whether there are any. */
  drawing: boolean;
  drawn: boolean;
  error: ErrorInfo | undefined;
}

export interface Actions extends SettingsActions {
  train(): void;
  pause(): void;
  step(learns: 'both' | 'discriminator' | 'generator'): void;
  reset(): void;
  pace(speed: Speed): void;
  toggle(layer: Layer): void;
  shape(name: Shape): void;
  clear(): void;
  draw(event: PointerEvent): void;
}

export function view(model: Model, act: Actions) {
  const words = texts().plane;
  return html`
    ${toolbar(model, act)} ${thumbnails(model, act)}
    ${
      model.error
        ? html`
            <div class="notices" role="alert">
              <div class="bad"><p>${said(model.error.words)}</p></div>
            </div>
          `
        : nothing
    }
    <div class="plane">
      ${stage(model, act)}
      <div class="side">
        ${measures(model)}
        <figure>
          <figcaption>${words.losses}</figcaption>
          <div id="losses"></div>
        </figure>
        <figure>
          <figcaption>
            ${words.divergences}
            <span>${words.nats}</span>
          </figcaption>
          <div id="divergences"></div>
          <p class="note">${words.divergenceHint}</p>
        </figure>
      </div>
    </div>
    ${settingsForm(model, act)}
  `;
}

function toolbar(model: Model, act: Actions) {
  const words = texts().plane;
  const training = model.state === 'training';
  const stopped = model.state !== 'paused' || !model.drawn;
  const loss = PLANE_OPTIONS.find(({ name }) => name === 'loss');
  return html`
    <div class="toolbar">
      <div class="settings">
        <button
          class="primary"
          ?disabled=${!training && stopped}
          @click=${() => (training ? act.pause() : act.train())}
        >
          ${model.state === 'loading' ? words.loading : training ? words.pause : words.train}
        </button>
        <button title=${words.stepHint} ?disabled=${stopped} @click=${() => act.step('both')}>
          ${words.step}
        </button>
        <button
          class="d"
          title=${words.onlyDHint}
          ?disabled=${stopped}
          @click=${() => act.step('discriminator')}
        >
          ${words.onlyD}
        </button>
        <button class="g" title=${words.onlyGHint} ?disabled=${stopped} @click=${() => act.step('generator')}>
          ${words.onlyG}
        </button>
        <button title=${words.resetHint} ?disabled=${model.disabled || !model.drawn} @click=${act.reset}>
          ${words.reset}
        </button>
      </div>
      <div class="settings choices">
        ${
          loss
            ? html`
                <label>
                  ${about(loss).title}
                  <select
                    id="option-loss"
                    ?disabled=${model.disabled}
                    .value=${live(model.settings.loss ?? '')}
                    @change=${(event: Event) => act.choose('loss', (event.target as HTMLSelectElement).value)}
                  >
                    ${optionsOf(loss, model.settings.loss)}
                  </select>
                </label>
              `
            : nothing
        }
        <label>
          ${words.speed}
          <select
            id="speed"
            .value=${live(model.speed)}
            @change=${(event: Event) => act.pace((event.target as HTMLSelectElement).value as Speed)}
          >
            ${Object.keys(SPEEDS).map(
              (speed) => html`
                <option value=${speed} ?selected=${speed === model.speed}>
                  ${words.speeds[speed as Speed]}
                </option>
              `,
            )}
          </select>
        </label>
      </div>
    </div>
  `;
}

/** Radio buttons that show what they stand for. */
function thumbnails(model: Model, act: Actions) {
  const words = texts().plane;
  return html`
    <fieldset class="thumbnails" ?disabled=${model.disabled}>
      <legend class="hidden">${words.distributions}</legend>
      ${choices('distribution').map(
        (name) => html`
          <label>
            <input
              type="radio"
              name="distribution"
              value=${name}
              .checked=${live(model.settings.distribution === name)}
              @change=${() => act.choose('distribution', name)}
            />
            <canvas data-distribution=${name} width="112" height="112" aria-hidden="true"></canvas>
            ${words.distribution[name] ?? name}
          </label>
        `,
      )}
    </fieldset>
  `;
}

function stage(model: Model, act: Actions) {
  const words = texts().plane;
  return html`
    <figure class="stage">
      <div class="square">
        <canvas
          id="stage"
          class=${model.drawing ? 'drawing' : ''}
          role="img"
          aria-label=${words.stage}
          @pointerdown=${act.draw}
        ></canvas>
        ${
          model.drawing && !model.drawn
            ? html`
                <p class="invitation">${words.draw}</p>
              `
            : nothing
        }
        ${
          model.scale?.outside
            ? html`
                <p class="outside">${words.outside(number(model.scale.outside))}</p>
              `
            : nothing
        }
      </div>
      ${key(model)}
      <div class="layers" role="group" aria-label=${words.layers}>
        ${LAYERS.map(
          (layer) => html`
            <label title=${words.layerHint[layer]}>
              <input
                type="checkbox"
                data-layer=${layer}
                .checked=${live(model.layers[layer])}
                @change=${() => act.toggle(layer)}
              />
              ${swatch(layer)} ${words.layer[layer]}
            </label>
          `,
        )}
      </div>
      ${model.drawing ? drawingTools(act) : nothing}
    </figure>
  `;
}

/** What the colors and the longest arrow stand for. */
function key({ scale, probabilities }: Model) {
  const words = texts().plane;
  const [low, high] = scale?.heat ?? [0, 1];
  const end = (value: number) => (probabilities ? String(value) : significant(value));
  return html`
    <div class="key">
      <span>${probabilities ? words.probability : words.score}</span>
      <span class="number">${end(low)} ${words.generated}</span>
      <span class="ramp" aria-hidden="true"></span>
      <span class="number">${words.real} ${end(high)}</span>
      <span class="longest">${words.longest(significant(scale?.longest ?? 0))}</span>
    </div>
  `;
}

function drawingTools(act: Actions) {
  const words = texts().plane;
  const shapes = Object.keys(words.shapes) as Shape[];
  return html`
    <div class="drawing-tools">
      <p class="note">${words.drawHint}</p>
      ${shapes.map(
        (name) => html`
          <button @click=${() => act.shape(name)}>${words.shapes[name]}</button>
        `,
      )}
      <button @click=${act.clear}>${words.clear}</button>
    </div>
  `;
}

/** The mark that a layer makes, so that it is known without its color. */
function swatch(layer: Layer) {
  const marks: Record<Layer, string> = {
    heat: 'M1 1h14v14H1z',
    real: 'M4 5h.01M11 4h.01M7 9h.01M12 12h.01M4 13h.01',
    samples: 'M4 5h.01M11 6h.01M7 12h.01',
    descent: 'M2 13L13 4M13 4L8 4.5M13 4L11.5 9',
    manifold: 'M1 4q7-4 14 0M1 8.5q7-4 14 0M1 13q7-4 14 0M3 1q3 7 0 14M8 1q3 7 0 14M13 1q3 7 0 14',
  };
  return html`
    <svg class="swatch ${layer}" viewBox="0 0 16 16" aria-hidden="true"><path d=${marks[layer]} /></svg>
  `;
}

function measures(model: Model) {
  const words = texts().plane;
  const { divergence, floor, accuracy } = model;
  return html`
    <dl>
      <div>
        <dt>${words.measures.step}</dt>
        <dd id="step">${number(model.step)}</dd>
      </div>
      <div>
        <dt>${words.measures.rate}</dt>
        <dd id="rate">${model.stepsPerSecond ? number(model.stepsPerSecond) : '–'}</dd>
      </div>
      <div>
        <dt>${words.measures.accuracy}</dt>
        <dd>
          ${accuracy === undefined ? '–' : percent(accuracy)}
          <small>${words.chance(percent(0.5))}</small>
        </dd>
      </div>
      <div>
        <dt>${words.measures.js}</dt>
        <dd id="js">
          ${divergence ? number(divergence.js, 3) : '–'}
          <small>${words.floor(floor ? number(floor.js, 3) : '–')}</small>
        </dd>
      </div>
      <div>
        <dt>${words.measures.kl}</dt>
        <dd>
          ${divergence ? number(divergence.kl, 3) : '–'}
          <small>${words.floor(floor ? number(floor.kl, 3) : '–')}</small>
        </dd>
      </div>
    </dl>
  `;
}

/** Two digits that count, whatever the size. */
function significant(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size < 0.001 || size >= 10_000 ? value.toExponential(1) : String(Number(value.toPrecision(2)));
}
