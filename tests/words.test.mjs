// Every language has all words and writes numbers its own way; the errors of the core are known in Chinese.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runnerImport } from 'vite';
import { ROOT } from '../scripts/shell.mjs';
import { checkWords, differences, loadWords } from '../scripts/words.mjs';

const load = async (...path) => (await runnerImport(join(ROOT, 'www', 'text', ...path))).module;
const { translated } = await load('zh', 'sentences.ts');
const { formats } = await load('formats.ts');
const { evidence } = await load('findings.ts');

const STRING = /"((?:[^"\\]|\\[^])*)"/g;

/** A source file without its tests and comments. */
function source(path) {
  const [text] = readFileSync(join(ROOT, 'src', path), 'utf8').split('#[cfg(test)]');
  return text.replace(/^\s*\/\/.*$/gm, '');
}

/** What stands in string literals, as the program says it, with {} for what it fills in. */
function strings(text) {
  return [...text.matchAll(STRING)].map(([, literal]) =>
    literal.replace(/\\\n\s*/g, '').replace(/\{[^}]*\}/g, '{}'),
  );
}

function check(sentences, atLeast) {
  assert.ok(sentences.length >= atLeast, `only ${sentences.length} sentences were found`);
  const unknown = sentences.filter((sentence) => !translated(sentence.replaceAll('{}', '1')));
  assert.deepEqual(unknown, [], 'www/text/zh/sentences.ts does not know these');
}

test('each language has all words, and no others', async () => {
  await checkWords();
  const { en } = await loadWords();
  assert.ok(Object.keys(en).length > 20, 'the words of English are there');
});

test('a word that is missing, superfluous, empty or of another kind is found', () => {
  const english = { view: { title: 'Steps', steps: (count) => `${count} steps`, signs: ['a', 'b'] } };
  const changed = (changes) => differences(english, { view: { ...english.view, ...changes } });
  assert.deepEqual(changed({}), []);
  assert.deepEqual(changed({ title: undefined }), ['view.title is missing']);
  assert.deepEqual(changed({ other: 'x' }), ['view.other is not in English']);
  assert.deepEqual(changed({ title: '' }), ['view.title is empty']);
  assert.deepEqual(changed({ signs: ['a'] }), ['view.signs.1 is missing']);
  assert.deepEqual(changed({ steps: 'steps' }), ['view.steps is of another kind than in English']);
  assert.deepEqual(changed({ steps: (count, share) => count + share }), [
    'view.steps takes 2 values, in English 1',
  ]);
});

test('numbers, shares and plurals are written as the language writes them', () => {
  const english = formats('en');
  assert.equal(english.number(1234.56, 1), '1,234.6');
  assert.equal(english.percent(0.714), '71%');
  assert.equal(english.percent(0.9714, 1), '97.1%');
  assert.equal(formats('zh').percent(0.714), '71%');
  assert.equal(formats('de').percent(0.714), '71\u00a0%');
  assert.equal(formats('de').number(1234.56, 1), '1.234,6');
  const forms = { one: 'one run', other: 'runs' };
  assert.deepEqual(
    [0, 1, 2].map((count) => english.plural(count, forms)),
    ['runs', 'one run', 'runs'],
  );
  assert.equal(formats('zh').plural(1, forms), 'runs', 'Chinese has one form');
});

test('what the doctor finds is said from keys and numbers, in each language', async () => {
  const { en, zh } = await loadWords();
  const finding = { key: 'balance', steps: 1500, accuracy: 0.714, modes: 9, classes: 10 };
  assert.equal(
    evidence(en.doctor.findings, finding),
    'Over the last 1,500 steps D told 71% of pairs apart, and 9 of 10 classes are covered.',
  );
  assert.equal(
    evidence(zh.doctor.findings, finding),
    '最近 1,500 步中，D 分辨出了 71% 的样本对，样本覆盖了 10 类中的 9 类。',
  );
  assert.doesNotMatch(evidence(en.doctor.findings, { ...finding, modes: null }), /classes/);
});

test('errors and why options do not go together are known in Chinese', () => {
  const errors = [...source('error.rs').matchAll(/#\[error\(("[^]*?")\)\]/g)];
  check(
    errors.flatMap(([, literal]) => strings(literal)),
    8,
  );
  const refusals = [...source('config/mod.rs').matchAll(/refuse\(\s*[^,]+,\s*"[^"]*",\s*([^]*?)\)/g)];
  check(
    refusals.flatMap(([, literal]) => strings(literal)),
    10,
  );
});

test('numbers and parts are taken over', () => {
  assert.equal(
    translated(
      'r1 is 0.1 and packing is 2, which do not go together: an odd number of images makes no pairs',
    ),
    'r1 为 0.1，packing 为 2，两者不能同时使用：奇数幅图像无法配对',
  );
  assert.equal(translated('something else'), undefined);
});
