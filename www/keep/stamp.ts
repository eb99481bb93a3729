/** What a picture, a film or a list says of a run, in words. */

import { explicit, preset, TOOLBAR } from '../options.js';
import type { Quality, Settings } from '../protocol.js';
import { texts } from '../text/index.js';
import { number, percent } from '../text/numbers.js';

/** What is said of a run. */
export interface Stamp {
  settings: Settings;
  step: number;
  quality: Quality | undefined;
}

/** What the run is, how far, how good, and what differs from the preset; a line each. */
export function stampLines({ settings, step, quality }: Stamp): string[] {
  const { core, keep: words } = texts();
  const changes = changedOptions(settings);
  return [
    `${core.preset(preset(settings.preset)).title} · ${words.seed(settings.seed ?? '')} · ${stepWords(step)}`,
    ...(quality ? [qualityWords(quality)] : []),
    ...(changes.length > 0 ? [`${words.changed} ${changes.join(' ')}`] : []),
  ];
}

export function stepWords(step: number): string {
  return texts().keep.step(number(step));
}

export function qualityWords({ histogram, modes, confidence, full }: Quality): string {
  const words = texts().keep;
  const parts = [words.classes(modes, histogram.length), words.sure(percent(confidence))];
  if (full && full.frechet !== null) parts.push(words.frechet(number(full.frechet, 1)));
  return parts.join(words.comma);
}

/** As the address has them, so that a reader can type them in. */
function changedOptions(settings: Settings): string[] {
  return Object.entries(explicit(settings))
    .filter(([name]) => !TOOLBAR.includes(name))
    .map(([name, text]) => `${name}=${text}`);
}
