/** The options of the plane, whose names, defaults and bounds come from `src/plane/`. */

import { texts } from '../../text/index.js';
import { PLANE_OPTIONS } from '../../generated/plane.js';
import type { OptionSpec, Settings } from '../../protocol.js';
import { choiceTitle } from '../../ui/settings.js';

export { PLANE_OPTIONS };

export function defaults(): Settings {
  return Object.fromEntries(PLANE_OPTIONS.map((spec) => [spec.name, spec.default]));
}

export function choices(name: string): string[] {
  const spec = PLANE_OPTIONS.find((option) => option.name === name);
  return spec?.kind === 'choice' ? spec.choices : [];
}

/** Whether two texts stand for the same value of an option. */
export function same({ kind }: OptionSpec, one = '', other = ''): boolean {
  const numeric = kind === 'integer' || kind === 'number';
  return numeric ? Number(one) === Number(other) : one.replaceAll(' ', '') === other.replaceAll(' ', '');
}

/** Whether an option has an effect with these settings. */
export function applies({ when }: OptionSpec, settings: Settings): boolean {
  return !when || when.values.includes(settings[when.option] ?? '');
}

/** The title of an option, and what it is for. */
export function about(spec: OptionSpec): { title: string; doc: string } {
  return texts().plane.options[spec.name] ?? texts().core.option(spec);
}

/** The title where the group is not to be seen: both optimizers have a learning rate. */
export function fullTitle(spec: OptionSpec): string {
  return texts().plane.options[spec.name]?.title ?? texts().core.fullTitle(spec);
}

/** A value for people to read: 1e-3 is 0.001. */
export function readable({ kind, name }: OptionSpec, text = ''): string {
  const { choices, distribution } = texts().plane;
  if (kind === 'number') return String(Number(text));
  return name === 'distribution' ? (distribution[text] ?? text) : (choices[text] ?? choiceTitle(text));
}
