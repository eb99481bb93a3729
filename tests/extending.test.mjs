// The examples of docs/extending.md, followed as they stand there on a copy of the project.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../scripts/shell.mjs';

/** Inside the project, so that the copy finds its packages. */
const COPIES = join(ROOT, 'target', 'extending');
const COPIED = ['Cargo.toml', 'Cargo.lock', 'package.json', 'tsconfig.json', 'vitest.config.ts'].concat(
  ...['examples', 'scripts', 'src', 'tests', 'www'],
);
const STEP = /^New file `(?<path>.+)`:\n\n```\w+\n(?<file>[^]*?)^```$|^```diff\n(?<change>[^]*?)^```$/gm;

const page = readFileSync(join(ROOT, 'docs', 'extending.md'), 'utf8');
const examples = page.split(/^## /m).slice(1);

before(() => rmSync(COPIES, { recursive: true, force: true }));
after(() => rmSync(COPIES, { recursive: true, force: true }));

/** A copy of the project on which examples were followed. */
function follow(name, examples) {
  const copy = join(COPIES, name);
  for (const each of COPIED) cpSync(join(ROOT, each), join(copy, each), { recursive: true });
  for (const example of examples)
    for (const { groups } of example.matchAll(STEP)) {
      if (groups.path) {
        mkdirSync(dirname(join(copy, groups.path)), { recursive: true });
        writeFileSync(join(copy, groups.path), groups.file);
      } else {
        // Within a repository git would take the paths for those of the repository.
        const env = { ...process.env, GIT_CEILING_DIRECTORIES: COPIES };
        succeed(spawnSync('git', ['apply'], { cwd: copy, env, input: groups.change, encoding: 'utf8' }));
      }
    }
  return copy;
}

function succeed({ status, error, stdout, stderr }) {
  assert.equal(status, 0, error?.message ?? stdout + stderr);
}

function run(cwd, command, args) {
  return succeed(spawnSync(command, args, { cwd, encoding: 'utf8' }));
}

test('each example fits the code by itself', () => {
  assert.equal(examples.length, 5);
  for (const [index, example] of examples.entries()) follow(`example-${index}`, [example]);
});

test('the tool: its types, its words and its unit', async () => {
  const copy = follow('tool', examples.slice(-1));
  run(copy, 'npx', ['tsc', '-p', '.']);
  run(copy, 'npx', ['vitest', 'run', join('tests', 'unit', 'average.test.ts')]);
  const { checkWords } = await import(pathToFileURL(join(copy, 'scripts', 'words.mjs')));
  await checkWords();
});

test('the data set, and a model, a loss and a metric on it', async () => {
  const copy = follow('all', examples);
  const { makeShards } = await import(pathToFileURL(join(copy, 'scripts', 'data.mjs')));
  makeShards('shapes');
  cpSync(join(copy, 'tests', 'extending', 'extended.rs'), join(copy, 'tests', 'extended.rs'));
  run(copy, 'cargo', [
    ...['test', '--locked', '--no-default-features', '--features', 'cpu'],
    ...['--test', 'extended', '--target-dir', join(ROOT, 'target')],
  ]);
});
