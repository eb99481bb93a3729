// Nothing leaves the page's origin, and after one visit it needs no network at all.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../scripts/shell.mjs';
import { call, launch, openPage, serve } from './browser.mjs';

const sizeOf = (file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

test('it trains without a network after the first visit, and asks nobody else', async () => {
  const site = await serve();
  const browser = await launch();
  try {
    const page = await openPage(browser, site, '?backend=flex');
    const asked = [];
    page.context().on('request', (request) => asked.push(request.url()));
    await page.reload();
    await page.locator('#tab-latent').click();
    await call(page, (playground) => playground.step(5));
    await page.waitForFunction(() => document.documentElement.dataset.offline === 'ready', null, {
      timeout: 60_000,
    });
    const foreign = asked.filter(
      (url) => !/^(data|blob):/.test(url) && new URL(url).origin !== new URL(site.url).origin,
    );
    assert.ok(asked.length > 10, 'requests are seen');
    assert.deepEqual(foreign, []);
    const sizes = asked.map((url) => sizeOf(join(ROOT, 'dist', new URL(url).pathname)));
    assert.ok(Math.max(...sizes) < 5e6, 'the code for GPUs, the largest file, is not fetched on a CPU');

    site.close();
    await page.context().setOffline(true);
    await page.goto(`${site.url}?backend=flex&seed=3`);
    await page.waitForFunction(() => document.querySelector('gan-playground').status?.state === 'paused');
    const status = await call(page, (playground) => playground.step(3));
    assert.deepEqual([status.step, status.seed], [3, 3]);
    await page.locator('#tab-repair').click();
    await page.locator('gan-repair').getByRole('button', { name: 'Repair', exact: true }).waitFor();
    assert.deepEqual(page.errors, []);
  } finally {
    await browser.close();
    site.close();
  }
});
