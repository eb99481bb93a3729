/** All words that a person reads, in the language that is on. A view asks for its own table at each drawing. */

import { words as en } from './en/index.js';
import { say, type Words } from './words.js';

/** The tag of a language whose words are in the folder of this name. */
export type Language = string;
export type Texts = typeof en;

/** The other languages' tables are fetched by those who read them. */
const FOLDERS = import.meta.glob<Texts>(['./*/index.ts', '!./en/index.ts'], { import: 'words' });
const LOADERS = new Map<Language, () => Promise<Texts>>([
  ['en', async () => en],
  ...Object.entries(FOLDERS).map(([path, load]) => [path.split('/')[1] ?? '', load] as const),
]);

/** What a visitor waits at the most for words of another language before English is shown. */
const PATIENCE_MS = 4_000;

const changes = new EventTarget();
let table: Texts = en;
let current: Language = 'en';
let wanted: Language = 'en';

/** The words in the language that is on. */
export function texts(): Texts {
  return table;
}

/** What was said at another time, in the language that is on. */
export function said(words: Words): string {
  return say(words, texts().errors);
}

export function language(): Language {
  return current;
}

/**
 * Has all views speak another language once its table is here; where it cannot be had, they stay as they are. What
 * hangs is not waited for any longer than a visitor is patient, but still comes.
 */
export async function setLanguage(language: Language): Promise<void> {
  const patience = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([load(language), patience]);
}

async function load(language: Language): Promise<void> {
  wanted = language;
  const loaded = await LOADERS.get(language)?.().catch(() => undefined);
  if (!loaded || wanted !== language || language === current) return;
  table = loaded;
  current = language;
  changes.dispatchEvent(new Event('change'));
}

/** Calls `listener` whenever another language is chosen, until `signal` aborts. */
export function onLanguage(listener: () => void, signal: AbortSignal): void {
  changes.addEventListener('change', listener, { signal });
}

/** The languages by the name that their speakers give them. */
export function languages(): [Language, string][] {
  return [...LOADERS.keys()].map((tag) => [
    tag,
    new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag,
  ]);
}

/** The language of a tag like zh-CN, if there is one. */
export function known(tag: string): Language | undefined {
  const name = tag.toLowerCase().split('-')[0] ?? '';
  return LOADERS.has(name) ? name : undefined;
}

/** The first language that the browser's owner reads and that there is; else English. */
function preferred(): Language {
  return navigator.languages.map(known).find((language) => language !== undefined) ?? 'en';
}

// Before anything is drawn, so that nobody sees one language turn into another.
await setLanguage(preferred());
