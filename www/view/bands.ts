/** Between what values the losses of healthy runs lay, as `scripts/bands.mjs` measured it. */

import { MEASURED } from '../generated/bands.js';
import type { Measured } from '../measured.js';
import { presetSettings, same } from '../options.js';
import type { Settings } from '../protocol.js';

/** The band of a run's losses. */
export interface Band {
  measured: Measured;
  /** Runs that it is of. */
  runs: number;
  /** Whether they had the very settings. */
  exact: boolean;
}

/** What may differ between runs whose losses are still comparable: sizes and rates, not what the losses are. */
const INCIDENTAL =
  /^(preset|seed|batch-size|latent|channels|ema-decay|d-steps|[gd]-(hidden|activation|batch-norm|optimizer|learning-rate|momentum|beta[12]|epsilon|weight-decay))$/;

/** The band of the healthy runs that are most like a run; nothing where none was measured. */
export function bandOf(settings: Settings): Band | undefined {
  const [best] = MEASURED.map((measured) => ({ measured, differing: differing(settings, measured) }))
    .filter(({ differing }) => differing.every((name) => INCIDENTAL.test(name)))
    .sort((a, b) => a.differing.length - b.differing.length);
  if (!best) return undefined;
  const { measured, differing: names } = best;
  const runs = measured.states.filter((state) => state === 'healthy' || state === 'unknown').length;
  return { measured, runs, exact: names.length === 0 };
}

/** The step from which on digits are readable, where just these settings were measured and got so far. */
export function readableStep(settings: Settings): number | undefined {
  return MEASURED.find((measured) => differing(settings, measured).length === 0)?.readable ?? undefined;
}

/** The options in which a run differs from what was measured, but for the seed and the preset's name. */
function differing(settings: Settings, { preset, changes }: Measured): string[] {
  const all = { ...presetSettings(preset), ...changes };
  return Object.entries(all)
    .filter(([name, text]) => name !== 'preset' && name !== 'seed' && !same(name, settings[name] ?? '', text))
    .map(([name]) => name);
}
