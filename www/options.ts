/**
 * The options as properties, attributes and parameters of the URL. Names, defaults and bounds come
 * from `src/config/`, by way of a file that the build writes.
 */

import { PlaygroundError } from './error.js';
import { OPTIONS, PRESETS } from './generated/options.js';
import type { OptionSpec, PresetSpec, Settings } from './protocol.js';
import { type Words, words } from './text/words.js';

export { OPTIONS, PRESETS };

export const OPTION_NAMES = OPTIONS.map(({ name }) => name);

/** The options that decide a run: where it computes is no part of it. */
export const SETTING_NAMES = OPTION_NAMES.filter((name) => name !== 'backend');

/** The options that have their place in the toolbar; the others change the preset. */
export const TOOLBAR = ['preset', 'seed', 'backend'];

export function spec(name: string): OptionSpec {
  return OPTIONS.find((option) => option.name === name) as OptionSpec;
}

export function preset(id: string | undefined): PresetSpec {
  return (PRESETS.find((each) => each.id === id) ?? PRESETS[0]) as PresetSpec;
}

/** The property of an option: `d-learning-rate` is `dLearningRate`. Every element has a `dataset` already. */
export function property(name: string): string {
  if (name === 'dataset') return 'dataSet';
  return name.replace(/-./g, (letter) => letter.charAt(1).toUpperCase());
}

/** The text of every option but the back end, where a preset has a run begin. */
export function presetSettings(id: string | undefined): Settings {
  const given = new Map(preset(id).settings);
  const texts = SETTING_NAMES.map((name) => [name, given.get(name) ?? spec(name).default] as const);
  return { ...Object.fromEntries(texts), preset: preset(id).id };
}

/** The preset of complete settings, their seed, and what else is not the preset's. */
export function explicit(settings: Settings): Settings {
  const plain = presetSettings(settings.preset);
  const changed = Object.entries(settings).filter(
    ([name, text]) => name === 'preset' || name === 'seed' || !same(name, text, plain[name] ?? ''),
  );
  return Object.fromEntries(changed);
}

/** Whether complete settings are other than the preset's, whatever the seed. */
export function isChanged(settings: Settings): boolean {
  return Object.keys(explicit(settings)).length > 2;
}

/** Whether two texts stand for the same value of an option. */
export function same(name: string, one: string, other: string): boolean {
  const numeric = ['integer', 'number'].includes(spec(name).kind);
  return numeric ? Number(one) === Number(other) : one.replaceAll(' ', '') === other.replaceAll(' ', '');
}

/**
 * Checks that a text stands for a value of an option. Throws `invalid_option` with the name, the value and
 * the bound.
 */
export function check(name: string, text: string): void {
  const option = spec(name);
  const refuse = (bound: Words) => {
    throw new PlaygroundError('invalid_option', words('outside', name, `"${text}"`, bound));
  };
  const within = (item: string, { min, max }: { min: number; max: number }, whole: boolean) => {
    const pattern = whole ? /^\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
    return pattern.test(item.trim()) && Number(item) >= min && Number(item) <= max;
  };
  switch (option.kind) {
    case 'choice':
      if (!option.choices.includes(text)) refuse(words('oneOf', option.choices.join(', ')));
      break;
    case 'switch':
      if (text !== 'on' && text !== 'off') refuse(words('onOrOff'));
      break;
    case 'integer':
      if (!within(text, option, true)) refuse(words('whole', option.min, option.max));
      break;
    case 'number':
      if (!within(text, option, false)) refuse(words('real', option.min, option.max));
      break;
    case 'list': {
      const items = text.split(',');
      const { shortest, longest, min, max } = option;
      if (
        items.length < shortest ||
        items.length > longest ||
        !items.every((item) => within(item, option, true))
      ) {
        refuse(words('list', shortest, longest, min, max));
      }
    }
  }
}
