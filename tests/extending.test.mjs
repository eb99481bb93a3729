// The examples of docs/extending.md, followed as they stand there on copies of the project.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../scripts/shell.mjs';

/** Inside the project, so that copies find its packages. */
const COPIES = join(ROOT, 'target', 'extending');
const COPIED = [
  ...['Cargo.toml', 'Cargo.lock', 'package.json', 'tsconfig.json', 'vitest.config.ts', 'webdriver.json'],
  ...['examples', 'pkg', 'scripts', 'src', 'tests', 'www'],
];
const STEP = /^New file `(?<path>.+)`:\n\n```\w+\n(?<file>[^]*?)^```$|^```diff\n(?<change>[^]*?)^```$/gm;

const page = readFileSync(join(ROOT, 'docs', 'extending.md'), 'utf8');
const examples = page.split(/^## /m).slice(1);

after(() => rmSync(COPIES, { recursive: true, force: true }));

/** A copy of the project on which examples were followed. */
function follow(name, examples) {
  const copy = join(COPIES, name);
  const filter = (path) => !path.endsWith('.wasm');
  rmSync(copy, { recursive: true, force: true });
  for (const each of COPIED) cpSync(join(ROOT, each), join(copy, each), { recursive: true, filter });
  for (const { groups } of examples.flatMap((example) => [...example.matchAll(STEP)])) {
    const { path, file, change } = groups;
    if (change) {
      // Or git takes the paths for those of the repository that the copy lies in.
      const env = { ...process.env, GIT_CEILING_DIRECTORIES: COPIES };
      run(copy, 'git', ['apply'], { env, input: change });
    } else {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      writeFileSync(join(copy, path), file);
    }
  }
  return copy;
}

function run(cwd, command, args, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', ...options });
  assert.equal(status, 0, error?.message ?? stdout + stderr);
}

const load = (copy, script) => import(pathToFileURL(join(copy, 'scripts', script)));

test('each example fits the code by itself', () => {
  assert.equal(examples.length, 5);
  for (const example of examples) {
    assert.ok([...example.matchAll(STEP)].length >= 1, 'an example has steps');
    follow('one', [example]);
  }
});

test('the tool: its types and its unit', () => {
  const copy = follow('tool', examples.slice(-1));
  run(copy, 'npx', ['tsc', '-p', '.']);
  run(copy, 'npx', ['vitest', 'run', join('tests', 'unit', 'average.test.ts')]);
});

test('all: every language has their words, the data set is made, and the model, loss and metric work', async () => {
  const copy = follow('all', examples);
  const { checkWords } = await load(copy, 'words.mjs');
  await checkWords();
  const { makeShards } = await load(copy, 'data.mjs');
  makeShards('shapes');
  cpSync(join(copy, 'tests', 'extending', 'extended.rs'), join(copy, 'tests', 'extended.rs'));
  const target = ['--target-dir', join(ROOT, 'target')];
  const cpu = ['--no-default-features', '--features', 'cpu'];
  // What little is computed needs no optimization, which takes far longer.
  const env = { ...process.env, CARGO_PROFILE_DEV_OPT_LEVEL: '0', CARGO_PROFILE_DEV_DEBUG: 'false' };
  run(copy, 'cargo', ['test', '--locked', ...cpu, '--test', 'extended', ...target], { env });
});
