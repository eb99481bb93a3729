/** All words that a person reads, in the language that is on. A view asks for its own table at each drawing. */

import { en } from './en.js';
import { say, type Words } from './words.js';
import { zh } from './zh.js';

export type Language = 'en' | 'zh';
export type Texts = typeof en;

/** The languages by the name that their speakers give them. */
export const LANGUAGES: Record<Language, string> = { en: 'English', zh: '中文' };

const TABLES: Record<Language, Texts> = { en, zh };
const changes = new EventTarget();
let current = preferred();

/** The words in the language that is on. */
export function texts(): Texts {
  return TABLES[current];
}

/** What was said at another time, in the language that is on. */
export function said(words: Words): string {
  return say(words, texts().errors);
}

export function language(): Language {
  return current;
}

export function setLanguage(language: Language): void {
  if (language === current) return;
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
