// `npm start` serves the page before it has the core of every back end.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { call, launch, openPage, serve, until } from './browser.mjs';

const list = () => JSON.parse(readFileSync(new URL('../../dist/cores.json', import.meta.url), 'utf8'));

test('a core that is still being built is stood in for, and the next run takes it when it is there', async () => {
  const { ndarray, ...others } = list();
  const site = await serve();
  site.spoil = (path) => (path === '/cores.json' ? JSON.stringify(others) : undefined);
  const browser = await launch();
  try {
    const page = await openPage(browser, site, '?backend=ndarray', { newcomer: true });
    const { backend, backendReason } = await call(page, ({ status }) => status);
    assert.equal(backend, 'flex');
    assert.match(backendReason, /ndarray is still being built/);
    await page.getByText(backendReason).waitFor();
    await call(page, (playground) => playground.step(2));

    site.spoil = () => undefined;
    await until(page, ({ backendReason }) => /ndarray is there now/.test(backendReason));
    const before = await call(page, (playground) => playground.step(1));
    assert.deepEqual([before.backend, before.step], ['flex', 3], 'the run goes on where it is');

    await call(page, (playground) => playground.reset());
    const after = await call(page, (playground) => playground.step(1));
    assert.deepEqual([after.backend, after.step, after.backendReason], ['ndarray', 1, undefined]);
    assert.ok(site.requests.includes(`/${ndarray.replace(/\.js$/, '_bg.wasm')}`), 'its own code was fetched');
    assert.deepEqual(page.errors, []);
  } finally {
    await browser.close();
    site.close();
  }
});

test('without the list of the cores it says what is missing', async () => {
  const site = await serve();
  site.spoil = (path) => (path === '/cores.json' ? null : undefined);
  const browser = await launch();
  try {
    const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
    await page.goto(site.url);
    await until(page, ({ state }) => state === 'failed');
    await page.getByText('the list of the cores (cores.json) cannot be fetched').waitFor();
  } finally {
    await browser.close();
    site.close();
  }
});
