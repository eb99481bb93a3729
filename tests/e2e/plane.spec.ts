// The 2-D mode as a visitor has it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test, violationsOf } from './fixtures.js';

async function open(options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.errors = [];
  page.on('pageerror', (error) => page.errors.push(error.message));
  await page.goto(`${site.url}plane.html`);
  await until(page, (status) => status.state === 'paused' && status.floor);
  return page;
}

/** Waits until the element's status fulfils a condition. */
function until(page, condition) {
  return page.waitForFunction(
    (source) => new Function(`return ${source}`)()(document.querySelector('gan-plane').status),
    condition.toString(),
    { timeout: 120_000 },
  );
}

const status = (page) => page.evaluate(() => document.querySelector('gan-plane').status);
const picture = (page) => page.locator('#stage').evaluate((canvas) => canvas.toDataURL());
const button = (page, name) => page.getByRole('button', { name, exact: true });

test('points move to the ring, and the page shows how far they are', async ({ open, trained }) => {
  const page = await open();
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
  const began = Date.now();
  await button(page, 'Train').click();
  await until(page, ({ step, divergence }) => step >= 1000 && divergence.js < 0.3);
  await button(page, 'Pause').click();
  await until(page, ({ state }) => state === 'paused');
  // 60 where nothing else runs; a page that trained on its own thread would have none.
  const rate = (1000 * (await page.evaluate(() => window.drawn))) / (Date.now() - began);
  expect(rate, `the page drew ${rate} frames a second`).toBeGreaterThan(5);
  expect(await picture(page)).not.toBe(noise);
  const { step } = await status(page);

  await button(page, 'Step').click();
  await until(page, `({ step }) => step === ${step + 1}`);
  for (const name of ['D only', 'G only']) await button(page, name).click();
  await until(page, `({ step }) => step === ${step + 3}`);
  await button(page, 'Reset').click();
  await until(page, ({ step }) => step === 0);
  expect((await status(page)).divergence.js, 'the same seed begins alike').toBe(before.divergence.js);
});

test('a setting begins anew, and one that cannot be is said beside it', async ({ open }) => {
  const page = await open();
  await page.getByLabel('Spiral').check({ force: true });
  await until(page, ({ settings }) => settings.distribution === 'spiral');
  await page.locator('#option-loss').selectOption('wgan-gp');
  await until(page, ({ settings }) => settings.loss === 'wgan-gp');
  await page.locator('summary').click();
  await page.getByLabel('Units of D').fill('16,999');
  await page.getByLabel('Units of D').blur();
  await page.getByText('d-hidden is 16,999, but must be 1 to 6 whole numbers from 1 to 256').waitFor();
  expect((await status(page)).settings['d-hidden'], 'the run is as it was').toBe('32,32');
  await page.getByLabel('Noise').selectOption('uniform-1d');
  await until(page, ({ settings }) => settings.noise === 'uniform-1d');
  await button(page, 'Step').click();
  await until(page, ({ step }) => step === 1);
});

test('points are drawn with the pointer, or taken from a shape by keyboard', async ({ open }) => {
  const page = await open();
  await page.getByLabel('Draw', { exact: true }).check({ force: true });
  await page.getByText('Draw the real points here').waitFor();
  await expect(button(page, 'Train'), 'there is nothing to learn yet').toBeDisabled();
  const { x, y, width } = await page.locator('#stage').boundingBox();
  await page.mouse.move(x + width * 0.3, y + width * 0.5);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.7, y + width * 0.5, { steps: 8 });
  await page.mouse.up();
  await until(page, ({ floor }) => floor);
  await button(page, 'Step').click();
  await until(page, ({ step }) => step === 1);
  await button(page, 'Clear').press('Enter');
  await until(page, ({ floor }) => !floor);
  await button(page, 'Heart').press('Enter');
  await until(page, ({ floor, step }) => floor && step === 0);
});

test('axe finds nothing in either theme, and a phone is wide enough', async ({ open }) => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  for (const colorScheme of ['light', 'dark']) {
    const page = await open({ viewport: { width: 390, height: 844 }, colorScheme });
    await page.locator('summary').click();
    await page.getByLabel('Draw', { exact: true }).check({ force: true });
    await page.evaluate(axe);
    expect(await violationsOf(page)).toEqual([]);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth <= 390),
      'nothing sticks out',
    ).toBeTruthy();
    await page.context().close();
  }
});
