// What the npm commands do on a machine of which nothing is known, on a copy of them with tools that only say that
// they were called.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { ROOT } from '../scripts/shell.mjs';

const WASM_BINDGEN = readFileSync(join(ROOT, 'Cargo.lock'), 'utf8').match(
  /name = "wasm-bindgen"\nversion = "(.+)"/,
)[1];
const WASM = join('target', 'wasm32-unknown-unknown', 'release', 'gan_playground.wasm');

let root;
const path = (...parts) => join(root, ...parts);
const read = (...parts) => readFileSync(path(...parts), 'utf8');
const calls = () => (existsSync(path('calls')) ? read('calls').trim().split('\n') : []);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gan-playground-'));
  cpSync(join(ROOT, 'scripts'), path('scripts'), { recursive: true });
  for (const file of ['Cargo.lock', 'package.json']) cpSync(join(ROOT, file), path(file));
  mkdirSync(path('src'));
  mkdirSync(path('bin'));
  tool('apt-get', '');
  tool('sudo', '');
  tool('cargo', `mkdir -p ${join(WASM, '..')} && cat src/lib.rs > ${WASM}`);
  tool(
    'wasm-bindgen',
    `[ "$1" = --version ] && echo "wasm-bindgen ${WASM_BINDGEN}" && exit
mkdir -p "$4" && echo glue > "$4/gan_playground.js" && cp "$5" "$4/gan_playground_bg.wasm"`,
  );
});

afterEach(() => rmSync(root, { recursive: true }));

function tool(name, body) {
  writeFileSync(path('bin', name), `#!/bin/sh\necho "${name} $*" >> ${path('calls')}\n${body}\n`);
  chmodSync(path('bin', name), 0o755);
}

/** Runs code that imports the scripts, with the tools above. */
function script(code, args = [], env = {}) {
  const wrapped = `const { script } = await import('./scripts/shell.mjs'); await script(async () => { ${code} });`;
  return spawnSync('node', ['--input-type=module', '--eval', wrapped, '--', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: path('bin') + delimiter + process.env.PATH, ...env },
  });
}

const INSTALL = `const { installDebianPackages } = await import('./scripts/debian.mjs');
  await installDebianPackages(['chromium'], 'no browser', (onDebian, yes) => onDebian + ' or ' + yes);`;
const installed = () => calls().filter((call) => call.includes('install') && call.includes('chromium'));

test('packages of the system are installed only where that is asked for', () => {
  const unasked = script(INSTALL);
  assert.equal(unasked.status, 1);
  assert.match(
    unasked.stderr,
    /no browser\n.*apt-get install --no-install-recommends chromium or npm start -- --yes/,
  );
  assert.deepEqual(installed(), []);

  assert.equal(script(INSTALL, ['--yes']).status, 0);
  assert.equal(installed().length, 1);
  assert.equal(script(INSTALL, [], { CI: 'true' }).status, 0);
  assert.equal(installed().length, 2);
});

const build = (backend) => {
  const { status, stderr } = script(
    `const { buildCore } = await import('./scripts/cores.mjs'); await buildCore('${backend}');`,
  );
  assert.equal(status, 0, stderr);
};

test('the page finds the cores that are built of what is there now, and no other', () => {
  mkdirSync(path('dist'));
  writeFileSync(path('src', 'lib.rs'), 'one');
  build('flex');
  build('webgpu');
  const before = JSON.parse(read('dist', 'cores.json'));
  assert.deepEqual(Object.keys(before), ['flex', 'webgpu']);
  for (const site of ['public', 'dist']) {
    assert.equal(read(site, before.webgpu.replace('.js', '_bg.wasm')), 'one');
  }
  const compiled = calls().filter((call) => call.startsWith('cargo build'));
  assert.ok(
    compiled.length === 2 && compiled.every((call) => call.includes('--locked')),
    compiled.join('\n'),
  );
  build('flex');
  assert.equal(calls().filter((call) => call.startsWith('cargo build')).length, 2, 'what is built is kept');

  writeFileSync(path('src', 'lib.rs'), 'two');
  build('flex');
  const after = JSON.parse(read('dist', 'cores.json'));
  assert.deepEqual(Object.keys(after), ['flex']);
  assert.notEqual(after.flex, before.flex);
  assert.ok(!existsSync(path('dist', before.webgpu)), 'the old one is gone');
});

test('a build that was interrupted is neither listed nor taken for one that is there', () => {
  writeFileSync(path('src', 'lib.rs'), 'one');
  tool('wasm-bindgen', `[ "$1" = --version ] && echo "wasm-bindgen ${WASM_BINDGEN}" && exit\nkill -INT $$`);
  const { status } = script(
    "const { buildCore } = await import('./scripts/cores.mjs'); await buildCore('flex');",
  );
  assert.equal(status, 1);
  assert.ok(!existsSync(path('public', 'cores.json')));
});
