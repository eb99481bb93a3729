// What is kept of runs and how they are shared, in a real browser on the CPU.
import type { Page } from '@playwright/test';
import { inflateSync } from 'node:zlib';
import {
  answer,
  call,
  download,
  expect,
  lesson,
  statusOf,
  test,
  until,
  untilFetched,
  violationsOf,
  visit,
  wholeRun,
} from './fixtures.js';

const sample = (page: Page) =>
  call(page, (playground) =>
    playground.sample({ count: 3, seed: 5, labels: [1, 2, 3] }).then(Array.from<number>),
  );

/** What the storage has, without the bytes of the runs. */
function stored(page: Page) {
  return page.evaluate(async () => {
    const opened = indexedDB.open('gan-playground');
    const done = (request: IDBRequest) =>
      new Promise<any>((resolve) => (request.onsuccess = () => resolve(request.result)));
    const store = (await done(opened)).transaction('runs').objectStore('runs');
    const heads = await done(store.getAll(IDBKeyRange.bound('head:', 'head;')));
    opened.result.close();
    return heads.map(({ id, name, note, step, settings }) => ({ id, name, note, step, seed: settings.seed }));
  });
}

/** The seed and the step of all that is stored. */
const storedSteps = async (page: Page) =>
  (await stored(page)).map(({ seed, step }) => [Number(seed), step]).sort(([a, b], [c, d]) => a - c || b - d);

/** Waits until a run of `step` steps, or more, is stored. */
async function untilStored(page: Page, step: number) {
  const most = async () => Math.max(0, ...(await stored(page)).map((head) => head.step));
  await expect.poll(most, 'the steps that are stored').toBeGreaterThanOrEqual(step);
}

