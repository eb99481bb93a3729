/** What the core says, which stands in its own source; and how people write the choices of its options. */

import type { Choice } from '../../generated/options.js';
import type { OptionSpec, PresetSpec } from '../../protocol.js';

const choices = {
  auto: 'Automatic',
  webgpu: 'WebGPU',
  flex: 'CPU (flex)',
  ndarray: 'CPU (ndarray)',
  mnist: 'MNIST',
  'fashion-mnist': 'Fashion-MNIST',
  own: 'Your own images',
  mlp: 'MLP GAN',
  dcgan: 'DCGAN',
  'vae-mlp': 'VAE, MLP',
  'vae-conv': 'VAE, convolutional',
  none: 'Not told',
  concatenation: 'Concatenation',
  projection: 'Projection',
  relu: 'ReLU',
  'leaky-relu': 'LeakyReLU',
  minimax: 'Minimax',
  'non-saturating': 'Non-saturating',
  'least-squares': 'Least squares (LSGAN)',
  wasserstein: 'Wasserstein (clip)',
  'wgan-gp': 'WGAN-GP',
  hinge: 'Hinge',
  relativistic: 'Relativistic pairing',
  off: 'Off',
  translation: 'Moved',
  'translation-cutout': 'Moved and covered',
  sgd: 'SGD',
  momentum: 'SGD with momentum',
  'rms-prop': 'RMSProp',
  adam: 'Adam',
  'adam-w': 'AdamW',
};

export const core = {
  choices: choices satisfies Record<Choice, string>,
  option: ({ title, doc }: OptionSpec) => ({ title, doc }),
  group: (group: string) => group,
  /** An option's title where its group is not to be seen: both optimizers have a learning rate. */
  fullTitle: ({ title, group }: OptionSpec) => title + (/^Optimizer( of .+)$/.exec(group)?.[1] ?? ''),
  preset: ({ title, teaches, caution }: PresetSpec) => ({ title, teaches, caution }),
};
