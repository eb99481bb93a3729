/** The layers of a generator as PyTorch has them: the class, its arguments, and its tensors in its layout. */

import type { Tensor } from './safetensors.js';

export type Tensors = Record<string, Tensor>;

/** `type` and `args` are the class in `torch.nn` and what it is made with. */
export type Layer =
  | { type: 'Linear'; args: { in_features: number; out_features: number; bias: boolean }; tensors: Tensors }
  | { type: 'BatchNorm1d' | 'BatchNorm2d'; args: { num_features: number; eps: number }; tensors: Tensors }
  | { type: 'ConvTranspose2d'; args: Convolution; tensors: Tensors }
  | { type: 'LeakyReLU'; args: { negative_slope: number } }
  | { type: 'Unflatten'; args: { dim: 1; unflattened_size: number[] } }
  | { type: 'ReLU' | 'Tanh' | 'Sigmoid'; args: Record<string, never> };

interface Convolution {
  in_channels: number;
  out_channels: number;
  kernel_size: number;
  stride: number;
  padding: number;
  bias: boolean;
}

/** `src/kernel/mod.rs` */
const EPSILON = 1e-5;
const KERNEL = 4;

/** From a weight [in, out]; PyTorch's is [out, in]. */
export function linear(weight: Tensor, bias?: Tensor): Layer {
  const [inputs, outputs] = pair(weight);
  return {
    type: 'Linear',
    args: { in_features: inputs, out_features: outputs, bias: bias !== undefined },
    tensors: { weight: transposed(weight), ...(bias && { bias }) },
  };
}

export function batchNorm(type: 'BatchNorm1d' | 'BatchNorm2d', tensor: (name: string) => Tensor): Layer {
  const weight = tensor('gamma');
  return {
    type,
    args: { num_features: weight.values.length, eps: EPSILON },
    tensors: {
      weight,
      bias: tensor('beta'),
      running_mean: tensor('running_mean'),
      running_var: tensor('running_var'),
    },
  };
}

/** From a weight [in, 16 * out], in each row pixel after pixel; PyTorch's is [in, out, 4, 4]. */
export function convTranspose(weight: Tensor, bias?: Tensor): Layer {
  const [inputs, width] = pair(weight);
  const area = KERNEL * KERNEL;
  const outputs = width / area;
  return {
    type: 'ConvTranspose2d',
    args: {
      in_channels: inputs,
      out_channels: outputs,
      kernel_size: KERNEL,
      stride: 2,
      padding: 1,
      bias: bias !== undefined,
    },
    tensors: {
      weight: {
        shape: [inputs, outputs, KERNEL, KERNEL],
        values: channelsFirst(weight.values, area, outputs),
      },
      ...(bias && { bias }),
    },
  };
}

/** `x` where it is positive, else `slope * x`. */
export function activation(slope: number): Layer {
  return slope === 0
    ? { type: 'ReLU', args: {} }
    : { type: 'LeakyReLU', args: { negative_slope: rounded(slope) } };
}

/** Rows of numbers as images. */
export function unflatten(size: number[]): Layer {
  return { type: 'Unflatten', args: { dim: 1, unflattened_size: size } };
}

/** The last dimension from pixel after pixel to channel after channel. */
export function planar({ shape, values }: Tensor, channels: number): Tensor {
  const pixels = (shape.at(-1) ?? 0) / channels;
  return { shape, values: channelsFirst(values, pixels, channels) };
}

/** [..., pixels, channels] -> [..., channels, pixels] */
export function channelsFirst(values: Float32Array, pixels: number, channels: number): Float32Array {
  const size = pixels * channels;
  return values.map((_, index) => {
    const place = index % size;
    const [channel, pixel] = [Math.floor(place / pixels), place % pixels];
    return values[index - place + pixel * channels + channel] as number;
  });
}

function transposed(matrix: Tensor): Tensor {
  const [rows, columns] = pair(matrix);
  return { shape: [columns, rows], values: channelsFirst(matrix.values, rows, columns) };
}

function pair({ shape }: Tensor): [number, number] {
  const [first, second] = shape;
  if (shape.length !== 2 || first === undefined || second === undefined) {
    throw new Error(`a weight is [${shape}]`);
  }
  return [first, second];
}

/** A number of 32 bits in the fewest digits that say it, as 0.2. */
function rounded(value: number): number {
  return Number(value.toPrecision(7));
}