/** Has the page believe that it went out of sight, or is seen again. */
async function see(page: Page, state: 'hidden' | 'visible') {
  await page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

const offer = (page: Page) => page.getByText('Continue where you left off?');
const list = (page: Page) => page.locator('.keep .runs > li');

async function goOn(page: Page) {
  await offer(page).waitFor();
  await page.locator('.offer').getByRole('button', { name: 'Continue' }).click();
  await until(page, (status) => status.step > 0 && status.state === 'paused');
  await offer(page).waitFor({ state: 'detached' });
}

async function accessible(page: Page) {
  expect(await violationsOf(page)).toEqual([]);
}

test('a reload goes on where it was, to the byte, with its history', async ({ open }) => {
  const page = await open('?backend=flex&seed=7');
  await call(page, (playground) => playground.step(30));
  const wanted = await sample(page);
  await untilStored(page, 30);

  await page.reload();
  await until(page, (status) => status.state === 'paused');
  await offer(page).waitFor();
  expect(await page.locator('.offer').innerText()).toMatch(/Quick, seed 7, 30 steps/);
  expect(await page.locator('.offer canvas').evaluate(inked), 'it shows the samples').toBeGreaterThan(0.02);
  expect((await statusOf(page)).step, 'nothing goes on unasked').toBe(0);
  await goOn(page);
  expect([(await statusOf(page)).step, (await statusOf(page)).seed]).toEqual([30, 7]);
  expect(await sample(page)).toEqual(wanted);
  expect(await call(page, ({ past }) => past.charts.losses.rows.length), 'the charts go on too').toBe(30);

  const film = gif((await download(page, page.getByRole('button', { name: 'Film (GIF)' }))).bytes);
  expect(film.frames, 'and the film').toBeGreaterThan(1);

  // It goes on in its place, and the place follows.
  await call(page, (playground) => playground.step(5));
  await untilStored(page, 35);
  expect((await stored(page)).length).toBe(1);
});

test('a Chinese visitor is offered the run in Chinese', async ({ open }) => {
  const page = await open('?backend=flex', { locale: 'zh-CN' });
  await call(page, (playground) => playground.step(5));
  await untilStored(page, 5);
  await page.reload();
  await until(page, (status) => status.state === 'paused');
  await page.getByText('从上次停下的地方继续吗？').waitFor();
  const words = await page.locator('.offer, .keep').allInnerTexts();
  expect(words.join(' '), 'there is no English in it').not.toMatch(/[a-z]{3,} [a-z]{3,}/);
  await page.locator('.offer').getByRole('button', { name: '继续' }).click();
  await until(page, (status) => status.step === 5);
});

test('a killed renderer costs seconds, and a closed page nothing', async ({ open }) => {
  const page = await open('?backend=flex');
  const context = page.context();
  await call(page, (playground) => playground.train());
  await untilStored(page, 40);
  await page.goto('chrome://crash').catch(() => {});

  const next = await visit(context, '?backend=flex');
  await goOn(next);
  const { step } = await statusOf(next);
  expect(step, `it goes on at step ${step}`).toBeGreaterThanOrEqual(40);

  await call(next, (playground) => playground.step(3));
  const wanted = await sample(next);
  await untilStored(next, step + 3);
  await next.close({ runBeforeUnload: true });
  const last = await visit(context, '?backend=flex');
  await goOn(last);
  expect((await statusOf(last)).step).toBe(step + 3);
  expect(await sample(last)).toEqual(wanted);
});

test('two tabs keep a run each, and each tab finds its own', async ({ open }) => {
  const one = await open('?backend=flex&seed=1');
  const two = await visit(one.context(), '?backend=flex&seed=2');
  await call(one, (playground) => playground.step(11));
  await call(two, (playground) => playground.step(22));
  const untilStoredAre = (all: number[][]) => expect.poll(() => storedSteps(one)).toEqual(all);
  await untilStoredAre([
    [1, 11],
    [2, 22],
  ]);
  await call(one, (playground) => playground.step(1));
  await untilStoredAre([
    [1, 12],
    [2, 22],
  ]);

  // Each has its own, whichever is newer.
  await one.reload();
  await until(one, (status) => status.state === 'paused');
  await goOn(one);
  expect([(await statusOf(one)).seed, (await statusOf(one)).step]).toEqual([1, 12]);

  // A run that another tab has is not offered, though it is the newest.
  await two.close();
  const three = await visit(one.context(), '?backend=flex');
  await offer(three).waitFor();
  expect(await three.locator('.offer').innerText()).toMatch(/seed 2, 22 steps/);
});

test('what is not chosen is not overwritten, and what is dismissed stays in the list', async ({ open }) => {
  const page = await open('?backend=flex');
  await call(page, (playground) => playground.step(9));
  await untilStored(page, 9);
  await page.reload();
  await until(page, (status) => status.state === 'paused');
  await offer(page).waitFor();
  await call(page, (playground) => playground.step(14));
  await accessible(page);

  await untilStored(page, 14);
  expect((await storedSteps(page)).map(([, step]) => step)).toEqual([9, 14]);
  await page.locator('.offer').getByRole('button', { name: 'Dismiss' }).click();
  await list(page).getByText('9 steps').waitFor();
  await expect(offer(page)).toHaveCount(0);

  // Another run in the same tab leaves this one.
  await page.getByLabel('Preset').selectOption('classic-repaired');
  await until(page, (status) => status.preset === 'classic-repaired' && status.state === 'paused');
  await call(page, (playground) => playground.step(1));
  await expect.poll(() => storedSteps(page).then((all) => all.map(([, step]) => step))).toEqual([1, 9, 14]);
});

test('a run is kept under a name with a note, renamed, deleted, brought back, opened', async ({ open }) => {
  const page = await open('?backend=flex&seed=3');
  await call(page, (playground) => playground.step(12));
  const wanted = await wholeRun(page);
  await page.locator('.keep').getByLabel('Name').fill('Before the change');
  await page.locator('.keep').getByLabel('Note').fill('Sevens, are "poor"');
  await page.getByRole('button', { name: 'Keep this run' }).click();
  await list(page).getByText('Before the change').waitFor();
  await page.getByText('“Before the change” is kept.').waitFor();
  await call(page, (playground) => playground.step(2));

  const next = await visit(page.context(), '?backend=flex');
  await page.close();
  const run = list(next).filter({ hasText: 'Before the change' });
  expect(await run.innerText()).toMatch(/Sevens, are "poor"\s+Quick, seed 3, 12 steps/);
  expect(await run.locator('canvas').evaluate(inked)).toBeGreaterThan(0.02);
  await accessible(next);
  await run.getByRole('button', { name: 'Edit' }).click();
  await accessible(next);
  await list(next).getByLabel('Name').fill('Renamed');
  await list(next).getByRole('button', { name: 'Save' }).click();
  const renamed = list(next).filter({ hasText: 'Renamed' });
  const file = await download(next, renamed.getByRole('button', { name: 'Download' }));
  expect(file.name).toBe('gan-quick-seed3-step12.safetensors');
  expect(file.bytes.toString('base64')).toBe(wanted);

  await renamed.getByRole('button', { name: 'Delete' }).click();
  await next.getByText('“Renamed” is deleted.').waitFor();
  expect((await stored(next)).some(({ name }) => name === 'Renamed')).toBe(false);
  await next.getByRole('button', { name: 'Undo' }).click();
  await renamed.getByRole('button', { name: 'Continue' }).click();
  await until(next, (status) => status.step === 12 && status.seed === 3);
  expect(await wholeRun(next)).toBe(wanted);
});

test('the picture is a PNG of the samples with the settings below', async ({ open }) => {
  const page = await open('?backend=flex&seed=3&d-steps=2');
  await call(page, (playground) => playground.step(10));
  await call(page, (playground) => playground.judge(200));
  await until(page, ({ quality }) => quality?.count === 200);
  const { name, bytes } = await download(page, page.getByRole('button', { name: 'Picture (PNG)' }));
  expect(name).toBe('gan-quick-seed3-step10.png');
  const image = png(bytes);
  expect(image.width).toBe(3 * 298);
  expect(image.height, `it is ${image.height} pixels high`).toBeGreaterThan(3 * 178 + 3 * 15);
  expect(image.text).toMatch(/^Quick · seed 3 · step 10\n\d+ of 10 classes, \d+% sure\nchanged: d-steps=2$/);
  const shares = [0, 3 * 178].map((from, part) => image.bright(from, part ? image.height : 3 * 178));
  expect(shares[0] > 0.02 && shares[1] > 0.01, `samples and words are there: ${shares}`).toBe(true);
});

test('the film is a GIF of what the samples were', async ({ open }) => {
  const page = await open('?backend=flex&seed=3');
  const steps = new Set(
    await call(page, async (playground) => {
      const steps = [0];
      playground.addEventListener('samples', () => steps.push(playground.status.step));
      for (let times = 0; times < 5; times++) await playground.step(4);
      return steps;
    }),
  );
  const { name, bytes } = await download(page, page.getByRole('button', { name: 'Film (GIF)' }));
  expect(name).toBe('gan-quick-seed3-step20.gif');
  const film = gif(bytes);
  expect(film.width).toBe(2 * 298);
  expect(film.frames, 'a frame for each step of which there were samples').toBe(steps.size);
  expect(film.frames, 'the noise at the beginning, and what came of each call').toBeGreaterThanOrEqual(6);
  expect(film.comment).toMatch(/^Quick · seed 3 · step 20/);
  expect(film.delays.at(-1)).toBe(250);
  // The browser decodes it too.
  const size = await page.evaluate(async (base64) => {
    const image = await createImageBitmap(new Blob([Uint8Array.fromBase64(base64)], { type: 'image/gif' }));
    return [image.width, image.height];
  }, bytes.toString('base64'));
  expect(size).toEqual([film.width, film.height]);
});

test('the numbers are CSV, a row for each step of which anything is kept', async ({ open }) => {
  const page = await open('?backend=flex');
  await call(page, (playground) => playground.step(40));
  // A full judgement needs the test images.
  await untilFetched(page);
  await call(page, (playground) => playground.judge(1000));
  await until(page, ({ quality }) => quality?.full);
  const { losses, quality } = await statusOf(page);
  const { name, bytes } = await download(page, page.getByRole('button', { name: 'Numbers (CSV)' }));
  expect(name).toBe('gan-quick-seed1-step40.csv');
  const text = bytes.toString();
  expect(text.endsWith('\r\n') && !/[^\r]\n/.test(text), 'lines end as RFC 4180 says').toBe(true);
  const [header, ...rows] = text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  expect(header.slice(0, 11)).toEqual([
    ...['step', 'discriminator_loss', 'generator_loss', 'real_score', 'generated_score'],
    ...['samples', 'modes', 'confidence', 'agreement', 'frechet', 'precision'],
  ]);
  expect(header.at(-1)).toBe('share_9');
  expect(rows.map(([step]) => Number(step))).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
  expect(rows.every((row) => row.length === header.length)).toBe(true);
  const last = Object.fromEntries(header.map((column, index) => [column, rows.at(-1)[index]]));
  expect(Number(last.discriminator_loss)).toBe(losses.discriminator);
  expect(
    rows.every((row) => Number(row[3]) > 0 && Number(row[3]) < 1),
    'D(x) is a probability',
  ).toBe(true);
  expect(Number(last.frechet)).toBe(quality.full.frechet);
  expect(Number(last.share_3)).toBe(quality.histogram[3]);
});

test('a link gives the same run twice, to the byte', async ({ open, site }) => {
  const page = await open('?seed=5&g-hidden=32,64&preset=classic-repaired', {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await call(page, (playground) => playground.step(25));
  const wanted = await wholeRun(page);
  await page.getByText('on the CPU, as here, the same to the byte').waitFor();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByText('The link is copied.').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/preset=classic-repaired.*stop=25/);

  for (const time of [1, 2]) {
    const other = await open(link.slice(site.url.length));
    await other.getByText('pauses training by itself at step 25').waitFor();
    await other.getByRole('button', { name: 'Train' }).click();
    await until(other, (status) => status.step === 25 && status.state === 'paused');
    expect(await wholeRun(other), `time ${time}`).toBe(wanted);
    await expect(other).toHaveURL(/stop=25/);
    // Past the stop it trains on.
    await other.getByRole('button', { name: 'Train' }).click();
    await until(other, (status) => status.step > 26);
    await other.context().close();
  }
});

test('a bad stop is said with its bound', async ({ open }) => {
  for (const stop of ['0', '1000001', '1.5', 'soon']) {
    const page = await open(`?backend=flex&stop=${stop}`);
    await page.getByText(`stop is "${stop}", but must be a whole number from 1 to 1000000`).waitFor();
    expect((await call(page, (playground) => playground.step(1))).step).toBe(1);
    await page.context().close();
  }
});

test('a tab that is not seen trains or pauses as was chosen', async ({ open }) => {
  const page = await open('?backend=flex');
  await call(page, (playground) => playground.train());
  await see(page, 'hidden');
  const { step } = await statusOf(page);
  await until(page, ({ step }, before) => step > before + 20, step);
  expect((await statusOf(page)).state, 'it goes on by default').toBe('training');
  await see(page, 'visible');

  await page.getByLabel('Train in the background').uncheck();
  await see(page, 'hidden');
  await until(page, (status) => status.state === 'paused');
  await see(page, 'visible');
  await until(page, (status) => status.state === 'training');
  await call(page, async (playground) => {
    await playground.pause();
    // At once, before anything else of the training's end can be heard.
    for (const state of ['hidden', 'visible']) {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }
  });
  // Whatever is asked for now is done after what that began.
  await sample(page);
  expect((await statusOf(page)).state, 'what the person paused stays so').toBe('paused');

  await page.reload();
  await until(page, (status) => status.state === 'paused');
  await expect(page.getByLabel('Train in the background'), 'the choice is kept').not.toBeChecked();
});

test('going out of sight saves what was trained', async ({ open }) => {
  const page = await open('?backend=flex');
  await call(page, (playground) => playground.train());
  await untilStored(page, 1);
  // The time to save while it trains does not come again.
  await page.evaluate(() => {
    const now = performance.now();
    performance.now = () => now;
  });
  await until(page, ({ step }) => step >= 60);
  const before = (await statusOf(page)).step;
  await see(page, 'hidden');
  await untilStored(page, before);
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
] as const) {
  test(`storage that is ${what} is said in words and costs nothing`, async ({ enter }) => {
    const context = await enter();
    await context.addInitScript(refuse);
    const page = await visit(context, '?backend=flex');
    await call(page, (playground) => playground.step(20));
    await page.getByRole('status').getByText(message).waitFor();
    expect((await call(page, (playground) => playground.step(20))).step).toBe(40);
    await page.getByRole('button', { name: 'OK' }).click();
    await expect(page.locator('.notices').getByText(message)).toHaveCount(0);

    await page.getByRole('button', { name: 'Keep this run' }).click();
    await page.locator('.keep').getByText(message).waitFor();
    expect((await call(page, (playground) => playground.step(1))).step).toBe(41);
  });
}

test('an element that is embedded stores nothing unasked', async ({ open, site }) => {
  site.spoil(/lesson\.html/, answer(lesson('backend="flex"')));
  const page = await open('lesson.html');
  await call(page, (playground) => playground.step(5));
  await see(page, 'hidden');
  await expect(page.getByRole('button', { name: 'Copy link' })).toHaveCount(0);
  await page.locator('.keep').getByLabel('Name').fill('Asked for');
  await page.getByRole('button', { name: 'Keep this run' }).click();
  await page.getByText('“Asked for” is kept.').waitFor();
  expect((await stored(page)).map(({ name }) => name)).toEqual(['Asked for']);
});

/** The share of a canvas's pixels that are bright. */
function inked(canvas: HTMLCanvasElement) {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, index) => index % 4 === 0 && value > 60).length / (data.length / 4);
}

