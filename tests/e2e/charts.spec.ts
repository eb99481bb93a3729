// The charts, the time to readable digits, and the steps before, in a real browser on the CPU.
import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { call, changed, expect, pictureOf, statusOf, test, untilFetched, violationsOf } from './fixtures.js';

/** Of a page that is high enough for all charts to be seen, which is when they are drawn. */
test.use({ visitor: { viewport: { width: 1280, height: 2600 } } });

const plot = (page: Page, chart: string) => page.locator(`${chart} .plot`);
const readout = (page: Page, chart: string) => page.locator(`${chart} .readout`).innerText();
/** All numbers of a text, as they are written. */
const numbers = (text: string) =>
  text
    .replaceAll(',', '')
    .match(/-?\d+(\.\d+)?/g)
    .map(Number);

/** Takes single steps; what the events said of each. */
function steps(page: Page, count: number) {
  return call(
    page,
    async (playground, count) => {
      const seen = [];
      for (let step = 0; step < count; step++) {
        const { losses, imagesPerSecond } = await playground.step();
        seen.push({ losses, imagesPerSecond });
      }
      return seen;
    },
    count,
  );
}

/** Colors of a canvas, by how much they are seen: the pixels nearest to each custom property. */
function lineRows(page: Page, chart: string, property: string) {
  return page.locator(`${chart} canvas`).evaluate((canvas: HTMLCanvasElement, property) => {
    const probe = document.createElement('span');
    probe.style.color = `var(${property})`;
    canvas.parentElement.append(probe);
    const wanted = getComputedStyle(probe).color.match(/\d+/g).map(Number);
    probe.remove();
    const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const rows = [];
    for (let row = 0; row < height; row++)
      for (let column = 0; column < width; column++) {
        const at = (row * width + column) * 4;
        const near = wanted.every((part, index) => Math.abs(data[at + index] - part) < 8);
        if (near && data[at + 3] > 200) rows.push(row / height);
      }
    return rows;
  }, property);
}

test('the arrow keys read in every chart what the events said', async ({ open }) => {
  const page = await open('?backend=flex');
  const seen = await steps(page, 8);
  await plot(page, '#chart').focus();
  await page.keyboard.press('Home');
  for (const [index, { losses, imagesPerSecond }] of seen.entries()) {
    const [step, discriminator, generator] = numbers(await readout(page, '#chart'));
    expect(step).toBe(index + 1);
    expect(discriminator).toBe(Number(losses.discriminator.toFixed(3)));
    expect(generator).toBe(Number(losses.generator.toFixed(3)));
    const balance = numbers(await readout(page, '#balance'));
    expect(balance[0], 'the cursor of the other charts is at the same step').toBe(step);
    expect(balance.slice(1).every((score) => score > 0 && score < 1)).toBe(true);
    expect(numbers(await readout(page, '#speed'))).toEqual([step, Math.round(imagesPerSecond)]);
    await page.keyboard.press('ArrowRight');
  }
  const said = await page.locator('#chart [aria-live]').innerText();
  expect(said, 'the last one stays the last').toMatch(/^Step 8 L_D \d\.\d{3} L_G \d\.\d{3}$/);
  await page.keyboard.press('ArrowLeft');
  expect(await page.locator('#chart [aria-live]').innerText()).toMatch(/^Step 7 /);

  // A pointer reads too.
  const box = await plot(page, '#balance').boundingBox();
  await page.mouse.move(box.x + 47, box.y + 60);
  expect(await readout(page, '#chart')).toMatch(/^Step 1\b/);
});

test('quality stands in its chart as the event said it', async ({ open }) => {
  const page = await open('?backend=flex');
  await untilFetched(page);
  await call(page, (playground) => playground.step(5));
  const { full, confidence, modes } = await call(page, (playground) => playground.judge(1000));
  await page.locator('#quality .readout').getByText('Step 5').waitFor();
  const [step, ...values] = numbers(await readout(page, '#quality'));
  expect([step, ...values]).toEqual([
    5,
    Number(full.frechet.toFixed(1)),
    Number(confidence.toFixed(3)),
    modes,
  ]);
});

test('smoothing calms the curve and leaves the values', async ({ open }) => {
  const page = await open('?backend=flex');
  await call(page, (playground) => playground.step(60));
  const canvas = page.locator('#chart canvas');
  const spread = async (index: number) => {
    const before = await pictureOf(canvas);
    await page.getByRole('slider', { name: 'Smoothing' }).fill(String(index));
    await changed(canvas, before);
    const rows = await lineRows(page, '#chart', '--generator');
    return Math.max(...rows) - Math.min(...rows);
  };
  const before = await readout(page, '#chart');
  const [rough, smooth] = [await spread(0), await spread(6)];
  expect(smooth, `the smooth curve spans ${smooth}, the rough one ${rough}`).toBeLessThan(rough * 0.7);
  expect(await readout(page, '#chart')).toBe(before);
});

