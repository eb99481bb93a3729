// `npm start` serves the page before it has the core of every back end.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/shell.mjs';
import { answer, call, expect, missing, statusOf, test, until } from './fixtures.js';

test('a core that is still being built is stood in for, and the next run takes it when it is there', async ({
  open,
  site,
}) => {
  const { ndarray, ...others } = JSON.parse(readFileSync(join(ROOT, 'dist', 'cores.json'), 'utf8'));
  site.spoil(/^\/cores\.json$/, answer(JSON.stringify(others), 'application/json'));
  const page = await open('?backend=ndarray', { newcomer: true });
  const { backend, backendReason } = await statusOf(page);
  expect(backend).toBe('flex');
  expect(backendReason).toMatch(/ndarray is still being built/);
  await page.getByText(backendReason).waitFor();
  await call(page, (playground) => playground.step(2));

  site.restore();
  await until(page, ({ backendReason }) => /ndarray is there now/.test(backendReason));
  const before = await call(page, (playground) => playground.step(1));
  expect([before.backend, before.step], 'the run goes on where it is').toEqual(['flex', 3]);

  await call(page, (playground) => playground.reset());
  const after = await call(page, (playground) => playground.step(1));
  expect([after.backend, after.step, after.backendReason]).toEqual(['ndarray', 1, undefined]);
  expect(site.requests, 'its own code was fetched').toContain(`/${ndarray.replace(/\.js$/, '_bg.wasm')}`);
});

test('without the list of the cores it says what is missing', async ({ enter, site }) => {
  site.spoil(/^\/cores\.json$/, missing);
  const page = await (await enter()).newPage();
  await page.goto('');
  await until(page, ({ state }) => state === 'failed');
  await page.getByText('the list of the cores (cores.json) cannot be fetched').waitFor();
});
