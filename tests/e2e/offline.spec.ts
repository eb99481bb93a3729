// Nothing leaves the page's origin, and after one visit it needs no network at all.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/shell.mjs';
import { call, expect, test, until } from './fixtures.js';
import { serve } from './site.mjs';

const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

test('it trains without a network after the first visit, and asks nobody else', async ({ open }) => {
  const site = await serve();
  const page = await open('?backend=flex', { at: site });
  const asked: string[] = [];
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
  expect(asked.length, 'requests are seen').toBeGreaterThan(10);
  expect(foreign).toEqual([]);
  const sizes = asked.map((url) => sizeOf(join(ROOT, 'dist', new URL(url).pathname)));
  expect(Math.max(...sizes), 'the code for GPUs, the largest file, is not fetched on a CPU').toBeLessThan(
    5e6,
  );

  site.close();
  await page.context().setOffline(true);
  await page.goto('?backend=flex&seed=3');
  await until(page, ({ state }) => state === 'paused');
  const status = await call(page, (playground) => playground.step(3));
  expect([status.step, status.seed]).toEqual([3, 3]);
  await page.locator('#tab-repair').click();
  await page.locator('gan-repair').getByRole('button', { name: 'Repair', exact: true }).waitFor();
});
