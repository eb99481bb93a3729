// Images of another shape than MNIST's: in color, not square, of four classes with names.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web';
import { ROOT } from '../../scripts/shell.mjs';
import { readTensors } from '../../www/export/safetensors.js';
import {
  answer,
  call,
  download,
  expect,
  pictureOf,
  type Playground,
  type Site,
  statusOf,
  test,
  until,
  untilFetched,
  wholeRun,
} from './fixtures.js';

const [HEIGHT, WIDTH, CHANNELS] = [16, 12, 3];
const CLASSES = ['red', 'green', 'blue', 'white'];
const COLORS = [
  [230, 30, 30],
  [30, 200, 60],
  [40, 60, 230],
  [240, 240, 240],
];

/** Flags of one color each, with a darker border of a width that varies. */
function flags(count: number) {
  const labels = Uint8Array.from({ length: count }, (_, index) => index % CLASSES.length);
  const images = new Uint8Array(count * HEIGHT * WIDTH * CHANNELS);
  for (let at = 0; at < images.length; at++) {
    const [channel, pixel] = [at % CHANNELS, Math.floor(at / CHANNELS)];
    const [x, y, image] = [
      pixel % WIDTH,
      Math.floor(pixel / WIDTH) % HEIGHT,
      Math.floor(pixel / WIDTH / HEIGHT),
    ];
    const border = 1 + (image % 3);
    const isInside = Math.min(x, y, WIDTH - 1 - x, HEIGHT - 1 - y) >= border;
    images[at] = isInside ? COLORS[labels[image]][channel] : 20;
  }
  return { labels, images };
}

function idx(magic: number, sizes: number[], bytes: Uint8Array) {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.writeUInt32BE(magic, 0);
  sizes.forEach((size, index) => header.writeUInt32BE(size, 4 + 4 * index));
  return Buffer.concat([header, bytes]);
}

/** Has the site answer with flags where a page asks for MNIST. */
async function serveFlags(site: Site) {
  const shard = (set: string, count: number) => {
    const { labels, images } = flags(count);
    const file = (name: string, bytes: Buffer) => {
      site.spoil(new RegExp(`/data/mnist/${name}$`), answer(bytes, 'application/octet-stream'));
      return {
        file: name,
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      };
    };
    return {
      count,
      images: file(`${set}-images.idx`, idx(0x804, [count, HEIGHT, WIDTH, CHANNELS], images)),
      labels: file(`${set}-labels.idx`, idx(0x801, [count], labels)),
    };
  };
  const shape = { height: HEIGHT, width: WIDTH, channels: CHANNELS, classes: CLASSES };
  const manifest = { shape, train: [shard('train', 600)], test: [shard('test', 200)] };
  site.spoil(/\/data\/mnist\/manifest\.json$/, answer(JSON.stringify(manifest), 'application/json'));
  const classifier = await readFile(join(ROOT, 'tests', 'e2e', 'flags-classifier.safetensors'));
  site.spoil(/\/data\/mnist\/classifier\.safetensors$/, answer(classifier, 'application/octet-stream'));
}

/** The mean light of each channel in a column of the grid of samples. */
function channelsOf(canvas: HTMLCanvasElement, column: number) {
  const width = (canvas.width + 2) / 10 - 2;
  const { data } = canvas.getContext('2d').getImageData(column * (width + 2), 0, width, canvas.height);
  const sums = [0, 0, 0];
  for (let at = 0; at < data.length; at++) if (at % 4 < 3) sums[at % 4] += data[at];
  return sums.map((sum) => sum / (data.length / 4));
}

