// The exported generators against the core: both files draw the images that the core drew.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import * as ort from 'onnxruntime-web';
import { runnerImport } from 'vite';
import { ROOT } from '../../scripts/shell.mjs';
import { KINDS, trained } from './runs.mjs';

/** Gray values are in 0..1. */
const TOLERANCE = 1e-5;
const PYTHON = process.env.PYTHON ?? 'python3';
const CHECK = join(ROOT, 'tests', 'export', 'check.py');
const SCRIPT = join(ROOT, 'examples', 'generator.py');

const entry = join(ROOT, 'www', 'export', 'index.ts');
const { module: exporter } = await runnerImport(entry, { configFile: false, logLevel: 'error' });
const folder = mkdtempSync(join(tmpdir(), 'gan-export-'));
after(() => rmSync(folder, { recursive: true }));

for (const kind of KINDS) {
  const name = Object.values(kind).join(' ');
  test(`the ONNX model draws what the core draws: ${name}`, async () => {
    const { checkpoint, samples } = await trained(kind);
    const model = exporter.exportGenerator('onnx', checkpoint);
    const file = join(folder, name.replaceAll(/[ ,]/g, '-'));
    writeFileSync(`${file}.onnx`, model);
    writeFileSync(`${file}.safetensors`, exporter.exportGenerator('pytorch', checkpoint, samples));

    const session = await ort.InferenceSession.create(model);
    const all = await draw(session, samples.latents, samples.labels);
    assert.deepEqual(all.dims, [12, 1, 28, 28]);
    assertSame(all.data, samples.images);
    // As many images as one likes.
    const one = await draw(session, samples.latents.subarray(0, 12), samples.labels.subarray(0, 1));
    assertSame(one.data, samples.images.subarray(0, 784));
    assert.ok(spread(samples.images) > 0.1, 'images that differ from pixel to pixel');
  });
}

const MODULES = ['torch', 'safetensors', 'numpy', 'PIL', 'onnx', 'onnxruntime'];

test('PyTorch and ONNX in Python draw what the core draws', (context) => {
  const found = spawnSync(PYTHON, ['-c', `import ${MODULES}`]);
  if (found.status !== 0) {
    return context.skip(`the Python of PYTHON, ${PYTHON}, has not all of ${MODULES}`);
  }
  const check = spawnSync(PYTHON, [CHECK, folder, String(TOLERANCE)], { encoding: 'utf8' });
  assert.equal(check.status, 0, check.stdout + check.stderr);
  assert.match(check.stdout, new RegExp(`^${KINDS.length} generators`, 'm'));
  context.diagnostic(check.stdout.trim());

  const [file, out] = [join(folder, 'mlp-none-24-40-relu-on.safetensors'), join(folder, 'samples.png')];
  const drawn = spawnSync(PYTHON, [SCRIPT, file, '--seed', '1', '--labels', '3', '1', '--out', out]);
  assert.equal(drawn.status, 0, String(drawn.stderr));
  const png = readFileSync(out);
  // Two columns and six rows of 28 pixels.
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [56, 168]);
});

test('a file that is no run is refused with a code', () => {
  const refused = { code: 'checkpoint_invalid' };
  assert.throws(() => exporter.exportGenerator('onnx', new Uint8Array(9)), refused);
  const empty = new TextEncoder().encode('\x02\0\0\0\0\0\0\0{}');
  assert.throws(() => exporter.exportGenerator('onnx', empty), refused);
});

async function draw(session, latents, labels) {
  const z = new ort.Tensor('float32', latents, [labels.length, latents.length / labels.length]);
  const told = new ort.Tensor('int64', BigInt64Array.from(labels, BigInt), [labels.length]);
  const { images } = await session.run({ z, ...(session.inputNames.includes('labels') && { labels: told }) });
  return images;
}

function assertSame(images, wanted) {
  assert.equal(images.length, wanted.length);
  const difference = images.reduce((most, gray, index) => Math.max(most, Math.abs(gray - wanted[index])), 0);
  assert.ok(difference < TOLERANCE, `gray values differ by ${difference}`);
}

/** From the darkest pixel to the brightest. */
function spread(images) {
  return images.reduce((a, b) => Math.max(a, b)) - images.reduce((a, b) => Math.min(a, b));
}
