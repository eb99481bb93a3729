/** Hands bytes to the browser as a download. */

import type { Settings } from '../protocol.js';

/** Browsers read the bytes some time after the click. */
const READ_MS = 60_000;

export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), READ_MS);
}

/** What a file of a run is called. */
export function fileName({ settings, step }: { settings: Settings; step: number }, ending: string): string {
  return `gan-${settings.preset}-seed${settings.seed}-step${step}.${ending}`;
}
