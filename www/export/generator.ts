/** The generator of a saved run: its averaged weights, which draw the samples, as layers of PyTorch. */

import { PlaygroundError } from '../error.js';
import type { Architecture, ImageShape } from '../protocol.js';
import { type Words, words } from '../text/words.js';
import { activation, batchNorm, convTranspose, type Layer, linear, planar, unflatten } from './layers.js';
import { readTensors, type Tensor } from './safetensors.js';

export interface Generator {
  model: string;
  dataset: string;
  step: number;
  /** Numbers in a latent vector. */
  latent: number;
  /** Labels beside it, one-hot; 0 where the generator is not told the class. */
  classes: number;
  /** What the images are: they come out as [channels, height, width]. */
  shape: ImageShape;
  /** From the input to images. */
  layers: Layer[];
  /** What black and white are in the last layer's output. */
  range: [number, number];
}

type LayerSpec = Architecture['layers'][number];
type Take = (name: string) => Tensor;

/** The version of saved runs that this reads: see `src/checkpoint/`. */
const VERSION = 4;
const OUTPUTS = { tanh: 'Tanh', sigmoid: 'Sigmoid' } as const;

/** Finds the generator in the bytes that `save` gave; `architecture` is what its network is. */
export function readGenerator(checkpoint: Uint8Array, architecture: Architecture): Generator {
  const file = readTensors(checkpoint);
  const { version, config, shape, step } = JSON.parse(file.metadata['gan-playground'] ?? '{}');
  if (version !== VERSION) throw invalid(words('otherVersion', String(version), VERSION));
  const { name, input, labels, output } = architecture;
  const take: Take = (part) => {
    const full = `average.${name}.${part}`;
    const tensor = file.tensors.get(full);
    if (!tensor) throw invalid(words('noTensor', full));
    return tensor;
  };
  return {
    model: config.model,
    dataset: config.dataset,
    step,
    latent: input.channels,
    classes: labels,
    shape,
    layers: [
      ...architecture.layers.flatMap((layer) => layersOf(layer, take)),
      ...(output === 'identity' ? [] : [{ type: OUTPUTS[output], args: {} } as const]),
    ],
    range: output === 'sigmoid' ? [0, 1] : [-1, 1],
  };
}

/** A layer of the core: its operation, then batch normalization and activation in its order. */
function layersOf({ name, operation, output, bias, ...rest }: LayerSpec, take: Take): Layer[] {
  const { channels, height, width } = output;
  const areMaps = height * width > 1;
  const isLinear = operation === 'linear';
  // The core has all channels of a pixel beside each other, PyTorch all pixels of a channel.
  const part = (part: string): Tensor => {
    const tensor = take(`${name}.${part}`);
    return isLinear && areMaps ? planar(tensor, channels) : tensor;
  };
  const weight = part('weight');
  const shift = bias ? part('bias') : undefined;
  const norm = () =>
    batchNorm(isLinear ? 'BatchNorm1d' : 'BatchNorm2d', (tensor) => part(`batch_norm.${tensor}`));
  const slope = rest.activation.negative_slope;
  return [
    isLinear ? linear(weight, shift) : convTranspose(weight, shift),
    ...(rest.batch_norm === 'before-activation' ? [norm()] : []),
    ...(slope === 1 ? [] : [activation(slope)]),
    ...(rest.batch_norm === 'after-activation' ? [norm()] : []),
    ...(isLinear && areMaps ? [unflatten([channels, height, width])] : []),
  ];
}

function invalid(reason: Words): PlaygroundError {
  return new PlaygroundError('checkpoint_invalid', reason);
}
