// The exported generators against the core: both files draw the images that the core drew.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web';
import { afterAll, expect, test } from 'vitest';
import { ROOT } from '../../scripts/shell.mjs';
import { exportGenerator } from '../../www/export/index.js';
import { FLAGS, KINDS, trained } from './runs.js';

/** Gray values are in 0..1. */
const TOLERANCE = 1e-5;
const PYTHON = process.env.PYTHON ?? 'python3';
const CHECK = join(ROOT, 'tests', 'export', 'check.py');
const SCRIPT = join(ROOT, 'examples', 'generator.py');

const folder = mkdtempSync(join(tmpdir(), 'gan-export-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CASES = [
  ...KINDS.map((kind) => ({ kind, shape: undefined, name: Object.values(kind).join(' ') })),
  ...KINDS.map((kind) => ({ kind, shape: FLAGS, name: `flags ${Object.values(kind).join(' ')}` })),
];

for (const { kind, shape, name } of CASES) {
  test(`the ONNX model draws what the core draws: ${name}`, async () => {
    const saved = await trained(kind, shape);
    const { samples } = saved;
    const { height, width, channels } = shape ?? { height: 28, width: 28, channels: 1 };
    const model = exportGenerator('onnx', saved);
    const file = join(folder, name.replaceAll(/[ ,]/g, '-'));
    writeFileSync(`${file}.onnx`, model);
    writeFileSync(`${file}.safetensors`, exportGenerator('pytorch', saved));

    const session = await ort.InferenceSession.create(model);
    const all = await draw(session, samples.latents, samples.labels);
    expect(all.dims).toEqual([12, channels, height, width]);
    const wanted = planes(samples.images, channels, height * width);
    expectSame(all.data, wanted);
    // As many images as one likes.
    const one = await draw(session, samples.latents.subarray(0, 12), samples.labels.subarray(0, 1));
    expectSame(one.data, wanted.subarray(0, channels * height * width));
    expect(range(samples.images), 'images that differ from pixel to pixel').toBeGreaterThan(0.1);
  });
}

/** Images whose pixels have all channels beside each other, channel after channel. */
function planes(images: Float32Array, channels: number, pixels: number) {
  const size = channels * pixels;
  return images.map((_, at) => {
    const [image, place] = [Math.floor(at / size), at % size];
    return images[image * size + (place % pixels) * channels + Math.floor(place / pixels)];
  });
}

const MODULES = ['torch', 'safetensors', 'numpy', 'PIL', 'onnx', 'onnxruntime'];

test('PyTorch and ONNX in Python draw what the core draws', (context) => {
  const found = spawnSync(PYTHON, ['-c', `import ${MODULES}`]);
  context.skip(found.status !== 0, `the Python of PYTHON, ${PYTHON}, has not all of ${MODULES}`);
  const check = spawnSync(PYTHON, [CHECK, folder, String(TOLERANCE)], { encoding: 'utf8' });
  expect(check.status, check.stdout + check.stderr).toBe(0);
  expect(check.stdout).toMatch(new RegExp(`^${CASES.length} generators`, 'm'));

  const [file, out] = [join(folder, 'mlp-none-24-40-relu-on.safetensors'), join(folder, 'samples.png')];
  const drawn = spawnSync(PYTHON, [SCRIPT, file, '--seed', '1', '--labels', '3', '1', '--out', out]);
  expect(drawn.status, String(drawn.stderr)).toBe(0);
  const png = readFileSync(out);
  // Two columns and six rows of 28 pixels.
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([56, 168]);
});

test('a file that is no run is refused with a code', async () => {
  const saved = await trained(KINDS[0]);
  const refused = expect.objectContaining({ code: 'checkpoint_invalid' });
  expect(() => exportGenerator('onnx', { ...saved, checkpoint: new Uint8Array(9) })).toThrow(refused);
  const empty = new TextEncoder().encode('\x02\0\0\0\0\0\0\0{}');
  expect(() => exportGenerator('onnx', { ...saved, checkpoint: empty })).toThrow(refused);
});

async function draw(session: ort.InferenceSession, latents: Float32Array, labels: Uint8Array) {
  const z = new ort.Tensor('float32', latents, [labels.length, latents.length / labels.length]);
  const told = new ort.Tensor('int64', BigInt64Array.from(labels, BigInt), [labels.length]);
  const { images } = await session.run({ z, ...(session.inputNames.includes('labels') && { labels: told }) });
  return images as ort.TypedTensor<'float32'>;
}

function expectSame(images: Float32Array, wanted: Float32Array) {
  expect(images.length).toBe(wanted.length);
  const difference = images.reduce((most, gray, index) => Math.max(most, Math.abs(gray - wanted[index])), 0);
  expect(difference, 'gray values differ').toBeLessThan(TOLERANCE);
}

/** From the darkest pixel to the brightest. */
function range(images: Float32Array) {
  return images.reduce((a, b) => Math.max(a, b)) - images.reduce((a, b) => Math.min(a, b));
}
