// The page as a visitor has it, in a real browser on the CPU.
import {
  answer,
  call,
  expect,
  lesson,
  missing,
  pictureOf,
  statusOf,
  test,
  until,
  untilFetched,
  violationsOf,
  wholeRun,
} from './fixtures.js';
import type { Answer, Playground } from './fixtures.js';

test('one click trains on real data, and the page shows it', async ({ open }) => {
  const page = await open();
  await expect(page.getByText('WebGPU does not work here'), 'it says why it is the CPU').toHaveCount(1);
  const noise = await pictureOf(page.locator('#samples'));
  await page.evaluate(() => {
    window.longTasks = [];
    new PerformanceObserver((list) =>
      window.longTasks.push(...list.getEntries().map((task) => task.duration)),
    ).observe({
      type: 'longtask',
    });
  });
  await page.getByRole('button', { name: 'Train' }).click();
  await until(page, (status) => status.step >= 60);
  const status = await statusOf(page);
  expect(status.backend).toBe('flex');
  expect(status.state).toBe('training');
  expect(status.imagesPerSecond > 0 && status.losses.discriminator > 0 && status.losses.generator > 0).toBe(
    true,
  );

  await page.getByRole('button', { name: 'Pause' }).click();
  await until(page, (status) => status.state === 'paused');
  const { step } = await statusOf(page);
  expect(await pictureOf(page.locator('#samples')), 'the grid changes as it learns').not.toBe(noise);
  expect(await page.locator('#real').evaluate(inked), 'real digits stand beside it').toBeGreaterThan(0.1);
  expect(await page.locator('#chart canvas').evaluate(inked), 'the chart has curves').toBeGreaterThan(0.01);
  expect((await statusOf(page)).step, 'paused is paused').toBe(step);

  await page.getByRole('button', { name: 'Step' }).click();
  await until(page, (status, step) => status.state === 'paused' && status.step === step, step + 1);
  // A task is long from 50 ms on. One may come of a busy machine; training here would make many.
  const blocked = (await page.evaluate(() => window.longTasks)).reduce((sum, duration) => sum + duration, 0);
  const trained = (await statusOf(page)).seconds * 1000;
  expect(blocked, `the main thread was blocked for ${blocked} ms of ${trained}`).toBeLessThan(trained / 4);
});

/** The share of pixels of a canvas that are neither transparent nor black. */
function inked(canvas: HTMLCanvasElement) {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let at = 0; at < data.length; at += 4)
    if (data[at + 3] > 0 && data[at] + data[at + 1] + data[at + 2] > 60) count++;
  return (count * 4) / data.length;
}

test('a file goes on exactly in a fresh page', async ({ open }) => {
  const sample = (playground: Playground) =>
    playground.sample({ count: 3, seed: 5, labels: [1, 2, 3] }).then(Array.from<number>);
  const one = await open('?backend=flex&seed=7');
  await call(one, (playground) => playground.step(20));
  const file = await wholeRun(one);
  await call(one, (playground) => playground.step(20));
  const wanted = await call(one, sample);
  await one.context().close();

  const two = await open('?backend=flex');
  await call(two, (playground, file) => playground.load(Uint8Array.fromBase64(file)), file);
  expect(await call(two, ({ status }) => [status.step, status.seed])).toEqual([20, 7]);
  await call(two, (playground) => playground.step(20));
  expect(await call(two, sample)).toEqual(wanted);
  expect(wanted.length).toBe(3 * 784);

  const error = await call(two, (playground) => playground.load(new Uint8Array(9)).catch(({ code }) => code));
  expect(error).toBe('checkpoint_invalid');
  expect((await call(two, ({ status }) => status)).step, 'a bad file costs nothing').toBe(40);
});

test('training goes through all 60,000 images, which a reload takes from the cache', async ({
  open,
  site,
}) => {
  const page = await open('?backend=flex');
  const fetched = () => site.requests.filter((path) => path.endsWith('.gzip'));
  const { epoch } = await call(page, (playground) => playground.step(1875));
  expect(epoch >= 1 && epoch < 1.01, `it is in epoch ${epoch}`).toBe(true);
  expect(await page.getByRole('log').innerText()).toMatch(/^Epoch 1 · L_D \d\.\d{3} · L_G \d\.\d{3}/);
  expect(await page.getByRole('log').innerText()).toMatch(
    /D\(x\) is \d+% on training images, \d+% on test images/,
  );
  expect(new Set(fetched()).size, 'twelve shards for training, two for tests, images and labels').toBe(28);
  expect(fetched().length, 'each once').toBe(28);

  await page.reload();
  await until(page, (status) => status.state === 'paused');
  await untilFetched(page);
  expect(fetched().length, 'a reload takes the data from the cache').toBe(28);
});

