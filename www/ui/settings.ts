/** The form of all options that have no place in the toolbar, as a function of its state. */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { PlaygroundError } from '../error.js';
import { check, same, spec, TOOLBAR } from '../options.js';
import type { OptionSpec, Settings } from '../protocol.js';
import { said, texts } from '../text/index.js';
import { optionGroups } from './option-groups.js';

/** All that the form depends on. */
export interface SettingsModel {
  specs: OptionSpec[];
  /** The text of every option but the back end, of the run that is there. */
  current: Settings;
  /** What the options are compared with: what the preset alone gives them, or another run. */
  base: Settings;
  /** A value of `base`, and whose it is. */
  was(value: string): string;
  /**
   * Edits that are not applied yet, as they were typed. Those that come to the same as `current` may stay:
   * a person who types 0.05 passes by 0.0, which must not be put back to 0.
   */
  draft: Settings;
  /** Why an edit cannot be, by the name of the option. */
  errors: Record<string, string>;
  disabled: boolean;
}

/** What a person can do with the form. */
export interface SettingsActions {
  edit(name: string, text: string): void;
  apply(): void;
  discard(): void;
  /** Drops all that differs from the preset. */
  toPreset(): void;
}

/** A choice as people write it; any other text as it is. */
export function choiceTitle(text: string): string {
  const titles: Record<string, string> = texts().core.choices;
  return titles[text] ?? text;
}

/** The settings, folded up behind a line that says what differs from the preset. */
export function settingsForm(model: SettingsModel, act: SettingsActions) {
  const shown = shownOf(model);
  return html`
    <details class="options">
      <summary>${summary(shown, model)}</summary>
      <form
        novalidate
        aria-label=${texts().settings.label}
        @submit=${(event: Event) => {
          event.preventDefault();
          if (canApply(model)) act.apply();
        }}
      >
        ${optionFields(model, act.edit)} ${foot(shown, model, act)}
      </form>
    </details>
  `;
}

/** The fields of all options that have an effect, in their groups. */
export function optionFields(model: SettingsModel, edit: SettingsActions['edit']) {
  return optionGroups(shownOf(model), model.disabled, (spec) => field(spec, model, edit));
}

function shownOf({ specs, current, draft }: SettingsModel): OptionSpec[] {
  const edited = { ...current, ...draft };
  return specs.filter((spec) => !TOOLBAR.includes(spec.name) && applies(spec, edited));
}

/** Whether an option has an effect; one that only another makes matter needs that one to have one. */
export function applies({ when }: OptionSpec, settings: Settings): boolean {
  if (!when) return true;
  return when.values.includes(settings[when.option] ?? '') && applies(spec(when.option), settings);
}

/** Why edits cannot be, by the option's name. */
export function errorsOf(draft: Settings): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const [name, text] of Object.entries(draft)) {
    try {
      check(name, text);
    } catch (thrown) {
      errors[name] = said(PlaygroundError.from(thrown).words);
    }
  }
  return errors;
}

/** The text of an option once the edits are applied. */
function text(name: string, { draft, current }: SettingsModel): string {
  return draft[name] ?? current[name] ?? '';
}

/** The value of an option for people to read: 0.0010 and 1e-3 are the same number, 0.001. */
export function readable({ kind }: OptionSpec, value: string): string {
  switch (kind) {
    case 'choice':
      return choiceTitle(value);
    case 'switch':
      return value === 'on' ? texts().settings.on : texts().settings.off;
    case 'number':
      return String(Number(value));
    default:
      return value;
  }
}

function differs(name: string, one: Settings, other: Settings): boolean {
  return !same(name, one[name] ?? '', other[name] ?? '');
}

/** The options whose edits change something. */
export function edits({ draft, current }: Pick<SettingsModel, 'draft' | 'current'>): string[] {
  return Object.keys(draft).filter((name) => differs(name, draft, current));
}

function canApply(model: SettingsModel): boolean {
  return !model.disabled && edits(model).length > 0 && Object.keys(model.errors).length === 0;
}

