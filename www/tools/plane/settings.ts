/** The form of the options of the plane, each of which takes effect when it is changed. */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { said, texts } from '../../text/index.js';
import type { Words } from '../../text/words.js';
import type { OptionSpec, Settings } from '../../protocol.js';
import { about, applies, defaults, fullTitle, PLANE_OPTIONS, readable, same } from './options.js';
import { optionGroups } from '../../ui/option-groups.js';

export interface SettingsModel {
  settings: Settings;
  /** What is wrong with an option's text, which is not that of the run. */
  refused: { name: string; text: string; why: Words } | undefined;
  disabled: boolean;
}

export interface SettingsActions {
  choose(name: string, text: string): void;
  toDefaults(): void;
}

/** The distribution has a place of its own, and so has the loss. */
const ELSEWHERE = ['distribution', 'loss'];

export function settingsForm(model: SettingsModel, act: SettingsActions) {
  const words = texts().plane;
  const shown = PLANE_OPTIONS.filter(
    (spec) => !ELSEWHERE.includes(spec.name) && applies(spec, model.settings),
  );
  const changed = shown.filter((spec) => differs(spec, model.settings));
  const list = changed.map((spec) => `${fullTitle(spec)} ${readable(spec, model.settings[spec.name])}`);
  return html`
    <details class="options">
      <summary>
        ${words.settings}
        <span>· ${changed.length ? words.changed(list.join(', ')) : words.asDefault}</span>
      </summary>
      <form novalidate aria-label=${words.settings} @submit=${(event: Event) => event.preventDefault()}>
        ${optionGroups(shown, model.disabled, (spec) => field(spec, model, act))}
        <div class="foot">
          <span class="pending">${words.anew}</span>
          <button type="button" ?disabled=${model.disabled || !changed.length} @click=${act.toDefaults}>
            ${words.toDefaults}
          </button>
        </div>
      </form>
    </details>
  `;
}

function differs(spec: OptionSpec, settings: Settings): boolean {
  return !same(spec, settings[spec.name], defaults()[spec.name]);
}

function field(spec: OptionSpec, model: SettingsModel, act: SettingsActions) {
  const { name } = spec;
  const changed = differs(spec, model.settings);
  const error = model.refused?.name === name ? said(model.refused.why) : undefined;
  return html`
    <div class="field ${changed ? 'changed' : ''}">
      <div class="name">
        <label for="option-${name}">${about(spec).title}</label>
        <span id="was-${name}">
          ${changed ? texts().plane.defaultIs(readable(spec, spec.default)) : nothing}
        </span>
      </div>
      ${control(spec, model, act, error !== undefined)}
      <p id="hint-${name}" class=${error ? 'error' : 'hint'}>${error ?? about(spec).doc}</p>
    </div>
  `;
}

function control(spec: OptionSpec, model: SettingsModel, act: SettingsActions, invalid: boolean) {
  const { name } = spec;
  const described = `hint-${name} was-${name}`;
  const value = invalid ? model.refused?.text : model.settings[name];
  const choose = (event: Event) => act.choose(name, (event.target as HTMLInputElement).value);
  if (spec.kind === 'choice') {
    return html`
      <select id="option-${name}" aria-describedby=${described} .value=${live(value ?? '')} @change=${choose}>
        ${optionsOf(spec, value)}
      </select>
    `;
  }
  const numeric = spec.kind === 'integer' || spec.kind === 'number';
  return html`
    <input
      id="option-${name}"
      type=${numeric ? 'number' : 'text'}
      min=${'min' in spec ? spec.min : nothing}
      max=${'max' in spec ? spec.max : nothing}
      step=${spec.kind === 'integer' ? 1 : 'any'}
      autocomplete="off"
      aria-describedby=${described}
      aria-invalid=${invalid}
      .value=${live((invalid ? value : readable(spec, value)) ?? '')}
      @change=${choose}
    />
  `;
}

/** What a select of an option has inside. */
export function optionsOf(spec: OptionSpec, chosen: string | undefined) {
  const choices = spec.kind === 'choice' ? spec.choices : [];
  return choices.map(
    (choice) => html`
      <option value=${choice} ?selected=${choice === chosen}>${readable(spec, choice)}</option>
    `,
  );
}
