/** The generator of a saved run: its averaged weights, which draw the samples, as layers of PyTorch. */

import { PlaygroundError } from '../error.js';
import { SIDE } from '../protocol.js';
import { type Words, words } from '../text/words.js';
import { activation, batchNorm, convTranspose, type Layer, linear, planar, unflatten } from './layers.js';
import { readTensors, type Tensor, type TensorFile } from './safetensors.js';

export interface Generator {
  model: string;
  dataset: string;
  step: number;
  /** Numbers in a latent vector. */
  latent: number;
  /** Labels beside it, one-hot; 0 where the generator is not told the class. */
  classes: number;
  /** From the input to images [1, 28, 28]. */
  layers: Layer[];
  /** What black and white are in the last layer's output. */
  range: [number, number];
}

/** What of a run's configuration a generator is made of, in the names of `src/config/`. */
interface Config {
  model: 'mlp' | 'dcgan' | 'vae-mlp' | 'vae-conv';
  dataset: string;
  latent: number;
  condition: string;
  'g-hidden': number[];
  'g-activation': 'relu' | 'leaky-relu';
  'g-batch-norm': boolean;
  channels: [number, number];
}

type Take = (name: string) => Tensor;

/** The versions of saved runs that this reads: see `src/checkpoint.rs`. */
const VERSION = 3;
const CLASSES = 10;
/** The side of the smallest feature maps of a DCGAN. */
const SMALL = SIDE / 4;
/** `src/model/activation.rs`. */
const SLOPES = { relu: 0, 'leaky-relu': 0.2 };

/** Finds the generator in the bytes that `save` gave. */
export function readGenerator(checkpoint: Uint8Array): Generator {
  const file = readTensors(checkpoint);
  const { version, config, step } = JSON.parse(file.metadata['gan-playground'] ?? '{}');
  if (version !== VERSION) throw invalid(words('otherVersion', String(version), VERSION));
  return generatorOf(config, step, file);
}

function generatorOf(config: Config, step: number, { tensors }: TensorFile): Generator {
  const { model, dataset, latent, condition } = config;
  const isVae = model.startsWith('vae');
  const take: Take = (name) => {
    const full = `average.${isVae ? 'decoder' : 'generator'}.${name}`;
    const tensor = tensors.get(full);
    if (!tensor) throw invalid(words('noTensor', full));
    return tensor;
  };
  const isDense = model === 'mlp' || model === 'vae-mlp';
  return {
    model,
    dataset,
    step,
    latent,
    classes: condition === 'none' ? 0 : CLASSES,
    layers: [
      ...(isDense ? dense(config, take) : convolutional(config, take)),
      { type: isVae ? 'Sigmoid' : 'Tanh', args: {} },
    ],
    range: isVae ? [0, 1] : [-1, 1],
  };
}

/** `src/model/mlp.rs` */
function dense(config: Config, take: Take): Layer[] {
  const hidden = config['g-hidden'].flatMap((_, index) => [
    linear(take(`hidden.${index}.dense.weight`), take(`hidden.${index}.dense.bias`)),
    activation(SLOPES[config['g-activation']]),
    ...(config['g-batch-norm']
      ? [batchNorm('BatchNorm1d', (name) => take(`hidden.${index}.batch_norm.${name}`))]
      : []),
  ]);
  return [...hidden, linear(take('output.weight'), take('output.bias')), unflatten([1, SIDE, SIDE])];
}

/** `src/model/dcgan.rs`, whose feature maps have all channels of a pixel beside each other. */
function convolutional({ channels: [small] }: Config, take: Take): Layer[] {
  return [
    linear(planar(take('dense.weight'), small)),
    batchNorm('BatchNorm1d', (name) => planar(take(`dense_norm.${name}`), small)),
    activation(0),
    unflatten([small, SMALL, SMALL]),
    convTranspose(take('to_14.weight')),
    batchNorm('BatchNorm2d', (name) => take(`to_14_norm.${name}`)),
    activation(0),
    convTranspose(take('to_28.weight'), take('shift')),
  ];
}

function invalid(reason: Words): PlaygroundError {
  return new PlaygroundError('checkpoint_invalid', reason);
}