function summary(shown: OptionSpec[], { current, base }: SettingsModel) {
  const changed = shown.filter(({ name }) => differs(name, current, base));
  const { settings: words } = texts();
  const list = changed.map((spec) => titled(spec, current));
  return html`
    ${words.label}
    <span>${changed.length ? words.changed(changed.length, list) : words.asPreset}</span>
  `;
}

/** An option and its value, for people to read. */
export function titled(spec: OptionSpec, settings: Settings): string {
  return `${texts().core.fullTitle(spec)} ${readable(spec, settings[spec.name] ?? '')}`;
}

function field(spec: OptionSpec, model: SettingsModel, edit: SettingsActions['edit']) {
  const { name } = spec;
  const { title, doc } = texts().core.option(spec);
  const error = model.errors[name];
  const changed = differs(name, { ...model.current, ...model.draft }, model.base);
  return html`
    <div class="field ${changed ? 'changed' : ''}" title=${doc}>
      <div class="name">
        <label for="option-${name}">${title}</label>
        <span id="was-${name}">${changed ? model.was(readable(spec, model.base[name] ?? '')) : nothing}</span>
      </div>
      ${control(spec, model, edit)}
      <p id="hint-${name}" class=${error ? 'error' : 'hint'}>${error ?? doc}</p>
    </div>
  `;
}

function control(spec: OptionSpec, model: SettingsModel, put: SettingsActions['edit']) {
  const { name } = spec;
  const id = `option-${name}`;
  const about = `hint-${name} was-${name}`;
  const invalid = name in model.errors;
  const value = text(name, model);
  const edit = (event: Event) => put(name, (event.target as HTMLInputElement | HTMLSelectElement).value);
  switch (spec.kind) {
    case 'choice':
      return html`
        <select
          id=${id}
          aria-describedby=${about}
          aria-invalid=${invalid}
          .value=${live(value)}
          @change=${edit}
        >
          ${spec.choices.map(
            (choice) => html`
              <option value=${choice} ?selected=${choice === value}>${choiceTitle(choice)}</option>
            `,
          )}
        </select>
      `;
    case 'switch':
      return html`
        <span class="switch">
          <input
            id=${id}
            type="checkbox"
            aria-describedby=${about}
            aria-invalid=${invalid}
            .checked=${live(value === 'on')}
            @change=${(event: Event) => put(name, (event.target as HTMLInputElement).checked ? 'on' : 'off')}
          />
          <span aria-hidden="true">${readable(spec, value)}</span>
        </span>
      `;
    case 'integer':
    case 'number':
      return html`
        <input
          id=${id}
          type="number"
          min=${spec.min}
          max=${spec.max}
          step=${spec.kind === 'integer' ? 1 : 'any'}
          aria-describedby=${about}
          aria-invalid=${invalid}
          .value=${live(model.draft[name] ?? readable(spec, value))}
          @input=${edit}
        />
      `;
    case 'list':
      return html`
        <input
          id=${id}
          type="text"
          autocomplete="off"
          aria-describedby=${about}
          aria-invalid=${invalid}
          .value=${live(value)}
          @input=${edit}
        />
      `;
  }
}

function foot(shown: OptionSpec[], model: SettingsModel, act: SettingsActions) {
  const { current, base, errors, draft, disabled } = model;
  const words = texts().settings;
  const pending = edits(model).length;
  const drafted = Object.keys(draft).length > 0;
  const changed = model.specs.some(({ name }) => !TOOLBAR.includes(name) && differs(name, current, base));
  // What is wrong with an option that is not shown must be said somewhere.
  const homeless = Object.keys(errors).filter((name) => !shown.some((spec) => spec.name === name));
  return html`
    <div class="foot">
      ${homeless.map(
        (name) => html`
          <p class="error">${errors[name]}</p>
        `,
      )}
      <button class="primary" ?disabled=${!canApply(model)}>${words.apply}</button>
      <span class="pending" role="status">${pending ? words.pending(pending) : nothing}</span>
      <button type="button" ?disabled=${disabled || !drafted} @click=${act.discard}>${words.discard}</button>
      <button type="button" ?disabled=${disabled || !(drafted || changed)} @click=${act.toPreset}>
        ${words.toPreset}
      </button>
    </div>
  `;
}
