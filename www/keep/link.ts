/** The address of a page that gives the same run: its settings, where it computes and the step it stops at. */

import { explicit, spec, TOOLBAR } from '../options.js';
import type { Settings } from '../protocol.js';

/** Addresses that the console was told of. */
const refused = new Set<string>();

/** The address that a `share-url` stands for; nothing where there is none, or where it is no address. */
export function pageAddress(text: string | null | undefined): URL | undefined {
  if (text === undefined || text === null) return undefined;
  try {
    return new URL(text, document.baseURI);
  } catch {
    if (!refused.has(text)) console.warn(`share-url is "${text}", which is no address: there are no links`);
    refused.add(text);
    return undefined;
  }
}

export function runLink(page: URL, settings: Settings, backend: string, stop: number | undefined): string {
  const url = new URL(page);
  url.search = url.hash = '';
  for (const [name, text] of Object.entries({ ...explicit(settings), backend })) {
    const isDefault = TOOLBAR.includes(name) && text === spec(name).default;
    if (!isDefault) url.searchParams.set(name, text);
  }
  if (stop) url.searchParams.set('stop', String(stop));
  return url.href;
}
