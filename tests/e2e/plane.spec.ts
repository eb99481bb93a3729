// The 2-D mode as a visitor has it.
import type { Page } from '@playwright/test';
import { expect, pictureOf, test, untilIn, violationsOf } from './fixtures.js';
import type { Enter, Visitor } from './fixtures.js';

async function openPlane(enter: Enter, visitor: Visitor = {}) {
  const page = await (await enter(visitor)).newPage();
  await page.goto('plane.html');
  await untilPlane(page, ({ state, floor }) => state === 'paused' && floor);
  return page;
}

/** Waits until the element's status fulfils a condition. */
function untilPlane(page: Page, condition: (status: any, argument: number) => unknown, argument?: number) {
  return untilIn(page, `document.querySelector('gan-plane')?.status`, condition, argument);
}

const status = (page: Page) => page.locator('gan-plane').evaluate(({ status }: any) => status);
const picture = (page: Page) => pictureOf(page.locator('#stage'));
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('points move to the ring, and the page shows how far they are', async ({ enter }) => {
  const page = await openPlane(enter);
  const [before, noise] = [await status(page), await picture(page)];
  expect(before.divergence.js, `JS is ${before.divergence.js} at first`).toBeGreaterThan(0.5);
  await page.evaluate(() => {
    window.drawn = 0;
    const count = () => {
      window.drawn++;
      requestAnimationFrame(count);
    };
    count();
  });
  await button(page, 'Train').click();
  await untilPlane(page, ({ step, divergence }) => step >= 1000 && divergence.js < 0.3);
  await button(page, 'Pause').click();
  await untilPlane(page, ({ state }) => state === 'paused');
  // 60 a second where nothing else runs; a page that trained on its own thread would have next to none.
  expect(await page.evaluate(() => window.drawn), 'frames that the page drew').toBeGreaterThan(20);
  expect(await picture(page)).not.toBe(noise);
  const { step } = await status(page);

  await button(page, 'Step').click();
  await untilPlane(page, (status, step) => status.step === step, step + 1);
  for (const name of ['D only', 'G only']) await button(page, name).click();
  await untilPlane(page, (status, step) => status.step === step, step + 3);
  await button(page, 'Reset').click();
  await untilPlane(page, ({ step }) => step === 0);
  expect((await status(page)).divergence.js, 'the same seed begins alike').toBe(before.divergence.js);
});

test('a setting begins anew, and one that cannot be is said beside it', async ({ enter }) => {
  const page = await openPlane(enter);
  await page.getByLabel('Spiral').check({ force: true });
  await untilPlane(page, ({ settings }) => settings.distribution === 'spiral');
  await page.locator('#option-loss').selectOption('wgan-gp');
  await untilPlane(page, ({ settings }) => settings.loss === 'wgan-gp');
  await page.locator('summary').click();
  await page.getByLabel('Units of D').fill('16,999');
  await page.getByLabel('Units of D').blur();
  await page.getByText('d-hidden is 16,999, but must be 1 to 6 whole numbers from 1 to 256').waitFor();
  expect((await status(page)).settings['d-hidden'], 'the run is as it was').toBe('32,32');
  await page.getByLabel('Noise').selectOption('uniform-1d');
  await untilPlane(page, ({ settings }) => settings.noise === 'uniform-1d');
  await button(page, 'Step').click();
  await untilPlane(page, ({ step }) => step === 1);
});

test('points are drawn with the pointer, or taken from a shape by keyboard', async ({ enter }) => {
  const page = await openPlane(enter);
  await page.getByLabel('Draw', { exact: true }).check({ force: true });
  await page.getByText('Draw the real points here').waitFor();
  await expect(button(page, 'Train'), 'there is nothing to learn yet').toBeDisabled();
  const { x, y, width } = await page.locator('#stage').boundingBox();
  await page.mouse.move(x + width * 0.3, y + width * 0.5);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.7, y + width * 0.5, { steps: 8 });
  await page.mouse.up();
  await untilPlane(page, ({ floor }) => floor);
  await button(page, 'Step').click();
  await untilPlane(page, ({ step }) => step === 1);
  await button(page, 'Clear').press('Enter');
  await untilPlane(page, ({ floor }) => !floor);
  await button(page, 'Heart').press('Enter');
  await untilPlane(page, ({ floor, step }) => floor && step === 0);
});

test('axe finds nothing in either theme, and a phone is wide enough', async ({ enter }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await openPlane(enter, { viewport: { width: 390, height: 844 }, colorScheme });
    await page.locator('summary').click();
    await page.getByLabel('Draw', { exact: true }).check({ force: true });
    expect(await violationsOf(page)).toEqual([]);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth <= 390),
      'nothing sticks out',
    ).toBeTruthy();
    await page.context().close();
  }
});
