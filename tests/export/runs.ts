// Short runs of every kind of generator, with what the core draws of known latent vectors.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/shell.mjs';

const SMALL = { preset: 'quick', 'batch-size': '16', latent: '12', 'd-hidden': '16' };
const STEPS = 5;
const SEED = 7;
/** Labels of every class of so many. */
const labelsOf = (classes: number) => Uint8Array.from({ length: 12 }, (_, index) => (index * 7) % classes);

const PKG = join(ROOT, 'pkg', 'flex');
const core = await import(join(PKG, 'gan_playground.js'));
core.initSync({ module: readFileSync(join(PKG, 'gan_playground_bg.wasm')) });

const DIGITS = {
  height: 28,
  width: 28,
  channels: 1,
  classes: Array.from({ length: 10 }, (_, at) => `${at}`),
};
/** Small, in color, and not square. */
export const FLAGS = { height: 16, width: 12, channels: 3, classes: ['red', 'green', 'blue', 'white'] };

type Kind = Record<string, string>;

/** The settings of all kinds. */
export const KINDS = ['mlp', 'vae-mlp', 'dcgan', 'vae-conv'].flatMap((model) =>
  ['none', 'concatenation'].flatMap((condition): Kind[] =>
    model.endsWith('mlp') ? dense(model, condition) : [{ model, condition, channels: '6,5' }],
  ),
);

function dense(model: string, condition: string): Kind[] {
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
export async function trained(kind: Kind, shape = DIGITS) {
  const data = core.Dataset.noise(256, shape);
  const settings = { ...SMALL, ...kind };
  const session = await core.Session.create(settings, 'flex', data);
  for (let step = 0; step < STEPS; step++) {
    session.advance(1);
    await session.readLosses();
  }
  const checkpoint = await session.save();
  const labels = labelsOf(shape.classes.length);
  const images = await session.sample(SEED, labels);
  const latents = session.latents(SEED, labels.length);
  session.free();
  const networks = core.networks(settings, shape);
  return { checkpoint, networks, samples: { latents, labels, images } };
}
