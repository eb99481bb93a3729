// `npm test`: sets up what is missing, then runs every check there is, the quick ones first.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installBrowser } from './browser.mjs';
import { build } from './build.mjs';
import { makeData } from './data.mjs';
import { setup } from './setup.mjs';
import { ROOT, run, script, step } from './shell.mjs';
import { rustfmtToolchain } from './toolchain.mjs';

await script(async () => {
  await setup();
  await installBrowser();
  await makeData();

  const cpu = ['--no-default-features', '--features', 'cpu'];
  await step('formatting', async () => {
    await run('cargo', [...rustfmtToolchain(), 'fmt', '--check']);
    await run('npx', ['prettier', '--check', '--log-level', 'warn', '.']);
  });
  await step('clippy', () => run('cargo', ['clippy', '--all-targets', '--', '--deny', 'warnings']));
  await step('native tests', () => run('cargo', ['test', ...cpu]));
  await step('tests at the wasm boundary', () =>
    run('wasm-pack', ['test', '--headless', '--chrome', '--', '--locked']),
  );
  await build();
  await step('types', async () => {
    await run('npx', ['tsc', '-p', '.']);
    await run('npx', ['tsc', '-p', join('www', 'worker')]);
  });
  await step('words', () => run('node', ['--test', join('tests', 'words.test.mjs')]));
  await step('the npm commands', () => run('node', ['--test', join('tests', 'scripts.test.mjs')]));
  await step('exported generators', () =>
    run('node', ['--test', join('tests', 'export', 'export.test.mjs')]),
  );
  await step('the page in a browser', () => {
    const files = readdirSync(join(ROOT, 'tests', 'e2e')).filter((file) => file.endsWith('.test.mjs'));
    const paths = files.map((file) => join('tests', 'e2e', file));
    return run('node', ['--test', '--test-concurrency=1', ...paths]);
  });
});
