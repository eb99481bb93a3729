// A Chromium and its driver for the tests: those that are there, else the distribution's.
import { output, step } from './shell.mjs';
import { installDebianPackages } from './debian.mjs';

const BROWSERS = ['chromium', 'google-chrome', 'google-chrome-stable', 'chrome'];

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
