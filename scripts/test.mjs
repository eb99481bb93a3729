// `npm test`: sets up what is missing, then runs every check there is, the quick ones first.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { installBrowser } from './browser.mjs';
import { build } from './build.mjs';
import { setup } from './setup.mjs';
import { ROOT, run, script, step, StepError } from './shell.mjs';
import { rustfmtToolchain } from './toolchain.mjs';

const cpu = ['--no-default-features', '--features', 'cpu'];
const checks = [
  ['formatting of Rust', () => run('cargo', [...rustfmtToolchain(), 'fmt', '--check'])],
  ['formatting', () => run('npx', ['prettier', '--check', '--log-level', 'warn', '.'])],
  ['build', build],
  ['types of the page', () => run('npx', ['tsc', '-p', '.'])],
  ['types of its worker', () => run('npx', ['tsc', '-p', join('www', 'worker')])],
  ['types of its tests', () => run('npx', ['tsc', '-p', 'tests'])],
  ['order of imports', () => run('npx', ['depcruise', '--ignore-known', '--', 'www'])],
  ['the npm commands', () => tests('node', ['--test', join('tests', 'scripts.test.mjs')])],
  ['words', () => tests('node', ['--test', join('tests', 'words.test.mjs')])],
  ['units of the page, and exported generators', () => tests('npx', ['vitest', 'run'])],
  ['clippy', () => run('cargo', ['clippy', '--all-targets', '--locked', '--', '--deny', 'warnings'])],
  ['native tests', () => tests('cargo', ['test', '--locked', ...cpu])],
  ['the examples of docs/extending.md', () => tests('node', ['--test', join('tests', 'extending.test.mjs')])],
  [
    'tests at the wasm boundary',
    () => tests('wasm-pack', ['test', '--headless', '--chrome', '--', '--locked']),
  ],
  ['the page in a browser', () => tests('npx', ['playwright', 'test'])],
];

let passed = 0;
/** What took how long, for those who read only the end. */
const times = [];

await script(async () => {
  await step('all checks', async () => {
    await setup();
    await installBrowser();
    try {
      for (const [title, check] of checks) await timed(title, check);
    } finally {
      console.log(`\n${times.join('\n')}`);
    }
  });
  // A test that fails ends all this before.
  console.log(`${passed} passed, 0 failed`);
});

async function timed(title, check) {
  const start = performance.now();
  try {
    await step(title, check);
  } finally {
    times.push(`${((performance.now() - start) / 1000).toFixed(1).padStart(8)} s  ${title}`);
  }
}

/** Runs tests with their output shown, and counts those that passed. */
function tests(command, args) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (part) => {
      process.stdout.write(part);
      output += part;
    });
    child.on('error', (error) => fail(new StepError(`${command}: ${error.message}`)));
    child.on('close', (code) => {
      const line = [command, ...args].join(' ');
      if (code !== 0) return fail(new StepError(`\`${line}\` ended with exit code ${code}`));
      // As cargo, Vitest and Playwright say it, and as Node does.
      const said = /^(?:test result: ok\. |\s+Tests\s+|\s+)(\d+) passed|^[#ℹ] pass (\d+)/gm;
      for (const [, some, others] of stripVTControlCharacters(output).matchAll(said))
        passed += Number(some ?? others);
      done();
    });
  });
}
