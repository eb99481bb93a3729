// Short runs of every kind of generator, with what the core draws of known latent vectors.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/shell.mjs';

const SMALL = { preset: 'quick', 'batch-size': '16', latent: '12', 'd-hidden': '16' };
const STEPS = 5;
const SEED = 7;
export const LABELS = Uint8Array.from({ length: 12 }, (_, index) => (index * 7) % 10);

const PKG = join(ROOT, 'pkg', 'flex');
const core = await import(join(PKG, 'gan_playground.js'));
core.initSync({ module: readFileSync(join(PKG, 'gan_playground_bg.wasm')) });
const data = core.Dataset.noise(256);

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
export async function trained(kind: Kind) {
  const session = await core.Session.create({ ...SMALL, ...kind }, 'flex', data);
  for (let step = 0; step < STEPS; step++) {
    session.advance(1);
    await session.readLosses();
  }
  const checkpoint = await session.save();
  const images = await session.sample(SEED, LABELS);
  const latents = session.latents(SEED, LABELS.length);
  session.free();
  return { checkpoint, samples: { latents, labels: LABELS, images } };
}
