// What is kept of runs and how they are shared, in a real browser on the CPU.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { asExpert, call, launch, openPage, serve, until, violationsOf } from './browser.mjs';

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

const status = (page) => call(page, ({ status }) => status);
const sample = (page) =>
  call(page, (playground) => playground.sample({ count: 3, seed: 5, labels: [1, 2, 3] }).then(Array.from));
const wholeRun = (page) => call(page, (playground) => playground.save().then((bytes) => bytes.toBase64()));

/** Opens another page in the same browser, which has the same storage. */
async function another(context, query = '?backend=flex') {
  const page = await context.newPage();
  page.errors = [];
  page.on('pageerror', (error) => page.errors.push(error.message));
  await page.goto(site.url + query);
  await until(page, (status) => status.state === 'paused');
  return page;
}

/** What the storage has, without the bytes of the runs. */
function stored(page) {
  return page.evaluate(async () => {
    const opened = indexedDB.open('gan-playground');
    const done = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const store = (await done(opened)).transaction('runs').objectStore('runs');
    const heads = await done(store.getAll(IDBKeyRange.bound('head:', 'head;')));
    opened.result.close();
    return heads.map(({ id, name, note, step, settings }) => ({ id, name, note, step, seed: settings.seed }));
  });
}

/** Waits until a run of `step` steps, or more, is stored. */
async function untilStored(page, step) {
  for (let tries = 0; tries < 300; tries++) {
    const head = (await stored(page)).find((head) => head.step >= step);
    if (head) return head;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return assert.fail(`no run of ${step} steps was stored: ${JSON.stringify(await stored(page))}`);
}

const offer = (page) => page.getByText('Continue where you left off?');
const list = (page) => page.locator('.keep .runs > li');

async function goOn(page) {
  await offer(page).waitFor();
  await page.locator('.offer').getByRole('button', { name: 'Continue' }).click();
  await until(page, (status) => status.step > 0 && status.state === 'paused');
  await offer(page).waitFor({ state: 'detached' });
}

async function accessible(page) {
  assert.deepEqual(await violationsOf(page), []);
}

async function download(page, button) {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

test('a reload goes on where it was, to the byte, with its history', async () => {
  const page = await openPage(browser, site, '?backend=flex&seed=7');
  await call(page, (playground) => playground.step(30));
  const wanted = await sample(page);
  await untilStored(page, 30);

  await page.reload();
  await until(page, (status) => status.state === 'paused');
  await offer(page).waitFor();
  assert.match(await page.locator('.offer').innerText(), /Quick, seed 7, 30 steps/);
  assert.ok((await page.locator('.offer canvas').evaluate(inked)) > 0.02, 'it shows the samples');
  assert.equal((await status(page)).step, 0, 'nothing goes on unasked');
  await goOn(page);
  assert.deepEqual([(await status(page)).step, (await status(page)).seed], [30, 7]);
  assert.deepEqual(await sample(page), wanted);
  assert.equal(await call(page, ({ past }) => past.charts.losses.rows.length), 30, 'the charts go on too');

  const film = gif((await download(page, page.getByRole('button', { name: 'Film (GIF)' }))).bytes);
  assert.ok(film.frames > 1, 'and the film');

  // It goes on in its place, and the place follows.
  await call(page, (playground) => playground.step(5));
  await untilStored(page, 35);
  assert.equal((await stored(page)).length, 1);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('a Chinese visitor is offered the run in Chinese', async () => {
  const page = await openPage(browser, site, '?backend=flex', { locale: 'zh-CN' });
  await call(page, (playground) => playground.step(5));
  await untilStored(page, 5);
  await page.reload();
  await until(page, (status) => status.state === 'paused');
  await page.getByText('从上次停下的地方继续吗？').waitFor();
  const words = await page.locator('.offer, .keep').allInnerTexts();
  assert.doesNotMatch(words.join(' '), /[a-z]{3,} [a-z]{3,}/, 'there is no English in it');
  await page.locator('.offer').getByRole('button', { name: '继续' }).click();
  await until(page, (status) => status.step === 5);
  await page.context().close();
});

test('a killed renderer costs seconds, and a closed page nothing', async () => {
  const page = await openPage(browser, site, '?backend=flex');
  const context = page.context();
  await call(page, (playground) => playground.train());
  await untilStored(page, 40);
  await page.goto('chrome://crash').catch(() => {});

  const next = await another(context);
  await goOn(next);
  const { step } = await status(next);
  assert.ok(step >= 40, `it goes on at step ${step}`);

  await call(next, (playground) => playground.step(3));
  const wanted = await sample(next);
  await untilStored(next, step + 3);
  await next.close({ runBeforeUnload: true });
  const last = await another(context);
  await goOn(last);
  assert.equal((await status(last)).step, step + 3);
  assert.deepEqual(await sample(last), wanted);
  await context.close();
});

test('two tabs keep a run each, and each tab finds its own', async () => {
  const one = await openPage(browser, site, '?backend=flex&seed=1');
  const two = await another(one.context(), '?backend=flex&seed=2');
  await call(one, (playground) => playground.step(11));
  await call(two, (playground) => playground.step(22));
  await untilStored(one, 22);
  await untilStored(one, 11);
  await call(one, (playground) => playground.step(1));
  for (let tries = 0; (await stored(one)).every(({ step }) => step !== 12) && tries < 100; tries++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual((await stored(one)).map(({ step, seed }) => [seed, step]).sort(), [
    ['1', 12],
    ['2', 22],
  ]);

  // Two is the newer run of the two, but is being trained: one is offered its own.
  await one.reload();
  await until(one, (status) => status.state === 'paused');
  await goOn(one);
  assert.deepEqual([(await status(one)).seed, (await status(one)).step], [1, 12]);

  // A run that another tab has is not offered.
  const three = await another(one.context());
  await three.waitForTimeout(1000);
  assert.equal(await offer(three).count(), 0);
  await one.context().close();
});

test('what is not chosen is not overwritten, and what is dismissed stays in the list', async () => {
  const page = await openPage(browser, site, '?backend=flex');
  await call(page, (playground) => playground.step(9));
  await untilStored(page, 9);
  await page.reload();
  await until(page, (status) => status.state === 'paused');
  await offer(page).waitFor();
  await call(page, (playground) => playground.step(14));
  await accessible(page);

  await untilStored(page, 14);
  assert.deepEqual((await stored(page)).map(({ step }) => step).sort(), [14, 9]);
  await page.locator('.offer').getByRole('button', { name: 'Dismiss' }).click();
  await list(page).getByText('9 steps').waitFor();
  assert.equal(await offer(page).count(), 0);

  // Another run in the same tab leaves this one.
  await page.getByLabel('Preset').selectOption('classic-repaired');
  await until(page, (status) => status.preset === 'classic-repaired' && status.state === 'paused');
  await call(page, (playground) => playground.step(1));
  await untilStored(page, 14);
  for (let tries = 0; (await stored(page)).length < 3 && tries < 100; tries++) await page.waitForTimeout(100);
  assert.deepEqual((await stored(page)).map(({ step }) => step).sort(), [1, 14, 9]);
  await page.context().close();
});

test('a run is kept under a name with a note, renamed, deleted, brought back, opened', async () => {
  const page = await openPage(browser, site, '?backend=flex&seed=3');
  await call(page, (playground) => playground.step(12));
  const wanted = await wholeRun(page);
  await page.locator('.keep').getByLabel('Name').fill('Before the change');
  await page.locator('.keep').getByLabel('Note').fill('Sevens, are "poor"');
  await page.getByRole('button', { name: 'Keep this run' }).click();
  await list(page).getByText('Before the change').waitFor();
  await page.getByText('“Before the change” is kept.').waitFor();
  await call(page, (playground) => playground.step(2));

  const next = await another(page.context());
  await page.close();
  const run = list(next).filter({ hasText: 'Before the change' });
  assert.match(await run.innerText(), /Sevens, are "poor"\s+Quick, seed 3, 12 steps/);
  assert.ok((await run.locator('canvas').evaluate(inked)) > 0.02);
  await accessible(next);
  await run.getByRole('button', { name: 'Edit' }).click();
  await accessible(next);
  await list(next).getByLabel('Name').fill('Renamed');
  await list(next).getByRole('button', { name: 'Save' }).click();
  const renamed = list(next).filter({ hasText: 'Renamed' });
  const file = await download(next, renamed.getByRole('button', { name: 'Download' }));
  assert.equal(file.name, 'gan-quick-seed3-step12.safetensors');
  assert.equal(file.bytes.toString('base64'), wanted);

  await renamed.getByRole('button', { name: 'Delete' }).click();
  await next.getByText('“Renamed” is deleted.').waitFor();
  assert.equal(
    (await stored(next)).some(({ name }) => name === 'Renamed'),
    false,
  );
  await next.getByRole('button', { name: 'Undo' }).click();
  await renamed.getByRole('button', { name: 'Continue' }).click();
  await until(next, (status) => status.step === 12 && status.seed === 3);
  assert.equal(await wholeRun(next), wanted);
  await next.context().close();
});

test('the picture is a PNG of the samples with the settings below', async () => {
  const page = await openPage(browser, site, '?backend=flex&seed=3&d-steps=2');
  await call(page, (playground) => playground.step(10));
  await call(page, (playground) => playground.judge(200));
  await until(page, ({ quality }) => quality?.count === 200);
  const { name, bytes } = await download(page, page.getByRole('button', { name: 'Picture (PNG)' }));
  assert.equal(name, 'gan-quick-seed3-step10.png');
  const image = png(bytes);
  assert.equal(image.width, 3 * 298);
  assert.ok(image.height > 3 * 178 + 3 * 15, `it is ${image.height} pixels high`);
  assert.match(image.text, /^Quick · seed 3 · step 10\n\d+ of 10 classes, \d+% sure\nchanged: d-steps=2$/);
  const shares = [0, 3 * 178].map((from, part) => image.bright(from, part ? image.height : 3 * 178));
  assert.ok(shares[0] > 0.02 && shares[1] > 0.01, `samples and words are there: ${shares}`);
  await page.context().close();
});

test('the film is a GIF of what the samples were', async () => {
  const page = await openPage(browser, site, '?backend=flex&seed=3');
  const steps = new Set(
    await call(page, async (playground) => {
      const steps = [0];
      playground.addEventListener('samples', () => steps.push(playground.status.step));
      for (let times = 0; times < 5; times++) await playground.step(4);
      return steps;
    }),
  );
  const { name, bytes } = await download(page, page.getByRole('button', { name: 'Film (GIF)' }));
  assert.equal(name, 'gan-quick-seed3-step20.gif');
  const film = gif(bytes);
  assert.equal(film.width, 2 * 298);
  assert.equal(film.frames, steps.size, 'a frame for each step of which there were samples');
  assert.ok(film.frames >= 6, 'the noise at the beginning, and what came of each call');
  assert.match(film.comment, /^Quick · seed 3 · step 20/);
  assert.equal(film.delays.at(-1), 250);
  // The browser decodes it too.
  const size = await page.evaluate(async (base64) => {
    const image = await createImageBitmap(new Blob([Uint8Array.fromBase64(base64)], { type: 'image/gif' }));
    return [image.width, image.height];
  }, bytes.toString('base64'));
  assert.deepEqual(size, [film.width, film.height]);
  await page.context().close();
});

test('the numbers are CSV, a row for each step of which anything is kept', async () => {
  const page = await openPage(browser, site, '?backend=flex');
  await call(page, (playground) => playground.step(40));
  // A full judgement needs the test images, which come last.
  while (!(await call(page, (playground) => playground.judge(1000))).full) await page.waitForTimeout(200);
  await until(page, ({ quality }) => quality?.full);
  const { losses, quality } = await status(page);
  const { name, bytes } = await download(page, page.getByRole('button', { name: 'Numbers (CSV)' }));
  assert.equal(name, 'gan-quick-seed1-step40.csv');
  const text = bytes.toString();
  assert.ok(text.endsWith('\r\n') && !/[^\r]\n/.test(text), 'lines end as RFC 4180 says');
  const [header, ...rows] = text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  assert.deepEqual(header.slice(0, 11), [
    ...['step', 'discriminator_loss', 'generator_loss', 'real_score', 'generated_score'],
    ...['samples', 'modes', 'confidence', 'agreement', 'frechet', 'precision'],
  ]);
  assert.equal(header.at(-1), 'share_9');
  assert.deepEqual(
    rows.map(([step]) => Number(step)),
    Array.from({ length: 40 }, (_, index) => index + 1),
  );
  assert.ok(rows.every((row) => row.length === header.length));
  const last = Object.fromEntries(header.map((column, index) => [column, rows.at(-1)[index]]));
  assert.equal(Number(last.discriminator_loss), losses.discriminator);
  assert.ok(
    rows.every((row) => Number(row[3]) > 0 && Number(row[3]) < 1),
    'D(x) is a probability',
  );
  assert.equal(Number(last.frechet), quality.full.frechet);
  assert.equal(Number(last.share_3), quality.histogram[3]);
  await page.context().close();
});

test('a link gives the same run twice, to the byte', async () => {
  const page = await openPage(browser, site, '?seed=5&g-hidden=32,64&preset=classic-repaired', {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await call(page, (playground) => playground.step(25));
  const wanted = await wholeRun(page);
  await page.getByText('on the CPU, as here, the same to the byte').waitFor();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByText('The link is copied.').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /preset=classic-repaired.*stop=25/);

  for (const time of [1, 2]) {
    const other = await openPage(browser, site, link.slice(site.url.length));
    await other.getByText('pauses training by itself at step 25').waitFor();
    await other.getByRole('button', { name: 'Train' }).click();
    await until(other, (status) => status.step === 25 && status.state === 'paused');
    assert.equal(await wholeRun(other), wanted, `time ${time}`);
    assert.match(other.url(), /stop=25/);
    // Past the stop it trains on.
    await other.getByRole('button', { name: 'Train' }).click();
    await until(other, (status) => status.step > 26);
    await other.context().close();
  }
  await page.context().close();
});

test('a bad stop is said with its bound', async () => {
  for (const stop of ['0', '1000001', '1.5', 'soon']) {
    const page = await openPage(browser, site, `?backend=flex&stop=${stop}`);
    await page.getByText(`stop is "${stop}", but must be a whole number from 1 to 1000000`).waitFor();
    assert.equal((await call(page, (playground) => playground.step(1))).step, 1);
    await page.context().close();
  }
});

test('a tab that is not seen trains or pauses as was chosen', async () => {
  const page = await openPage(browser, site, '?backend=flex');
  const see = (state) =>
    page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  await call(page, (playground) => playground.train());
  await see('hidden');
  const { step } = await status(page);
  await until(page, `({ step }) => step > ${step + 20}`);
  assert.equal((await status(page)).state, 'training', 'it goes on by default');
  await see('visible');

  await page.getByLabel('Train in the background').uncheck();
  await see('hidden');
  await until(page, (status) => status.state === 'paused');
  await see('visible');
  await until(page, (status) => status.state === 'training');
  await page.evaluate(async () => {
    const playground = document.querySelector('gan-playground');
    await playground.pause();
    // At once, before anything else of the training's end can be heard.
    for (const state of ['hidden', 'visible']) {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }
  });
  await page.waitForTimeout(300);
  assert.equal((await status(page)).state, 'paused', 'what the person paused stays so');

  await page.reload();
  await until(page, (status) => status.state === 'paused');
  assert.equal(await page.getByLabel('Train in the background').isChecked(), false, 'the choice is kept');
  await page.context().close();
});

test('going out of sight saves what was trained', async () => {
  const page = await openPage(browser, site, '?backend=flex');
  await call(page, (playground) => playground.train());
  await until(page, ({ step }) => step >= 60);
  const before = (await status(page)).step;
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.waitForTimeout(1500);
  const [{ step }] = await stored(page);
  assert.ok(step >= before, `step ${step} is stored, and it was at ${before}`);
  await page.context().close();
});

for (const [what, message, refuse] of [
  [
    'refused',
    /lets the page store nothing/,
    () => {
      Object.defineProperty(window, 'indexedDB', {
        value: {
          open() {
            throw new DOMException('The operation is insecure.', 'SecurityError');
          },
        },
      });
    },
  ],
  [
    'full',
    /storage is full/,
    () => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('no room', 'QuotaExceededError');
      };
    },
  ],
]) {
  test(`storage that is ${what} is said in words and costs nothing`, async () => {
    const context = await browser.newContext();
    await asExpert(context);
    await context.addInitScript(refuse);
    const page = await another(context);
    await call(page, (playground) => playground.step(20));
    await page.getByRole('status').getByText(message).waitFor();
    assert.equal((await call(page, (playground) => playground.step(20))).step, 40);
    await page.getByRole('button', { name: 'OK' }).click();
    assert.equal(await page.locator('.notices').getByText(message).count(), 0);

    await page.getByRole('button', { name: 'Keep this run' }).click();
    await page.locator('.keep').getByText(message).waitFor();
    assert.equal((await call(page, (playground) => playground.step(1))).step, 41);
    assert.deepEqual(page.errors, []);
    await context.close();
  });
}

test('an element that is embedded stores nothing unasked', async () => {
  site.spoil = (path) =>
    path === '/lesson.html'
      ? `<!doctype html><script type="module" src="/gan-playground.js"></script>
    <gan-playground backend="flex"></gan-playground>`
      : undefined;
  const page = await openPage(browser, site, 'lesson.html');
  site.spoil = () => undefined;
  await call(page, (playground) => playground.step(5));
  await page.waitForTimeout(1000);
  assert.deepEqual(await stored(page), []);
  assert.equal(await page.getByRole('button', { name: 'Copy link' }).count(), 0);
  assert.equal(await page.getByRole('button', { name: 'Keep this run' }).count(), 1);
  await page.context().close();
});

/** The share of a canvas's pixels that are bright. */
function inked(canvas) {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, index) => index % 4 === 0 && value > 60).length / (data.length / 4);
}

/** Decodes a PNG of 8-bit colors: its chunks, whose checksums must hold, and its pixels. */
function png(bytes) {
  assert.equal(bytes.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n');
  const chunks = [];
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const data = bytes.subarray(at + 4, at + 8 + length);
    assert.equal(bytes.readUInt32BE(at + 8 + length), crc(data), 'the checksum holds');
    chunks.push({ type: data.subarray(0, 4).toString(), data: data.subarray(4) });
    at += 12 + length;
  }
  assert.deepEqual([chunks[0].type, chunks.at(-1).type], ['IHDR', 'IEND']);
  const header = chunks[0].data;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = header[9] === 6 ? 4 : 3;
  const packed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  const rows = unfiltered(inflateSync(Buffer.concat(packed)), width * channels, channels);
  assert.equal(rows.length, height);
  const text = chunks
    .find(({ type }) => type === 'iTXt')
    .data.toString()
    .split('\0')
    .at(-1);
  const bright = (from, to) => {
    const values = rows.slice(from, to).flatMap((row) => [...row].filter((_, at) => at % channels === 0));
    return values.filter((value) => value > 128).length / values.length;
  };
  return { width, height, text, bright };
}

function unfiltered(data, length, channels) {
  const rows = [];
  let above = new Uint8Array(length);
  for (let at = 0; at < data.length; at += length + 1) {
    const row = Uint8Array.from(data.subarray(at + 1, at + 1 + length));
    for (let index = 0; index < length; index++) {
      const left = index < channels ? 0 : row[index - channels];
      const corner = index < channels ? 0 : above[index - channels];
      row[index] += [0, left, above[index], (left + above[index]) >> 1, paeth(left, above[index], corner)][
        data[at]
      ];
    }
    rows.push(row);
    above = row;
  }
  return rows;
}

function paeth(left, above, corner) {
  const far = (value) => Math.abs(left + above - corner - value);
  if (far(left) <= far(above) && far(left) <= far(corner)) return left;
  return far(above) <= far(corner) ? above : corner;
}

function crc(bytes) {
  let rest = ~0;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return ~rest >>> 0;
}

/** Goes through the blocks of a GIF. */
function gif(bytes) {
  assert.equal(bytes.subarray(0, 6).toString(), 'GIF89a');
  const film = {
    width: bytes.readUInt16LE(6),
    height: bytes.readUInt16LE(8),
    frames: 0,
    delays: [],
    comment: '',
  };
  const table = (packed) => (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0);
  let at = 13 + table(bytes[10]);
  const blocks = () => {
    const parts = [];
    while (bytes[at] !== 0) {
      parts.push(bytes.subarray(at + 1, at + 1 + bytes[at]));
      at += bytes[at] + 1;
    }
    at++;
    return Buffer.concat(parts);
  };
  while (bytes[at] !== 0x3b) {
    const [kind, label] = [bytes[at], bytes[at + 1]];
    if (kind === 0x2c) {
      assert.deepEqual([bytes.readUInt16LE(at + 5), bytes.readUInt16LE(at + 7)], [film.width, film.height]);
      at += 10 + table(bytes[at + 9]) + 1;
      assert.ok(blocks().length > 100);
      film.frames++;
      continue;
    }
    assert.equal(kind, 0x21, `there is a block at ${at}`);
    at += 2;
    const data = blocks();
    if (label === 0xf9) film.delays.push(data.readUInt16LE(1));
    if (label === 0xfe) film.comment = data.toString();
  }
  assert.equal(at, bytes.length - 1);
  return film;
}
