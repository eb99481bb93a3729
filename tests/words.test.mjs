// The core's sentences, which it says in English, are known in Chinese.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runnerImport } from 'vite';
import { ROOT } from '../scripts/shell.mjs';

const { module } = await runnerImport(join(ROOT, 'www', 'text', 'zh', 'sentences.ts'));
const { translated } = module;

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

test('what the doctor says is known in Chinese', () => {
  check(
    strings(source('doctor.rs')).filter((text) => /\w \w/.test(text)),
    28,
  );
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
    translated('Over the last 500 steps D told 71 % of pairs apart, and 9 of 10 classes are covered.'),
    '最近 500 步中，D 分辨出了 71% 的样本对，样本覆盖了 10 类中的 9 类。',
  );
  assert.equal(
    translated(
      'r1 is 0.1 and packing is 2, which do not go together: an odd number of images makes no pairs',
    ),
    'r1 为 0.1，packing 为 2，两者不能同时使用：奇数幅图像无法配对',
  );
  assert.equal(translated('something else'), undefined);
});
