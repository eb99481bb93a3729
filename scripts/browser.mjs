// A Chromium and its driver for the tests: those that are there, else the distribution's.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installDebianPackages } from './debian.mjs';
import { output, ROOT, step } from './shell.mjs';

const BROWSERS = ['chromium', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** What `wasm-pack test` has Chromium run with: WebGPU in software, so that it can be tested without a GPU. */
const WEBDRIVER = JSON.parse(readFileSync(join(ROOT, 'webdriver.json'), 'utf8'));
/** @type {string[]} */
export const WEBGPU_FLAGS = WEBDRIVER['goog:chromeOptions'].args;
/** The same without a GPU. */
export const CPU_FLAGS = WEBGPU_FLAGS.filter((flag) => !/webgpu|vulkan|gpu-blocklist/i.test(flag));

/** The path of a Chromium, or nothing where none is found. */
export function browserPath() {
  const named = process.env.CHROME_PATH;
  return named ?? BROWSERS.map((name) => output('which', [name])).find(Boolean);
}

export async function installBrowser() {
  if (browserPath() && output('which', ['chromedriver'])) return;
  await step('Chromium and its driver, for the tests', () =>
    installDebianPackages(
      ['chromium', 'chromium-driver'],
      'no Chromium or Chrome found, or no chromedriver',
      (onDebian, yes) =>
        `have both on your PATH, of the same version; on Debian by \`${onDebian}\`, which \`${yes}\` does for you`,
    ),
  );
}