test('negative losses are in the picture, and critics give no probabilities', async ({ open }) => {
  const page = await open('?backend=flex&preset=oscillation');
  const seen = await steps(page, 12);
  expect(seen.some(({ losses }) => losses.discriminator < 0 || losses.generator < 0)).toBe(true);
  for (const color of ['--discriminator', '--generator']) {
    const rows = await lineRows(page, '#chart', color);
    expect(rows.length > 10 && Math.min(...rows) > 0.01 && Math.max(...rows) < 0.88, color).toBe(true);
  }
  await plot(page, '#chart').focus();
  await page.keyboard.press('End');
  const { discriminator, generator } = seen.at(-1).losses;
  expect(numbers(await readout(page, '#chart')).slice(1)).toEqual(
    [discriminator, generator].map((loss) => Number(loss.toFixed(3))),
  );
  await expect(page.getByText('Critic’s values')).toHaveCount(1);
});

test('the band is what was measured, and is not shown where nothing was', async ({ open }) => {
  const page = await open('?backend=flex&r1=0.3');
  await page.getByText('no band: no healthy run was measured with these settings').waitFor();
  await page.getByLabel('Preset').selectOption('hinge');
  await page.getByText('where 90% of the steps of 3 healthy runs lay').waitFor();
  await page.getByLabel('Preset').selectOption('collapse');
  await page.getByText(/healthy runs of this loss \(like Mode collapse, cured\)/).waitFor();
});

test('the band is painted where it was measured', async ({ open }) => {
  const [{ steps: length, losses }] = JSON.parse(
    readFileSync(new URL('../../docs/bands.json', import.meta.url), 'utf8'),
  );
  const page = await open('?backend=flex&preset=quick');
  await steps(page, 1);
  const part = 9;
  const [lowest, highest] = [losses[1][part][0], losses[0][part][1]];
  /** Whether the canvas is tinted at the middle of the part, at a loss. */
  const tinted = (loss) =>
    call(
      page,
      ({ charts, shadowRoot }, [step, loss]) => {
        const { plot } = charts.plots.losses;
        const [x, y] = [plot.valToPos(step, 'x', true), plot.valToPos(loss, 'left', true)].map(Math.round);
        return (
          shadowRoot.querySelector('#chart canvas').getContext('2d').getImageData(x, y, 1, 1).data[3] > 0
        );
      },
      [((part + 1.5) * length) / 20, loss],
    );
  const near = 0.02;
  const seen = [lowest - near, lowest + near, highest - near, highest + near].map(tinted);
  expect(await Promise.all(seen)).toEqual([false, true, true, false]);
});

test('readable digits are promised by this device’s speed, counted down, and said when they are there', async ({
  open,
}) => {
  const { readable } = JSON.parse(readFileSync(new URL('../../docs/bands.json', import.meta.url), 'utf8'))[0];
  const page = await open('?backend=flex');
  const line = () => page.locator('.readable').innerText();
  expect(await line()).toMatch(new RegExp(`after about ${readable} steps; the first ones show`));
  await call(page, (playground) => playground.step(60));
  expect(await line()).toMatch(/Readable digits in about \d+ (s|min) more\./);
  const kept = await page.evaluate(() => JSON.parse(localStorage['gan-playground-steps-per-second']));
  expect(kept['quick flex'], JSON.stringify(kept)).toBeGreaterThan(0);

  // The next visit knows it before the click.
  await page.evaluate(() => {
    localStorage['gan-playground-steps-per-second'] = JSON.stringify({ 'quick flex': 10 });
  });
  await page.reload();
  const rounded = Math.round(readable / 10 / 5) * 5;
  await page.getByText(`Readable digits in about ${rounded} s on this device.`).waitFor();
  // Other settings were not measured.
  await page.getByLabel('Preset').selectOption('classic');
  await page.locator('.readable').waitFor({ state: 'detached' });
  await page.getByLabel('Preset').selectOption('quick');
  await page.locator('.readable').waitFor();

  await call(page, (playground) => {
    window.reached = new Promise((resolve) =>
      playground.addEventListener('quality', ({ detail: { confidence, modes } }) => {
        if (confidence >= 0.95 && modes === 10) resolve(playground.status);
      }),
    );
    void playground.train();
  });
  const { step, seconds } = await page.evaluate(() => window.reached);
  await page
    .getByText(`reached after ${Math.round(seconds)} s, at step ${step.toLocaleString('en')}.`)
    .waitFor();
  expect(
    await page
      .getByLabel('Steps to readable digits')
      .evaluate(({ position }: HTMLProgressElement) => position),
  ).toBe(1);
});

