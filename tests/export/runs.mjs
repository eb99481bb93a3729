// Short runs of every kind of generator, with what the core draws of known latent vectors.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/shell.mjs';

const LATENT = 12;
const SMALL = { preset: 'quick', 'batch-size': '16', latent: String(LATENT), 'd-hidden': '16' };
const STEPS = 5;
const SEED = 7;
export const LABELS = Uint8Array.from({ length: 12 }, (_, index) => (index * 7) % 10);

const PKG = join(ROOT, 'pkg', 'flex');
const core = await import(join(PKG, 'gan_playground.js'));
core.initSync({ module: readFileSync(join(PKG, 'gan_playground_bg.wasm')) });
const data = core.Dataset.noise(256);

/** The settings of all kinds. */
export const KINDS = ['mlp', 'vae-mlp', 'dcgan', 'vae-conv'].flatMap((model) =>
  ['none', 'concatenation'].flatMap((condition) =>
    model.endsWith('mlp') ? dense(model, condition) : [{ model, condition, channels: '6,5' }],
  ),
);

function dense(model, condition) {
  return ['relu', 'leaky-relu'].flatMap((activation) =>
    ['on', 'off'].map((norm) => ({
      model,
      condition,
      'g-hidden': '24,40',
      'g-activation': activation,
      'g-batch-norm': norm,
    })),
  );
}

/** A saved run of a few steps, and what the core draws with its generator. */
export async function trained(kind) {
  const session = await core.Session.create({ ...SMALL, ...kind }, 'flex', data);
  for (let step = 0; step < STEPS; step++) {
    session.advance(1);
    await session.readLosses();
  }
  const checkpoint = await session.save();
  const images = await session.sample(SEED, LABELS);
  session.free();
  return { checkpoint, reference: { latents: await latents(), labels: LABELS, images } };
}

/**
 * The latent vectors that the core draws samples of, which depend on nothing but the seed: the images of a
 * decoder made by hand say what they are. Its hidden units are relu(z) and relu(-z), its pixels sigmoid(z / 4).
 */
async function latents() {
  const settings = { ...SMALL, model: 'vae-mlp', condition: 'none', 'g-hidden': String(2 * LATENT) };
  const plain = { ...settings, 'g-activation': 'relu', 'g-batch-norm': 'off' };
  const session = await core.Session.create(plain, 'flex', data);
  const checkpoint = await session.save();
  const fill = (name, value) => fillTensor(checkpoint, `average.decoder.${name}`, value);
  fill('hidden.0.dense.bias', () => 0);
  fill('hidden.0.dense.weight', (z, unit) => (unit === z ? 1 : unit === z + LATENT ? -1 : 0));
  fill('output.bias', () => 0);
  fill('output.weight', (unit, pixel) => (pixel === unit ? 0.25 : pixel === unit - LATENT ? -0.25 : 0));
  const drawn = await core.Session.load(checkpoint, 'flex', data);
  const images = await drawn.sample(SEED, LABELS);
  const pixels = Array.from(LABELS, (_, index) => images.subarray(index * 784, index * 784 + LATENT));
  return Float32Array.from(
    pixels.flatMap((row) => Array.from(row)),
    (gray) => 4 * Math.log(gray / (1 - gray)),
  );
}

/** Fills a matrix, or a row of it, of a safetensors file with what `value` says for each row and column. */
function fillTensor(bytes, name, value) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const start = 8 + Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  const { shape, data_offsets } = header[name];
  const [begin, end] = data_offsets;
  for (let index = 0; index < (end - begin) / 4; index++) {
    const [row, column] = [Math.floor(index / shape.at(-1)), index % shape.at(-1)];
    view.setFloat32(start + begin + index * 4, value(row, column), true);
  }
}
