// Images of one's own, on the page.
import type { Page } from '@playwright/test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { call, expect, statusOf, test, until, violationsOf } from './fixtures.js';

const MAGIC = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** A gray PNG of `gray(x, y)`, 0 to 255. */
function png(width: number, height: number, gray: (x: number, y: number) => number) {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const all = Buffer.alloc(body.length + 8);
    all.writeUInt32BE(data.length);
    body.copy(all, 4);
    all.writeUInt32BE(crc(body), body.length + 4);
    return all;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const rows = Array.from({ length: height }, (_, y) =>
    Buffer.from([0, ...Array.from({ length: width }, (_, x) => gray(x, y))]),
  );
  const data = deflateSync(Buffer.concat(rows));
  return Buffer.concat([MAGIC, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function crc(bytes: Buffer) {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

function idx(magic: number, sizes: number[], values: ArrayLike<number>) {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  [magic, ...sizes].forEach((number, index) => header.writeUInt32BE(number, 4 * index));
  return Buffer.concat([header, Buffer.from(Array.from(values))]);
}

/** A black bar on white paper, 56 pixels wide and 84 high, at another place in each. */
function bar(index: number) {
  return png(56, 84, (x, y) => (Math.abs(x - 14 - (index % 28)) < 4 && y > 20 && y < 64 ? 0 : 255));
}

async function openTool(page: Page) {
  await page.getByRole('tab', { name: 'Your own images' }).click();
  return page.locator('gan-own');
}

/** Gray values of a real image that the page shows in its first row. */
function realAt(page: Page, column: number) {
  return page.locator('#real').evaluate((canvas: HTMLCanvasElement, column) => {
    const pitch = (canvas.width - 28) / 9;
    const { data } = canvas.getContext('2d').getImageData(column * pitch, 0, 28, 28);
    return Array.from({ length: 28 * 28 }, (_, index) => data[index * 4]);
  }, column);
}

test('pictures are shaped, shown, named where bad, kept, and trained on', async ({ open }) => {
  const page = await open('?backend=flex');
  const tool = await openTool(page);
  const files = Array.from({ length: 40 }, (_, index) => ({
    name: `bar-${index}.png`,
    mimeType: 'image/png',
    buffer: bar(index),
  }));
  const bad = [
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('not a picture') },
    { name: 'empty.png', mimeType: 'image/png', buffer: Buffer.alloc(0) },
    { name: 'white.png', mimeType: 'image/png', buffer: png(30, 30, () => 255) },
    { name: 'cut-idx3-ubyte', mimeType: '', buffer: idx(0x803, [2, 28, 28], Buffer.alloc(784)) },
    { name: 'floats-idx3', mimeType: '', buffer: idx(0xd03, [1, 1, 1], Buffer.alloc(4)) },
  ];
  await tool.locator('#files').setInputFiles([...files, ...bad]);
  await tool.getByText('40 images').first().waitFor();
  const reasons = await tool.locator('.refused li').allInnerTexts();
  expect(reasons.map((reason) => reason.split(':')[0].trim()).sort()).toEqual(
    bad.map(({ name }) => name).sort(),
  );
  const reasonOf = (name: string) => reasons.find((reason) => reason.startsWith(name));
  expect(reasonOf('notes.txt')).toMatch(/no picture that this browser can read/);
  expect(reasonOf('empty.png')).toMatch(/empty/);
  expect(reasonOf('white.png')).toMatch(/same gray/);
  expect(reasonOf('cut-idx3')).toMatch(/800 bytes, but its header says that there are 1584/);
  expect(reasonOf('floats')).toMatch(/0xd03/);
  await tool.getByText(/40 images are few/).waitFor();
  await tool.getByText(/Light and dark are swapped/).waitFor();
  await expect(tool.locator('.strip canvas')).toHaveCount(40);
  expect(await violationsOf(page)).toEqual([]);

  await tool.getByRole('button', { name: 'Train on these 40 images' }).click();
  await until(page, ({ step, settings }) => settings.dataset === 'own' && step > 30);
  const { settings } = await statusOf(page);
  expect(settings.condition, 'there are no classes to tell').toBe('none');
  expect(settings.augmentation, 'what helps with few images').toBe('translation');
  // The middle of the first bar's picture: 9 pixels of 56 are 4 of 28, white on black, from the eleventh row on.
  const real = await realAt(page, 0);
  const lit = real.filter((value) => value > 200).length;
  expect(lit > 40 && lit < 140, `${lit} pixels are light`).toBe(true);
  expect(Math.max(...real.slice(0, 28 * 2)), 'above the bar is background').toBe(0);

  await page.getByText('No classifier knows your own images').waitFor();
  await page.reload();
  await until(page, ({ state, settings }) => state === 'paused' && settings.dataset === 'own');
  await call(page, (playground) => playground.step(2));
  const kept = await openTool(page);
  await kept.getByText('40 images of yours are kept').waitFor();
  const remove = kept.getByRole('button', { name: 'Remove them' });
  await expect(remove, 'not while a run trains on them').toBeDisabled();
  await call(page, (playground) => {
    playground.dataSet = 'mnist';
  });
  await until(page, ({ settings }) => settings.dataset === 'mnist');
  await remove.click();
  await kept.getByText('of yours are kept').waitFor({ state: 'detached' });
});

test('without images, their data set is refused in words and the run stays', async ({ open }) => {
  const page = await open('?backend=flex');
  await call(page, (playground) => playground.step(3));
  await call(page, (playground) => {
    playground.dataSet = 'own';
  });
  await page.getByText(/there are no images of your own in this browser/).waitFor();
  const { settings, step } = await statusOf(page);
  expect([settings.dataset, step]).toEqual(['mnist', 3]);
});

test('an address that asks for images that are not here opens all the same', async ({ open }) => {
  const page = await open('?backend=flex&dataset=own');
  await page.getByText(/there are no images of your own in this browser/).waitFor();
  const { settings, step } = await call(page, (playground) => playground.step(2));
  expect([settings.dataset, step]).toEqual(['mnist', 2]);
});

test('IDX files of any size come with their labels, and G is told them', async ({ open }) => {
  const page = await open('?backend=flex');
  const tool = await openTool(page);
  const count = 30;
  const pixels = Array.from({ length: count * 20 * 20 }, (_, at) => {
    const [index, x] = [Math.floor(at / 400), at % 20];
    return Math.floor(x / 7) === index % 3 ? 255 : 0;
  });
  const labels = Array.from({ length: count }, (_, index) => index % 3);
  await tool.locator('#files').setInputFiles([
    { name: 'my-images-idx3-ubyte', mimeType: '', buffer: idx(0x803, [count, 20, 20], pixels) },
    { name: 'my-labels-idx1-ubyte', mimeType: '', buffer: idx(0x801, [count], labels) },
  ]);
  await tool.getByText('Classes: 0 (10), 1 (10), 2 (10)').waitFor();
  await tool.getByRole('button', { name: 'Train on these 30 images' }).click();
  await until(page, ({ step, settings }) => settings.dataset === 'own' && step > 5);
  const { settings } = await statusOf(page);
  expect(settings.condition).toBe('projection');
  // Each column has the class of its number, in turn: its light lies in another third.
  const thirds = [];
  for (const column of [0, 1, 2, 3]) {
    const sums = [0, 0, 0];
    (await realAt(page, column)).forEach((value, at) => {
      sums[Math.min(2, Math.floor(((at % 28) * 20) / 28 / 7))] += value;
    });
    thirds.push(sums.indexOf(Math.max(...sums)));
  }
  expect(thirds).toEqual([0, 1, 2, 0]);
});

test('the folders of a folder are classes', async ({ open }) => {
  const page = await open('?backend=flex');
  const tool = await openTool(page);
  const root = mkdtempSync(join(tmpdir(), 'own-'));
  for (const name of ['left', 'right']) {
    mkdirSync(join(root, name));
    for (let index = 0; index < 12; index++) writeFileSync(join(root, name, `${index}.png`), bar(index));
  }
  await tool.locator('#folder').setInputFiles(root);
  await tool.getByText('Classes: left (12), right (12)').waitFor();
  rmSync(root, { recursive: true });
});

test('drawings are images too, and too few are refused with the reason', async ({ open }) => {
  const page = await open('?backend=flex');
  const tool = await openTool(page);
  await tool.getByText('Or draw').click();
  const pad = tool.locator('gan-pad');
  const add = tool.getByRole('button', { name: 'Add this drawing' });
  await expect(add).toBeDisabled();
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  await page.mouse.move(box.x + 40, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + 120, box.y + 120, { steps: 5 });
  await page.mouse.up();
  await add.click();
  await tool.getByText('1 images, 1 of them drawn').waitFor();
  await tool.getByText(/1 images are too few to train on: with fewer than 20/).waitFor();
  await expect(tool.getByRole('button', { name: 'Train on these 1 images' })).toBeDisabled();
});