/** Decodes a PNG of 8-bit colors: its chunks, whose checksums must hold, and its pixels. */
function png(bytes) {
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const chunks = [];
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const data = bytes.subarray(at + 4, at + 8 + length);
    expect(bytes.readUInt32BE(at + 8 + length), 'the checksum holds').toBe(crc(data));
    chunks.push({ type: data.subarray(0, 4).toString(), data: data.subarray(4) });
    at += 12 + length;
  }
  expect([chunks[0].type, chunks.at(-1).type]).toEqual(['IHDR', 'IEND']);
  const header = chunks[0].data;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = header[9] === 6 ? 4 : 3;
  const packed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  const rows = unfiltered(inflateSync(Buffer.concat(packed)), width * channels, channels);
  expect(rows.length).toBe(height);
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
  expect(bytes.subarray(0, 6).toString()).toBe('GIF89a');
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
      expect([bytes.readUInt16LE(at + 5), bytes.readUInt16LE(at + 7)]).toEqual([film.width, film.height]);
      at += 10 + table(bytes[at + 9]) + 1;
      expect(blocks().length).toBeGreaterThan(100);
      film.frames++;
      continue;
    }
    expect(kind, `there is a block at ${at}`).toBe(0x21);
    at += 2;
    const data = blocks();
    if (label === 0xf9) film.delays.push(data.readUInt16LE(1));
    if (label === 0xfe) film.comment = data.toString();
  }
  expect(at).toBe(bytes.length - 1);
  return film;
}
