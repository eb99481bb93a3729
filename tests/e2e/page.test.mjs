// The page as a visitor has it, in a real browser on the CPU.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { call, launch, openPage, serve, until, violationsOf } from './browser.mjs';

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

const pixels = (page, canvas) => page.locator(canvas).evaluate((element) => element.toDataURL());

test('one click trains on real data, and the page shows it', async () => {
  const page = await openPage(browser, site);
  assert.equal(await page.getByText('WebGPU does not work here').count(), 1, 'it says why it is the CPU');
  const noise = await pixels(page, '#samples');
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
  const status = await call(page, (playground) => playground.status);
  assert.equal(status.backend, 'flex');
  assert.equal(status.state, 'training');
  assert.ok(status.imagesPerSecond > 0 && status.losses.discriminator > 0 && status.losses.generator > 0);

  await page.getByRole('button', { name: 'Pause' }).click();
  await until(page, (status) => status.state === 'paused');
  const { step } = await call(page, (playground) => playground.status);
  assert.notEqual(await pixels(page, '#samples'), noise, 'the grid changes as it learns');
  assert.ok((await page.locator('#real').evaluate(inked)) > 0.1, 'real digits stand beside it');
  assert.ok((await page.locator('#chart canvas').evaluate(inked)) > 0.01, 'the chart has curves');
  assert.equal((await call(page, (playground) => playground.status)).step, step, 'paused is paused');

  await page.getByRole('button', { name: 'Step' }).click();
  await until(page, `(status) => status.state === 'paused' && status.step === ${step + 1}`);
  // A task is long from 50 ms on. One may come of a busy machine; training here would make many.
  const blocked = (await page.evaluate(() => window.longTasks)).reduce((sum, duration) => sum + duration, 0);
  const trained = (await call(page, ({ status }) => status)).seconds * 1000;
  assert.ok(blocked < trained / 10, `the main thread was blocked for ${blocked} ms of ${trained}`);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

/** The share of pixels of a canvas that are neither transparent nor black. */
function inked(canvas) {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let at = 0; at < data.length; at += 4)
    if (data[at + 3] > 0 && data[at] + data[at + 1] + data[at + 2] > 60) count++;
  return (count * 4) / data.length;
}

test('a file goes on exactly in a fresh page', async () => {
  const sample = (playground) => playground.sample({ count: 3, seed: 5, labels: [1, 2, 3] }).then(Array.from);
  const one = await openPage(browser, site, '?backend=flex&seed=7');
  await call(one, (playground) => playground.step(20));
  const file = await call(one, (playground) => playground.save().then((bytes) => bytes.toBase64()));
  await call(one, (playground) => playground.step(20));
  const wanted = await call(one, sample);
  await one.context().close();

  const two = await openPage(browser, site, '?backend=flex');
  await call(two, (playground, file) => playground.load(Uint8Array.fromBase64(file)), file);
  assert.deepEqual(await call(two, ({ status }) => [status.step, status.seed]), [20, 7]);
  await call(two, (playground) => playground.step(20));
  assert.deepEqual(await call(two, sample), wanted);
  assert.equal(wanted.length, 3 * 784);

  const error = await call(two, (playground) => playground.load(new Uint8Array(9)).catch(({ code }) => code));
  assert.equal(error, 'checkpoint_invalid');
  assert.equal((await call(two, ({ status }) => status)).step, 40, 'a bad file costs nothing');
  await two.context().close();
});

test('training goes through all 60,000 images, which a reload takes from the cache', async () => {
  const own = await serve();
  const page = await openPage(browser, own, '?backend=flex');
  const fetched = () => own.requests.filter((path) => path.endsWith('.gzip'));
  const { epoch } = await call(page, (playground) => playground.step(1875));
  assert.ok(epoch >= 1 && epoch < 1.01, `it is in epoch ${epoch}`);
  assert.match(await page.getByRole('log').innerText(), /^Epoch 1 · L_D \d\.\d{3} · L_G \d\.\d{3}/);
  assert.match(
    await page.getByRole('log').innerText(),
    /D\(x\) is \d+% on training images, \d+% on test images/,
  );
  assert.equal(new Set(fetched()).size, 28, 'twelve shards for training, two for tests, images and labels');
  assert.equal(fetched().length, 28, 'each once');

  await page.reload();
  await until(page, (status) => status.state === 'paused');
  await page.getByText('Fetching MNIST').waitFor({ state: 'detached', timeout: 60_000 });
  assert.equal(fetched().length, 28, 'a reload takes the data from the cache');
  await page.context().close();
  own.close();
});

test('a garbage shard is said, costs nothing, and is retried', async () => {
  const shard = /train-01-images/;
  for (const [spoiled, message] of [
    [Buffer.from('<!doctype html> garbage'), /training shard 2 of 12 is corrupt/],
    [null, /training shard 2 of 12 cannot be fetched/],
    ['truncated', /training shard 2 of 12 is corrupt/],
  ]) {
    const whole = readFileSync(new URL('../../dist/data/mnist/train-01-images.idx.gzip', import.meta.url));
    const bytes = spoiled === 'truncated' ? whole.subarray(0, whole.length / 2) : spoiled;
    site.spoil = (path) => (shard.test(path) ? bytes : undefined);
    const page = await openPage(browser, site, '?backend=flex');
    await page.getByText(message).waitFor();
    // The first shard has 156 batches, and training waits at its end.
    void call(page, (playground) => playground.step(158)).catch(() => {});
    await until(page, (status) => status.state === 'waiting');
    assert.equal((await call(page, ({ status }) => status)).step, 156);
    assert.equal(
      (await call(page, (playground) => playground.sample({ count: 2 }).then(Array.from))).length,
      1568,
    );

    site.spoil = () => undefined;
    await page.getByRole('button', { name: 'Retry' }).click();
    await until(page, (status) => status.step === 158 && status.state === 'paused');
    assert.equal(await page.getByText(message).count(), 0);
    await page.context().close();
  }
});

test('ndarray trains too, and another back end goes on from it', async () => {
  const page = await openPage(browser, site, '?backend=ndarray&preset=classic-repaired');
  const status = await call(page, (playground) => playground.step(3));
  assert.deepEqual([status.backend, status.step], ['ndarray', 3]);
  await page.getByLabel('Back end').selectOption('flex');
  await until(page, (status) => status.backend === 'flex' && status.state === 'paused');
  assert.equal((await call(page, (playground) => playground.step(1))).step, 4);
  assert.match(page.url(), /backend=flex/);
  await page.context().close();
});

test('no click loses what was trained', async () => {
  const page = await openPage(browser, site, '?backend=flex');
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
  await page.context().close();
});

test('a run that is brought back has its charts, epochs and seconds again', async () => {
  const small = 'preset=classic-repaired&g-hidden=16&d-hidden=16&batch-size=256';
  const page = await openPage(browser, site, `?backend=flex&${small}`);
  await call(page, (playground) => playground.step(240)); // an epoch has 235
  const past = () => call(page, (playground) => structuredClone(playground.past));
  const before = await past();
  assert.equal(before.epochs.length, 1);
  assert.ok(before.charts.losses.rows.length === 240 && before.seconds > 0);
  await page.getByRole('button', { name: 'Reset' }).click();
  await until(page, (status) => status.step === 0 && status.state === 'paused');
  const anew = await past();
  assert.deepEqual([anew.epochs, anew.charts.losses.rows, anew.seconds], [[], [], 0]);
  await call(page, (playground) => playground.step(2));
  const bringBack = page.getByRole('button', { name: 'Bring back' });
  await bringBack.click();
  await until(page, (status) => status.step === 240 && status.seconds > 0);
  const again = await past();
  assert.deepEqual([again.epochs, again.seconds], [before.epochs, before.seconds]);
  for (const name of ['losses', 'balance', 'speed'])
    assert.deepEqual(again.charts[name], before.charts[name]);
  assert.match(await page.getByRole('log').innerText(), /^Epoch 1 · /);
  await bringBack.click();
  await until(page, (status) => status.step === 2 && status.seconds > 0);
  assert.deepEqual(
    (await past()).charts.losses.rows.map(([step]) => step),
    [1, 2],
  );
  await page.context().close();
});

test('settings are edited, refused in words, applied and shared by the address', async () => {
  const page = await openPage(browser, site, '?backend=flex&preset=classic-repaired');
  await page.getByText('Settings').first().click();
  await page.getByLabel('Units of G').fill('32,64');
  await page.getByLabel('Units of D').fill('64');
  await page.getByLabel('R1').fill('0.1');
  await page.getByRole('button', { name: /^Apply, and begin anew/ }).click();
  await until(page, (status) => status.settings['d-hidden'] === '64' && status.state === 'paused');
  assert.match(page.url(), /g-hidden=32(,|%2C)64.*r1=0\.1|r1=0\.1.*g-hidden=32(,|%2C)64/);
  assert.equal((await call(page, (playground) => playground.step(2))).step, 2);

  // What makes no sense together names both options, and costs nothing.
  await page.getByLabel('BatchNorm in D').check();
  await page.getByRole('button', { name: /^Apply, and begin anew/ }).click();
  await page.getByText(/r1 is 0\.1 and d-batch-norm is on, which do not go together/).waitFor();
  assert.equal((await call(page, ({ status }) => status)).step, 2);

  // The address alone gives the same run.
  const sample = (playground) => playground.sample({ count: 2, seed: 3 }).then(Array.from);
  const wanted = await call(page, sample);
  const other = await openPage(browser, site, page.url().split('/').at(-1));
  await call(other, (playground) => playground.step(2));
  assert.deepEqual(await call(other, sample), wanted);
  await page.context().close();
  await other.context().close();
});

test('samples are judged while it trains, and the doctor looks', async () => {
  const page = await openPage(browser, site, '?backend=flex');
  await page.getByText('Fetching MNIST').waitFor({ state: 'detached', timeout: 60_000 });
  await call(page, (playground) => playground.step(400));
  const { quality } = await call(page, ({ status }) => status);
  assert.ok(quality.modes >= 8 && quality.confidence > 0.7, JSON.stringify(quality));
  const full = await call(page, (playground) => playground.judge(1000));
  assert.ok(full.full.frechet > full.full.floor && full.full.frechet < 200, JSON.stringify(full));
  assert.equal((await call(page, ({ status }) => status)).diagnosis.state, 'healthy');
  await page.getByText('D and G are in balance').waitFor();
  await page.context().close();
});

test('divergence stops training at the last good state, and one click mends it', async () => {
  const page = await openPage(browser, site, '?backend=flex&preset=divergence');
  await call(page, (playground) => playground.train());
  await page.getByText(/training has diverged/).waitFor();
  await page.getByText(/a number grew beyond all bounds/).waitFor();
  assert.equal((await call(page, ({ status }) => status)).diagnosis.state, 'divergence');
  await page.getByRole('button', { name: 'Apply and begin anew' }).click();
  await until(page, (status) => status.state === 'training' && status.step > 50);
  await page.context().close();
});

test('a VAE trains, is sampled and saved on the same page, and Fashion-MNIST too', async () => {
  const page = await openPage(browser, site, '?backend=flex&preset=vae');
  const { losses } = await call(page, (playground) => playground.step(20));
  assert.ok(losses.reconstruction > 100 && losses.divergence >= 0, JSON.stringify(losses));
  const file = await call(page, (playground) => playground.save().then((bytes) => bytes.toBase64()));
  await page.getByLabel('Preset').selectOption('fashion');
  await until(page, (status) => status.preset === 'fashion' && status.state === 'paused');
  await page.getByText('Fashion-MNIST, a class a column').waitFor();
  assert.equal((await call(page, (playground) => playground.step(2))).step, 2);
  await call(page, (playground, file) => playground.load(Uint8Array.fromBase64(file)), file);
  assert.deepEqual(await call(page, ({ status }) => [status.preset, status.step]), ['vae', 20]);
  await page.context().close();
});

test('a bad option is said with its bound, and the default holds', async () => {
  const page = await openPage(browser, site, '?seed=-1&preset=quik&backend=flex');
  await page.getByText(/must be/).waitFor();
  assert.deepEqual(await call(page, ({ status }) => [status.preset, status.seed]), ['quick', 1]);
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
  assert.deepEqual(codes, Array(4).fill('invalid_option'));
  await page.context().close();
});

for (const colorScheme of ['light', 'dark']) {
  test(`keyboard, screen reader and phone width work (${colorScheme})`, async () => {
    const page = await openPage(browser, site, '?backend=flex', {
      viewport: { width: 360, height: 740 },
      colorScheme,
    });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `the page is ${width} pixels wide`);

    // Past the language and the link to the plane.
    for (let tabs = 0; tabs < 3; tabs++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await until(page, (status) => status.state === 'training');
    await page.keyboard.press('Enter');
    await until(page, (status) => status.state === 'paused');

    assert.deepEqual(await violationsOf(page), []);
    await page.context().close();
  });
}

test('another page embeds the element', async () => {
  site.spoil = (path) =>
    path === '/docs/lesson.html'
      ? `<!doctype html><title>A lesson</title>
    <script type="module" src="/gan-playground.js"></script>
    <gan-playground preset="classic-repaired" seed="3" backend="flex" data="/data/"></gan-playground>`
      : undefined;
  const page = await openPage(browser, site, 'docs/lesson.html');
  const status = await call(page, (playground) => playground.step(1));
  assert.deepEqual([status.preset, status.seed, status.step], ['classic-repaired', 3, 1]);
  site.spoil = () => undefined;
  await page.context().close();
});
