// Checks that every language has the words of English: the folders of www/text/, each a language.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { ROOT } from './shell.mjs';

const FOLDER = join(ROOT, 'www', 'text');

/** The words of each language by its tag. */
export async function loadWords() {
  const tags = readdirSync(FOLDER).filter((tag) => existsSync(join(FOLDER, tag, 'index.ts')));
  const load = async (tag) => (await runnerImport(join(FOLDER, tag, 'index.ts'))).module.words;
  return Object.fromEntries(await Promise.all(tags.map(async (tag) => [tag, await load(tag)])));
}

/** Where words of one language have no counterpart in another, or take other things. */
export function differences(wanted, found, at = '') {
  if (found === undefined) return [`${at} is missing`];
  if (wanted === undefined) return [`${at} is not in English`];
  if (typeof wanted !== typeof found || Array.isArray(wanted) !== Array.isArray(found))
    return [`${at} is of another kind than in English`];
  // A language may need less of what it is given, as one without plurals does.
  if (typeof wanted === 'function')
    return found.length > wanted.length
      ? [`${at} takes ${found.length} values, in English ${wanted.length}`]
      : [];
  if (typeof found === 'string') return found.trim() ? [] : [`${at} is empty`];
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  return [...names].flatMap((name) => differences(wanted[name], found[name], at ? `${at}.${name}` : name));
}

/** Throws where a language lacks words, or has some that nobody asks for. */
export async function checkWords() {
  const { en, ...others } = await loadWords();
  const wrong = Object.entries(others).flatMap(([tag, words]) =>
    differences(en, words).map((difference) => `www/text/${tag}: ${difference}`),
  );
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}
