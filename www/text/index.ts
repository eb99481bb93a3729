/** All words that a person reads, in the language that is on. A view asks for its own table at each drawing. */

import { en } from './en.js';
import { say, type Words } from './words.js';

export type Language = 'en' | 'zh';
export type Texts = typeof en;

/** The languages by the name that their speakers give them. */
export const LANGUAGES: Record<Language, string> = { en: 'English', zh: '中文' };

/** The other languages' tables are fetched by those who read them. */
const LOADERS: Record<Language, () => Promise<Texts>> = {
  en: async () => en,
  zh: async () => (await import('./zh.js')).zh,
};

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

/** For so long a page waits for the words of its language; after that it is in English until they come. */
const WAIT_MS = 3000;

/**
 * Has all views speak another language once its table is here; where it cannot be had, they stay as they are.
 * Settles then, or where the table is long in coming, before.
 */
export function setLanguage(language: Language): Promise<void> {
  const late = new Promise<void>((resolve) => setTimeout(resolve, WAIT_MS));
  return Promise.race([turnTo(language), late]);
}

async function turnTo(language: Language): Promise<void> {
  wanted = language;
  const loaded = await LOADERS[language]().catch(() => undefined);
  if (!loaded || wanted !== language || language === current) return;
  table = loaded;
  current = language;
  changes.dispatchEvent(new Event('change'));
}

/** Calls `listener` whenever another language is chosen, until `signal` aborts. */
export function onLanguage(listener: () => void, signal: AbortSignal): void {
  changes.addEventListener('change', listener, { signal });
}

/** The language of a tag like zh-CN, if there is one. */
export function known(tag: string): Language | undefined {
  const name = tag.toLowerCase().split('-')[0] ?? '';
  return Object.hasOwn(LANGUAGES, name) ? (name as Language) : undefined;
}

/** The first language that the browser's owner reads and that there is; else English. */
function preferred(): Language {
  return navigator.languages.map(known).find((language) => language !== undefined) ?? 'en';
}

// Before anything is drawn, so that nobody sees one language turn into another.
await setLanguage(preferred());
