// The charts, the time to readable digits, and the steps before, in a real browser on the CPU.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { call, launch, openPage, serve, violationsOf } from './browser.mjs';

let site;
let browser;

before(async () => {
  site = await serve();
  browser = await launch();
});

after(async () => {
  await browser.close();
  site.close();
});

/** A page that is high enough for all charts to be seen, which is when they are drawn. */
const open = (query) => openPage(browser, site, query, { viewport: { width: 1280, height: 2600 } });
const plot = (page, chart) => page.locator(`${chart} .plot`);
const readout = (page, chart) => page.locator(`${chart} .readout`).innerText();
/** All numbers of a text, as they are written. */
const numbers = (text) =>
  text
    .replaceAll(',', '')
    .match(/-?\d+(\.\d+)?/g)
    .map(Number);

/** Takes single steps; what the events said of each. */
function steps(page, count) {
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
function lineRows(page, chart, property) {
  return page.locator(`${chart} canvas`).evaluate((canvas, property) => {
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

test('the arrow keys read in every chart what the events said', async () => {
  const page = await open('?backend=flex');
  const seen = await steps(page, 8);
  await plot(page, '#chart').focus();
  await page.keyboard.press('Home');
  for (const [index, { losses, imagesPerSecond }] of seen.entries()) {
    const [step, discriminator, generator] = numbers(await readout(page, '#chart'));
    assert.equal(step, index + 1);
    assert.equal(discriminator, Number(losses.discriminator.toFixed(3)));
    assert.equal(generator, Number(losses.generator.toFixed(3)));
    const balance = numbers(await readout(page, '#balance'));
    assert.equal(balance[0], step, 'the cursor of the other charts is at the same step');
    assert.ok(balance.slice(1).every((score) => score > 0 && score < 1));
    assert.deepEqual(numbers(await readout(page, '#speed')), [step, Math.round(imagesPerSecond)]);
    await page.keyboard.press('ArrowRight');
  }
  const said = await page.locator('#chart [aria-live]').innerText();
  assert.match(said, /^Step 8 L_D \d\.\d{3} L_G \d\.\d{3}$/, 'the last one stays the last');
  await page.keyboard.press('ArrowLeft');
  assert.match(await page.locator('#chart [aria-live]').innerText(), /^Step 7 /);

  // A pointer reads too.
  const box = await plot(page, '#balance').boundingBox();
  await page.mouse.move(box.x + 47, box.y + 60);
  assert.match(await readout(page, '#chart'), /^Step 1\b/);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('quality stands in its chart as the event said it', async () => {
  const page = await open('?backend=flex');
  await page.locator('.data').waitFor({ state: 'detached', timeout: 60_000 });
  await call(page, (playground) => playground.step(5));
  const { full, confidence, modes } = await call(page, (playground) => playground.judge(1000));
  await page.waitForFunction(() =>
    document
      .querySelector('gan-playground')
      .shadowRoot.querySelector('#quality .readout')
      .textContent.includes('Step 5'),
  );
  const [step, ...values] = numbers(await readout(page, '#quality'));
  assert.deepEqual(
    [step, ...values],
    [5, Number(full.frechet.toFixed(1)), Number(confidence.toFixed(3)), modes],
  );
  await page.context().close();
});

test('smoothing calms the curve and leaves the values', async () => {
  const page = await open('?backend=flex');
  await call(page, (playground) => playground.step(60));
  const spread = async (index) => {
    await page.getByRole('slider', { name: 'Smoothing' }).fill(String(index));
    await page.waitForTimeout(100);
    const rows = await lineRows(page, '#chart', '--generator');
    return Math.max(...rows) - Math.min(...rows);
  };
  const before = await readout(page, '#chart');
  const [rough, smooth] = [await spread(0), await spread(6)];
  assert.ok(smooth < rough * 0.7, `the smooth curve spans ${smooth}, the rough one ${rough}`);
  assert.equal(await readout(page, '#chart'), before);
  await page.context().close();
});

test('the average weighs steps, and begins where the values do', async () => {
  const { smoothed } = await source('smoothing');
  const steps = Array.from({ length: 1000 }, (_, index) => index + 1);
  assert.deepEqual(smoothed(steps, steps, 0), steps);
  const constant = smoothed(
    steps,
    steps.map(() => 3),
    100,
  );
  assert.ok(constant.every((value) => Math.abs(value - 3) < 1e-9));
  // After many steps the average of a ramp lags by the span.
  assert.ok(Math.abs(smoothed(steps, steps, 50).at(-1) - (1000 - 50)) < 1);
  // Every second value alone comes to nearly the same.
  const half = (values) => values.filter((_, index) => index % 2);
  assert.ok(Math.abs(smoothed(half(steps), half(steps), 50).at(-1) - 950) < 2);
  assert.deepEqual(smoothed([1, 2], [null, 4], 10), [null, 4]);
});

test('a long history stays short, and its last value is the last', async () => {
  const { History } = await source('history');
  const history = new History(1);
  for (let step = 1; step <= 48_000; step++) history.add([[step, step]]);
  const [steps, values] = history.columns();
  assert.ok(steps.length <= 1500 && steps.length > 700, `${steps.length} rows`);
  assert.ok(Math.abs(values.at(-1) - 48_000) < 64 && steps.at(-1) > 48_000 - 64);
  assert.ok(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length - 24_000) < 100);
  history.cutAfter(100);
  assert.ok(history.columns()[0].at(-1) <= 100);
});

/** A view's module that needs no page, as it is written. */
async function source(name) {
  const { transformWithOxc } = await import('vite');
  const text = readFileSync(new URL(`../../www/view/${name}.ts`, import.meta.url), 'utf8');
  const { code } = await transformWithOxc(text, `${name}.ts`);
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}

test('negative losses are in the picture, and critics give no probabilities', async () => {
  const page = await open('?backend=flex&preset=oscillation');
  const seen = await steps(page, 12);
  assert.ok(seen.some(({ losses }) => losses.discriminator < 0 || losses.generator < 0));
  for (const color of ['--discriminator', '--generator']) {
    const rows = await lineRows(page, '#chart', color);
    assert.ok(rows.length > 10 && Math.min(...rows) > 0.01 && Math.max(...rows) < 0.88, color);
  }
  await plot(page, '#chart').focus();
  await page.keyboard.press('End');
  const { discriminator, generator } = seen.at(-1).losses;
  assert.deepEqual(
    numbers(await readout(page, '#chart')).slice(1),
    [discriminator, generator].map((loss) => Number(loss.toFixed(3))),
  );
  assert.equal(await page.getByText('Critic’s values').count(), 1);
  await page.context().close();
});

test('the band is what was measured, and is not shown where nothing was', async () => {
  const page = await open('?backend=flex&r1=0.3');
  await page.getByText('no band: no healthy run was measured with these settings').waitFor();
  await page.getByLabel('Preset').selectOption('hinge');
  await page.getByText('where 90% of the steps of 3 healthy runs lay').waitFor();
  await page.getByLabel('Preset').selectOption('collapse');
  await page.getByText(/healthy runs of this loss \(like Mode collapse, cured\)/).waitFor();
  await page.context().close();
});

test('the band is painted where it was measured', async () => {
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
  assert.deepEqual(await Promise.all(seen), [false, true, true, false]);
  await page.context().close();
});

test('readable digits are promised by this device’s speed, counted down, and said when they are there', async () => {
  const { readable } = JSON.parse(readFileSync(new URL('../../docs/bands.json', import.meta.url), 'utf8'))[0];
  const page = await open('?backend=flex');
  const line = () => page.locator('.readable').innerText();
  assert.match(await line(), new RegExp(`after about ${readable} steps; the first ones show`));
  await call(page, (playground) => playground.step(60));
  assert.match(await line(), /Readable digits in about \d+ (s|min) more\./);
  const kept = await page.evaluate(() => JSON.parse(localStorage['gan-playground-steps-per-second']));
  assert.ok(kept['quick flex'] > 0, JSON.stringify(kept));

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
  assert.equal(await page.getByLabel('Steps to readable digits').evaluate(({ position }) => position), 1);
  await page.context().close();
});

/** Whether the grid shows an image of the pixels of an event. */
function shows(page, step) {
  return call(
    page,
    ({ shadowRoot }, step) => {
      const { data } = shadowRoot.querySelector('#samples').getContext('2d').getImageData(0, 0, 28, 28);
      return window.samples[step].slice(0, 784).every((gray, pixel) => data[pixel * 4] === gray);
    },
    step,
  );
}

/** Takes steps and keeps what each `samples` event had. */
async function watch(page, times, count) {
  await call(page, (playground) => {
    window.samples = {};
    playground.addEventListener('samples', ({ detail }) => {
      window.samples[playground.status.step] = Array.from(detail);
    });
  });
  for (let time = 0; time < times; time++)
    await call(page, (playground, count) => playground.step(count), count);
}

test('the slider shows the samples of earlier steps, and training goes on', async () => {
  const page = await open('?backend=flex');
  await watch(page, 6, 5);
  const slider = page.getByRole('slider', { name: 'Steps so far' });
  assert.ok(await shows(page, 30));
  await slider.focus();
  for (let back = 0; !(await page.getByText('Step 10 of 30').count()); back++) {
    assert.ok(back < 12, 'step 10 is there');
    await page.keyboard.press('ArrowLeft');
  }
  assert.ok(await shows(page, 10));
  assert.equal(await shows(page, 30), false);

  await call(page, (playground) => playground.step(5));
  await page.getByText('Step 10 of 35').waitFor();
  assert.ok(await shows(page, 10), 'what is looked at stays');
  await page.getByRole('button', { name: 'Back to live' }).click();
  assert.ok(await shows(page, 35));
  await page.getByText('Live, step 35').waitFor();
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('a run goes on from an earlier step, and the present one can be brought back', async () => {
  const page = await open('?backend=flex');
  await watch(page, 1, 10);
  await page.waitForTimeout(3200); // after which the next checkpoint is due
  await watch(page, 4, 10);
  const slider = page.getByRole('slider', { name: 'Steps so far' });
  const last = Number(await slider.getAttribute('max'));
  await slider.fill(String(last - 1));
  const button = page.getByRole('button', { name: /^Go on from step/ });
  const [step] = numbers(await button.innerText());
  const [shown] = numbers(await page.locator('.scrubber output').innerText());
  assert.ok(step > 10 && step <= shown && shown < 50, `step ${shown} is shown, it goes on from step ${step}`);
  await button.click();
  await page.getByText('The run before is kept: Quick, seed 1, 50 steps').waitFor();
  assert.deepEqual(await call(page, ({ status }) => [status.step, status.state]), [step, 'paused']);
  await page.getByText(`Live, step ${step}`).waitFor();
  // On the CPU the same steps come to the same samples.
  await call(page, (playground, more) => playground.step(more), 50 - step);
  const again = await call(page, () => window.samples[50]);
  await page.getByRole('button', { name: 'Bring back' }).click();
  await page.getByText('Live, step 50').waitFor();
  assert.deepEqual(await call(page, () => window.samples[50]), again);
  assert.ok(await shows(page, 50));
  await page.context().close();
});

test('what is kept of the steps before is bounded and spread', async () => {
  const { Checkpoints, Snapshots } = await source('timeline');
  const snapshots = new Snapshots();
  for (let step = 0; step <= 10_000; step += 10) snapshots.add(step, new Uint8ClampedArray(1));
  const steps = snapshots.all.map(({ step }) => step);
  assert.ok(steps.length <= 66 && steps.length > 30, `${steps.length} snapshots`);
  assert.deepEqual([steps[0], steps.at(-1)], [0, 10_000]);
  const gaps = new Set(steps.slice(1, -1).map((step, index) => step - steps[index]));
  assert.equal(gaps.size, 1, 'at equal distances');
  snapshots.begin(5000, true);
  assert.equal(snapshots.all.at(-1).step, 5000);

  const checkpoints = new Checkpoints();
  for (let step = 1; step <= 10_000; step += 30) checkpoints.add(step, new Uint8Array(1));
  const kept = checkpoints.steps;
  assert.deepEqual([kept.length, kept[0], kept.at(-1)], [8, 1, 9991]);
  assert.ok(checkpoints.before(400).step > 30 && checkpoints.before(400).step <= 400, String(kept));
  const heavy = new Checkpoints();
  for (let step = 1; step < 6; step++) heavy.add(step, { length: 50e6 });
  assert.deepEqual(heavy.steps, [1, 5], 'no more megabytes than are promised');
});

for (const colorScheme of ['light', 'dark']) {
  test(`assistive technology finds its way while charts and slider are used (${colorScheme})`, async () => {
    const page = await openPage(browser, site, '?backend=flex', {
      viewport: { width: 390, height: 844 },
      colorScheme,
    });
    await call(page, (playground) => playground.step(30));
    await page.getByRole('slider', { name: 'Steps so far' }).fill('0');
    await plot(page, '#chart').focus();
    await page.keyboard.press('Home');
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390);
    assert.deepEqual(await violationsOf(page), []);
    await page.context().close();
  });
}