test('a garbage shard is said, costs nothing, and is retried', async ({ open, site }) => {
  const shard = /train-01-images/;
  const half: Answer = (response, file) => response.end(file.subarray(0, file.length / 2));
  for (const [spoil, message] of [
    [answer('<!doctype html> garbage'), /training shard 2 of 12 is corrupt/],
    [missing, /training shard 2 of 12 cannot be fetched/],
    [half, /training shard 2 of 12 is corrupt/],
  ] as const) {
    site.spoil(shard, spoil);
    const page = await open('?backend=flex');
    await page.getByText(message).waitFor();
    // The first shard has 156 batches, and training waits at its end.
    void call(page, (playground) => playground.step(158)).catch(() => {});
    await until(page, (status) => status.state === 'waiting');
    expect((await statusOf(page)).step).toBe(156);
    expect((await call(page, (playground) => playground.sample({ count: 2 }).then(Array.from))).length).toBe(
      1568,
    );

    site.restore();
    await page.getByRole('button', { name: 'Retry' }).click();
    await until(page, (status) => status.step === 158 && status.state === 'paused');
    await expect(page.getByText(message)).toHaveCount(0);
    await page.context().close();
  }
});

test('ndarray trains too, and another back end goes on from it', async ({ open }) => {
  const page = await open('?backend=ndarray&preset=classic-repaired');
  const status = await call(page, (playground) => playground.step(3));
  expect([status.backend, status.step]).toEqual(['ndarray', 3]);
  await page.getByLabel('Back end').selectOption('flex');
  await until(page, (status) => status.backend === 'flex' && status.state === 'paused');
  expect((await call(page, (playground) => playground.step(1))).step).toBe(4);
  await expect(page).toHaveURL(/backend=flex/);
});

test('no click loses what was trained', async ({ open }) => {
  const page = await open('?backend=flex');
  await call(page, (playground) => playground.step(2));
  await page.getByLabel('Preset').selectOption('classic');
  await until(
    page,
    (status) => status.preset === 'classic' && status.step === 0 && status.state === 'paused',
  );
  await page.getByText('As written this pair cannot learn').waitFor();
  await page.getByText('The run before is kept: Quick, seed 1, 2 steps').waitFor();
  await page.getByRole('button', { name: 'Bring back' }).click();
  await until(page, (status) => status.preset === 'quick' && status.step === 2);
});

test('a run that is brought back has its charts, epochs and seconds again', async ({ open }) => {
  const small = 'preset=classic-repaired&g-hidden=16&d-hidden=16&batch-size=256';
  const page = await open(`?backend=flex&${small}`);
  await call(page, (playground) => playground.step(240)); // an epoch has 235
  const past = () => call(page, (playground) => structuredClone(playground.past));
  const before = await past();
  expect(before.epochs.length).toBe(1);
  expect(before.charts.losses.rows.length === 240 && before.seconds > 0).toBe(true);
  await page.getByRole('button', { name: 'Reset' }).click();
  await until(page, (status) => status.step === 0 && status.state === 'paused');
  const anew = await past();
  expect([anew.epochs, anew.charts.losses.rows, anew.seconds]).toEqual([[], [], 0]);
  await call(page, (playground) => playground.step(2));
  const bringBack = page.getByRole('button', { name: 'Bring back' });
  await bringBack.click();
  await until(page, (status) => status.step === 240 && status.seconds > 0);
  const again = await past();
  expect([again.epochs, again.seconds]).toEqual([before.epochs, before.seconds]);
  for (const name of ['losses', 'balance', 'speed']) expect(again.charts[name]).toEqual(before.charts[name]);
  expect(await page.getByRole('log').innerText()).toMatch(/^Epoch 1 · /);
  await bringBack.click();
  await until(page, (status) => status.step === 2 && status.seconds > 0);
  expect((await past()).charts.losses.rows.map(([step]) => step)).toEqual([1, 2]);
});

