/** What the lanes of a race are to train with, and how they differ. */

import { isChanged, OPTIONS, preset, presetSettings, same, TOOLBAR } from '../options.js';
import type { OptionSpec, Settings } from '../protocol.js';
import { texts } from '../text/index.js';
import { applies } from '../ui/settings.js';

/** The options that may differ: a race is on the same data, with the same seed, on the same back end. */
export const FREE = OPTIONS.filter(({ name }) => !TOOLBAR.includes(name) && name !== 'dataset');

/** The settings of a preset, on the data and with the seed of others. */
export function presetLike(id: string, { seed = '', dataset = '' }: Settings): Settings {
  return { ...presetSettings(id), seed, dataset };
}

/** The options that make two runs differ: those without effect in either do not. */
export function differences(one: Settings, other: Settings): OptionSpec[] {
  return FREE.filter(
    (spec) =>
      (applies(spec, one) || applies(spec, other)) &&
      !same(spec.name, one[spec.name] ?? '', other[spec.name] ?? ''),
  );
}

/** What a run of these settings is called. */
export function title(settings: Settings): string {
  const { title } = texts().core.preset(preset(settings.preset));
  return isChanged(settings) ? texts().panel.changed(title) : title;
}
