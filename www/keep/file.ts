/** What a file of a run is called. */

import type { Settings } from '../protocol.js';

export function fileName({ settings, step }: { settings: Settings; step: number }, ending: string): string {
  return `gan-${settings.preset}-seed${settings.seed}-step${step}.${ending}`;
}