test('settings are edited, refused in words, applied and shared by the address', async ({ open }) => {
  const page = await open('?backend=flex&preset=classic-repaired');
  await page.getByText('Settings').first().click();
  await page.getByLabel('Units of G').fill('32,64');
  await page.getByLabel('Units of D').fill('64');
  await page.getByLabel('R1').fill('0.1');
  await page.getByRole('button', { name: /^Apply, and begin anew/ }).click();
  await until(page, (status) => status.settings['d-hidden'] === '64' && status.state === 'paused');
  await expect(page).toHaveURL(/g-hidden=32(,|%2C)64.*r1=0\.1|r1=0\.1.*g-hidden=32(,|%2C)64/);
  expect((await call(page, (playground) => playground.step(2))).step).toBe(2);

  // What makes no sense together names both options, and costs nothing.
  await page.getByLabel('BatchNorm in D').check();
  await page.getByRole('button', { name: /^Apply, and begin anew/ }).click();
  await page.getByText(/r1 is 0\.1 and d-batch-norm is on, which do not go together/).waitFor();
  expect((await statusOf(page)).step).toBe(2);

  // The address alone gives the same run.
  const sample = (playground: Playground) =>
    playground.sample({ count: 2, seed: 3 }).then(Array.from<number>);
  const wanted = await call(page, sample);
  const other = await open(page.url().split('/').at(-1));
  await call(other, (playground) => playground.step(2));
  expect(await call(other, sample)).toEqual(wanted);
});

test('samples are judged while it trains, and the doctor looks', async ({ open }) => {
  const page = await open('?backend=flex');
  await untilFetched(page);
  await call(page, (playground) => playground.step(400));
  const { quality } = await call(page, ({ status }) => status);
  expect(quality.modes >= 8 && quality.confidence > 0.7, JSON.stringify(quality)).toBe(true);
  const full = await call(page, (playground) => playground.judge(1000));
  expect(full.full.frechet > full.full.floor && full.full.frechet < 200, JSON.stringify(full)).toBe(true);
  expect((await statusOf(page)).diagnosis.state).toBe('healthy');
  await page.getByText('D and G are in balance').waitFor();
});

test('divergence stops training at the last good state, and one click mends it', async ({ open }) => {
  const page = await open('?backend=flex&preset=divergence');
  await call(page, (playground) => playground.train());
  await page.getByText(/training has diverged/).waitFor();
  await page.getByText(/a number grew beyond all bounds/).waitFor();
  expect((await statusOf(page)).diagnosis.state).toBe('divergence');
  await page.getByRole('button', { name: 'Apply and begin anew' }).click();
  await until(page, (status) => status.state === 'training' && status.step > 50);
});

test('a VAE trains, is sampled and saved on the same page, and Fashion-MNIST too', async ({ open }) => {
  const page = await open('?backend=flex&preset=vae');
  const { losses } = await call(page, (playground) => playground.step(20));
  expect(losses.reconstruction > 100 && losses.divergence >= 0, JSON.stringify(losses)).toBe(true);
  const file = await wholeRun(page);
  await page.getByLabel('Preset').selectOption('fashion');
  await until(page, (status) => status.preset === 'fashion' && status.state === 'paused');
  await page.getByText('Fashion-MNIST, a class a column').waitFor();
  expect((await call(page, (playground) => playground.step(2))).step).toBe(2);
  await call(page, (playground, file) => playground.load(Uint8Array.fromBase64(file)), file);
  expect(await call(page, ({ status }) => [status.preset, status.step])).toEqual(['vae', 20]);
});

test('a bad option is said with its bound, and the default holds', async ({ open }) => {
  const page = await open('?seed=-1&preset=quik&backend=flex');
  await page.getByText(/must be/).waitFor();
  expect(await call(page, ({ status }) => [status.preset, status.seed])).toEqual(['quick', 1]);
  const codes = await call(page, (playground) =>
    Promise.all(
      [
        () => playground.step(0),
        () => playground.sample({ count: 0 }),
        () => playground.sample({ count: 1, labels: [10] }),
        () => playground.sample({ count: 2, labels: [1] }),
      ].map((work) => work().catch(({ code }) => code)),
    ),
  );
  expect(codes).toEqual(Array(4).fill('invalid_option'));
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`keyboard, screen reader and phone width work (${colorScheme})`, async ({ open }) => {
    const page = await open('?backend=flex', {
      viewport: { width: 360, height: 740 },
      colorScheme,
    });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `the page is ${width} pixels wide`).toBeLessThanOrEqual(360);

    // Past the language and the link to the plane.
    for (let tabs = 0; tabs < 3; tabs++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await until(page, (status) => status.state === 'training');
    await page.keyboard.press('Enter');
    await until(page, (status) => status.state === 'paused');

    expect(await violationsOf(page)).toEqual([]);
  });
}

test('another page embeds the element', async ({ open, site }) => {
  site.spoil(
    /docs\/lesson\.html/,
    answer(lesson('preset="classic-repaired" seed="3" backend="flex" data="/data/"')),
  );
  const page = await open('docs/lesson.html');
  const status = await call(page, (playground) => playground.step(1));
  expect([status.preset, status.seed, status.step]).toEqual(['classic-repaired', 3, 1]);
});
