// A real Chromium on the built page, for the tests beside this file.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { browserPath } from '../../scripts/browser.mjs';
import { ROOT } from '../../scripts/shell.mjs';

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
};

const QUIET = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];
/** WebGPU in software, so that it can be tested on a machine without a GPU. */
const SWIFTSHADER = [
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--use-webgpu-adapter=swiftshader',
  '--use-vulkan=swiftshader',
  '--ignore-gpu-blocklist',
];

/**
 * Serves `dist` at an address of its own. `spoil(path)` may give other bytes for a path, or null for
 * a 404; `requests` counts what was asked for.
 */
export async function serve() {
  const site = { spoil: () => undefined, requests: [], url: '', close: () => {} };
  const server = createServer(async ({ url }, response) => {
    const path = new URL(url, 'http://localhost').pathname;
    site.requests.push(path);
    const spoiled = site.spoil(path);
    const file = join(ROOT, 'dist', path === '/' ? 'index.html' : path);
    const bytes = spoiled === undefined ? await readFile(file).catch(() => null) : spoiled;
    if (bytes === null) response.writeHead(404).end();
    else
      response
        .writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
        .end(bytes);
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  site.url = `http://localhost:${server.address().port}/`;
  site.close = () => server.close();
  return site;
}

export function launch({ webgpu = false, args = [] } = {}) {
  return chromium.launch({
    executablePath: browserPath(),
    args: [...QUIET, ...(webgpu ? SWIFTSHADER : []), ...args],
  });
}

/** Has the pages of a context show all there is, unless another view is chosen there. */
export async function asExpert(context) {
  await context.addInitScript(() => {
    if (location.protocol === 'http:') localStorage['gan-playground:view'] ??= 'expert';
  });
}

/**
 * Opens the page, waits for the run to be there, and fails on any error that nobody handled. The visitor is an
 * expert, or a `newcomer`.
 */
export async function openPage(browser, site, query = '', { newcomer = false, ...options } = {}) {
  const context = await browser.newContext({ locale: 'en-US', ...options });
  if (!newcomer) await asExpert(context);
  const page = await context.newPage();
  page.errors = [];
  page.on('pageerror', (error) => page.errors.push(error.message));
  await page.goto(site.url + query);
  await page.waitForFunction(
    () => document.querySelector('gan-playground').status?.state === 'paused',
    null,
    {
      timeout: 180_000,
    },
  );
  return page;
}

/** Calls a function of the element in the page: `call(page, (playground) => playground.step(3))`. */
export function call(page, work, argument) {
  return page.evaluate(
    ([source, argument]) =>
      new Function(`return ${source}`)()(document.querySelector('gan-playground'), argument),
    [work.toString(), argument],
  );
}

/** Waits until the element's status fulfils a condition. */
export function until(page, condition, timeout = 120_000) {
  return page.waitForFunction(
    (source) => {
      const { status } = document.querySelector('gan-playground');
      return status && new Function(`return ${source}`)()(status);
    },
    condition.toString(),
    { timeout },
  );
}

/** What axe-core finds wrong with the page as it is: each rule with the elements that break it. */
export async function violationsOf(page) {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core') });
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
}