/** Whether the grid shows an image of the pixels of an event. */
function shows(page: Page, step: number) {
  return call(
    page,
    ({ shadowRoot }, step) => {
      const { data } = shadowRoot.querySelector('#samples').getContext('2d').getImageData(0, 0, 28, 28);
      return window.samples[step].slice(0, 784).every((gray, pixel) => data[pixel * 4] === gray);
    },
    step,
  );
}

const samplesAt = (page: Page, step: number) => page.evaluate((step) => window.samples[step], step);

/** Takes steps and keeps what each `samples` event had. */
async function watch(page: Page, times: number, count: number) {
  await call(page, (playground) => {
    window.samples = {};
    playground.addEventListener('samples', ({ detail }) => {
      window.samples[playground.status.step] = Array.from(detail);
    });
  });
  for (let time = 0; time < times; time++)
    await call(page, (playground, count) => playground.step(count), count);
}

test('the slider shows the samples of earlier steps, and training goes on', async ({ open }) => {
  const page = await open('?backend=flex');
  await watch(page, 6, 5);
  const slider = page.getByRole('slider', { name: 'Steps so far' });
  expect(await shows(page, 30)).toBe(true);
  await slider.focus();
  const place = page.locator('.scrubber output');
  for (let text = ''; text !== 'Step 10 of 30'; text = await place.innerText()) {
    expect(text, 'step 10 is there').not.toMatch(/^Step 0/);
    const before = await place.innerText();
    await page.keyboard.press('ArrowLeft');
    await expect(place).not.toHaveText(before);
  }
  expect(await shows(page, 10)).toBe(true);
  expect(await shows(page, 30)).toBe(false);

  await call(page, (playground) => playground.step(5));
  await page.getByText('Step 10 of 35').waitFor();
  expect(await shows(page, 10), 'what is looked at stays').toBe(true);
  await page.getByRole('button', { name: 'Back to live' }).click();
  expect(await shows(page, 35)).toBe(true);
  await page.getByText('Live, step 35').waitFor();
});

test('a run goes on from an earlier step, and the present one can be brought back', async ({ open }) => {
  const page = await open('?backend=flex');
  await watch(page, 1, 10);
  await call(page, async (playground) => {
    let isKept = false;
    playground.addEventListener('checkpoint', () => (isKept = true), { once: true });
    while (!isKept) await playground.step(10);
    await playground.step(10);
  });
  const end = (await statusOf(page)).step;
  const slider = page.getByRole('slider', { name: 'Steps so far' });
  const last = Number(await slider.getAttribute('max'));
  await slider.fill(String(last - 1));
  const button = page.getByRole('button', { name: /^Go on from step/ });
  const [step] = numbers(await button.innerText());
  const [shown] = numbers(await page.locator('.scrubber output').innerText());
  expect(
    step > 10 && step <= shown && shown < end,
    `step ${shown} is shown, it goes on from step ${step}`,
  ).toBe(true);
  await button.click();
  await page.getByText(`The run before is kept: Quick, seed 1, ${end} steps`).waitFor();
  expect(await call(page, ({ status }) => [status.step, status.state])).toEqual([step, 'paused']);
  await page.getByText(`Live, step ${step}`).waitFor();
  // On the CPU the same steps come to the same samples.
  await call(page, (playground, more) => playground.step(more), end - step);
  const again = await samplesAt(page, end);
  await page.getByRole('button', { name: 'Bring back' }).click();
  await page.getByText(`Live, step ${end}`).waitFor();
  expect(await samplesAt(page, end)).toEqual(again);
  expect(await shows(page, end)).toBe(true);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`assistive technology finds its way while charts and slider are used (${colorScheme})`, async ({
    open,
  }) => {
    const page = await open('?backend=flex', {
      viewport: { width: 390, height: 844 },
      colorScheme,
    });
    await call(page, (playground) => playground.step(30));
    await page.getByRole('slider', { name: 'Steps so far' }).fill('0');
    await plot(page, '#chart').focus();
    await page.keyboard.press('Home');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await violationsOf(page)).toEqual([]);
  });
}
