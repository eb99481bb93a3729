/** A generator as a safetensors file that `examples/generator.py` loads. */

import type { Samples } from '../protocol.js';
import type { Generator } from './generator.js';
import { channelsFirst } from './layers.js';
import { type Tensor, writeTensors } from './safetensors.js';

/**
 * The tensors are `network.*`, the state of a `torch.nn.Sequential` of the layers that the metadata lists, and
 * `samples.*`, what the core drew, for a reader to compare its own images with. The metadata has all that is not a tensor as JSON, under one key.
 */
export function toPyTorch(generator: Generator, samples: Samples): Uint8Array {
  const { layers, ...about } = generator;
  const description = { ...about, layers: layers.map(({ type, args }) => ({ type, ...args })) };
  return writeTensors({
    tensors: new Map([...networkTensors(generator), ...sampleTensors(samples, generator)]),
    // By `format` the safetensors library knows whose tensors these are.
    metadata: { format: 'pt', 'gan-playground-generator': JSON.stringify(description) },
  });
}

function networkTensors({ layers }: Generator): [string, Tensor][] {
  return layers.flatMap((layer, index) => {
    const tensors = 'tensors' in layer ? Object.entries(layer.tensors) : [];
    return tensors.map(([name, tensor]): [string, Tensor] => [`network.${index}.${name}`, tensor]);
  });
}

function sampleTensors({ latents, labels, images }: Samples, { shape }: Generator): [string, Tensor][] {
  const count = labels.length;
  const { height, width, channels } = shape;
  return [
    ['samples.latents', { shape: [count, latents.length / count], values: latents }],
    ['samples.labels', { shape: [count], values: Float32Array.from(labels) }],
    [
      'samples.images',
      {
        shape: [count, channels, height, width],
        values: channelsFirst(images, height * width, channels),
      },
    ],
  ];
}
