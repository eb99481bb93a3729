/** The address of a page that gives the same run: its settings, where it computes and the step it stops at. */

import { explicit, spec, TOOLBAR } from '../options.js';
import type { Settings } from '../protocol.js';

export function runLink(page: string, settings: Settings, backend: string, stop: number | undefined): string {
  const url = new URL(page, document.baseURI);
  url.search = url.hash = '';
  for (const [name, text] of Object.entries({ ...explicit(settings), backend })) {
    const isDefault = TOOLBAR.includes(name) && text === spec(name).default;
    if (!isDefault) url.searchParams.set(name, text);
  }
  if (stop) url.searchParams.set('stop', String(stop));
  return url.href;
}
