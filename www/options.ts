/**
 * The options as properties, attributes and parameters of the URL. Names, defaults and bounds come
 * from `src/config.rs`, by way of a file that the build writes.
 */

import { PlaygroundError } from './error.js';
import { OPTIONS, PRESETS } from './generated/options.js';
import type { Backend, OptionSpec, PresetSpec } from './protocol.js';

export { PRESETS };

/** The values of all options. */
export interface Options {
  preset: string;
  seed: number;
  backend: Backend | 'auto';
}

export type OptionName = keyof Options;

export const OPTION_NAMES = OPTIONS.map(({ name }) => name) as OptionName[];

export function spec(name: OptionName): OptionSpec {
  return OPTIONS.find((option) => option.name === name) as OptionSpec;
}

export function preset(id: string): PresetSpec {
  return (PRESETS.find((each) => each.id === id) ?? PRESETS[0]) as PresetSpec;
}

/**
 * The value that a text stands for; the default where there is none.
 *
 * Throws `invalid_option` with the name, the value and the bound.
 */
export function parse<N extends OptionName>(name: N, text: string | null | undefined): Options[N] {
  const { default: standard, choices, bounds } = spec(name);
  const value = text ?? standard;
  const refuse = (bound: string) =>
    new PlaygroundError('invalid_option', `${name} is "${value}", but must be ${bound}`);
  if (!bounds) {
    if (!choices.includes(value)) throw refuse(`one of ${choices.join(', ')}`);
    return value as Options[N];
  }
  const [min, max] = bounds;
  const number = Number(value);
  if (!/^\d+$/.test(value.trim()) || number < min || number > max) {
    throw refuse(`a whole number from ${min} to ${max}`);
  }
  return number as Options[N];
}