for (const model of ['dcgan', 'mlp', 'vae-conv']) {
  test(`images of 16 x 12 x 3 train, are evaluated, saved, exported and shown: ${model}`, async ({
    open,
    site,
  }) => {
    await serveFlags(site);
    const page = await open(`?backend=flex&model=${model}&channels=16,8&g-hidden=64&d-hidden=64&seed=3`);
    await untilFetched(page);
    await call(page, (playground) => playground.step(150));

    // Shown, in color.
    const samples = page.locator('#samples');
    expect(await samples.evaluate(({ width, height }: HTMLCanvasElement) => [width, height])).toEqual([
      10 * (WIDTH + 2) - 2,
      6 * (HEIGHT + 2) - 2,
    ]);
    const real = page.locator('#real');
    const [red, green, blue] = await real.evaluate(channelsOf, 0);
    expect(red > 2 * green && red > 2 * blue, `${[red, green, blue]} is red`).toBe(true);
    const [r, g, b] = await samples.evaluate(channelsOf, 0);
    expect(r > g && r > b, `what G draws as red, ${[r, g, b]}, is red`).toBe(true);

    // Evaluated, by the names of its classes.
    const quality = await call(page, (playground) => playground.judge(200));
    expect(quality.histogram.length).toBe(4);
    for (const name of CLASSES) await page.locator('.histogram .names').getByText(name).waitFor();

    // Saved, and on from there.
    const file = await wholeRun(page);
    const sample = (playground: Playground) =>
      playground.sample({ count: 4, seed: 5, labels: [0, 1, 2, 3] }).then(Array.from<number>);
    await call(page, (playground) => playground.step(3));
    const wanted = await call(page, sample);
    expect(wanted.length).toBe(4 * HEIGHT * WIDTH * CHANNELS);
    await call(page, (playground, file) => playground.load(Uint8Array.fromBase64(file)), file);
    expect((await statusOf(page)).step).toBe(150);
    await call(page, (playground) => playground.step(3));
    expect(await call(page, sample)).toEqual(wanted);

    // Exported.
    const exported = (format: string): Promise<string> =>
      call(
        page,
        (playground, format) =>
          playground.exportGenerator(format).then((bytes: Uint8Array) => bytes.toBase64()),
        format,
      );
    const pytorch = readTensors(Uint8Array.from(Buffer.from(await exported('pytorch'), 'base64')));
    const [latents, labels, images] = ['latents', 'labels', 'images'].map((name) =>
      pytorch.tensors.get(`samples.${name}`),
    );
    expect(images.shape).toEqual([60, CHANNELS, HEIGHT, WIDTH]);
    const session = await ort.InferenceSession.create(Buffer.from(await exported('onnx'), 'base64'));
    const drawn = await session.run({
      z: new ort.Tensor('float32', latents.values, latents.shape),
      ...(session.inputNames.includes('labels') && {
        labels: new ort.Tensor('int64', BigInt64Array.from(labels.values, BigInt), labels.shape),
      }),
    });
    expect(drawn.images.dims).toEqual(images.shape);
    const found = drawn.images.data as Float32Array;
    const furthest = images.values.reduce(
      (most, light, at) => Math.max(most, Math.abs(light - found[at])),
      0,
    );
    expect(furthest).toBeLessThan(1e-5);

    // The tools take it as it is.
    for (const name of ['latent', 'play-discriminator', 'repair', 'networks']) {
      await page.locator(`#tab-${name}`).click();
      const tool = page.locator(`gan-${name}`);
      await tool.waitFor();
      await expect(tool.locator('.bad')).toHaveCount(0);
    }
    await page.locator('gan-networks').getByText('16 × 12 × 3').first().waitFor();
    await page
      .locator('gan-networks')
      .getByText(/^About .* of memory/)
      .waitFor();
    const sums = await page.locator('gan-networks section h3').allTextContents();
    expect(sums.length).toBe(2);
    for (const sum of sums) expect(sum).toMatch(/ [\d.]+[kM] weights, [\d.]+[kMG] operations/);
    await page.locator('#tab-repair').click();
    await page.locator('gan-repair').getByRole('button', { name: 'Repair', exact: true }).click();
    await page
      .locator('gan-repair')
      .getByText(/Error against the original/)
      .waitFor({ timeout: 60_000 });
    const film = await download(page, page.getByRole('button', { name: 'Film (GIF)' }));
    expect(film.bytes.subarray(0, 6).toString()).toBe('GIF89a');
    expect(await pictureOf(samples)).toMatch(/^data:image/);
  });
}

test('an address that asks for too much memory is refused with the number and the bound', async ({
  enter,
}) => {
  const page = await (await enter()).newPage();
  const large = 'model=dcgan&batch-size=1024&channels=256,256&r1=1&gradient-penalty=1';
  await page.goto(`?backend=flex&${large}`);
  await page
    .getByText(/\d+ MB.* at most 2048 MB/)
    .first()
    .waitFor();
  // Nothing was taken, and another address works.
  await page.goto('?backend=flex&seed=4');
  await until(page, ({ state }) => state === 'paused');
  await page.locator('#tab-networks').click();
  await page
    .locator('gan-networks')
    .getByText(/^About .* of memory/)
    .waitFor();
});
