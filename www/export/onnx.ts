/** A generator as an ONNX model: latent vectors and labels in, images of pixels in 0..1 out. */

import { create, toBinary } from '@bufbuild/protobuf';
import type { Generator } from './generator.js';
import type { Layer } from './layers.js';
import { modelSchema } from './onnx-schema.js';
import { rawBytes } from './safetensors.js';

/** Operators of 2021, which every runtime in use has; their file format is the eighth. */
const OPSET = 17;
const IR_VERSION = 8;
/** ONNX's numbers for types. */
const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE = { f: 1, i: 2, ints: 7 };

type Attributes = Record<string, { f: number } | { i: number } | { ints: number[] }>;

/** The inputs are `z` [n, latent] and, where it is told the class, `labels` [n]; the output is `images`. */
export function toOnnx(generator: Generator): Uint8Array {
  const graph = new Graph();
  let at = input(generator, graph);
  for (const [index, layer] of generator.layers.entries()) at = apply(layer, `network.${index}`, at, graph);
  images(generator, at, graph);
  const { model, dataset, step, latent, classes, shape } = generator;
  const { height, width, channels } = shape;
  const schema = modelSchema();
  const message = create(schema, {
    irVersion: BigInt(IR_VERSION),
    producerName: 'gan-playground',
    docString: `${model} on ${dataset} after ${step} steps`,
    opsetImport: [{ domain: '', version: BigInt(OPSET) }],
    graph: {
      name: 'generator',
      node: graph.nodes,
      initializer: graph.initializers,
      input: [
        valueInfo('z', FLOAT, [latent], 'Latent vectors, normally distributed'),
        ...(classes
          ? [valueInfo('labels', INT64, [], `The class of each: ${classNames(shape.classes)}`)]
          : []),
      ],
      output: [valueInfo('images', FLOAT, [channels, height, width], 'Pixels from 0, dark, to 1, light')],
    },
  });
  return toBinary(schema, message);
}

/** `0 is plane, 1 is car` */
function classNames(classes: string[]): string {
  return classes.map((name, label) => `${label} is ${name}`).join(', ');
}

/** Nodes with all constants that they need. */
class Graph {
  readonly nodes: object[] = [];
  readonly initializers: object[] = [];

  /** Adds a node and returns the name of its output. */
  add(operator: string, inputs: string[], attributes: Attributes = {}, output?: string): string {
    const name = output ?? `${operator}.${this.nodes.length}`;
    this.nodes.push({
      name,
      opType: operator,
      input: inputs,
      output: [name],
      attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    });
    return name;
  }

  floats(name: string, values: Float32Array, shape: number[]): string {
    return this.constant(name, FLOAT, rawBytes(values), shape);
  }

  scalar(name: string, value: number): string {
    return this.floats(name, Float32Array.of(value), []);
  }

  integers(name: string, values: number[]): string {
    const bytes = rawBytes(BigInt64Array.from(values, BigInt));
    return this.constant(name, INT64, bytes, [values.length]);
  }

  private constant(name: string, dataType: number, rawData: Uint8Array, shape: number[]): string {
    this.initializers.push({ name, dataType, rawData, dims: shape.map(BigInt) });
    return name;
  }
}

/** Latent vectors with the one-hot labels beside them. */
function input({ classes }: Generator, graph: Graph): string {
  if (!classes) return 'z';
  const values = graph.floats('one_hot_values', Float32Array.of(0, 1), [2]);
  const depth = graph.integers('label_count', [classes]);
  const oneHot = graph.add('OneHot', ['labels', depth, values]);
  return graph.add('Concat', ['z', oneHot], { axis: { i: 1 } });
}

/** Adds a layer whose constants begin with `name`. */
function apply(layer: Layer, name: string, input: string, graph: Graph): string {
  const tensors = Object.entries('tensors' in layer ? layer.tensors : {});
  const constants = tensors.map(([key, { values, shape }]) => graph.floats(`${name}.${key}`, values, shape));
  const inputs = [input, ...constants];
  switch (layer.type) {
    case 'Linear':
      return graph.add('Gemm', inputs, { transB: { i: 1 } });
    case 'BatchNorm1d':
    case 'BatchNorm2d':
      return graph.add('BatchNormalization', inputs, { epsilon: { f: layer.args.eps } });
    case 'ConvTranspose2d': {
      const { kernel_size: kernel, stride, padding } = layer.args;
      return graph.add('ConvTranspose', inputs, {
        kernel_shape: { ints: [kernel, kernel] },
        strides: { ints: [stride, stride] },
        pads: { ints: [padding, padding, padding, padding] },
      });
    }
    case 'LeakyReLU':
      return graph.add('LeakyRelu', inputs, { alpha: { f: layer.args.negative_slope } });
    case 'ReLU':
      return graph.add('Relu', inputs);
    case 'Unflatten': {
      // 0 keeps the number of images.
      const shape = graph.integers(`${name}.shape`, [0, ...layer.args.unflattened_size]);
      return graph.add('Reshape', [input, shape]);
    }
    case 'Tanh':
    case 'Sigmoid':
      return graph.add(layer.type, inputs);
  }
}

/** From the range of the last layer's output to 0..1. */
function images({ range: [black, white] }: Generator, input: string, graph: Graph): void {
  const shifted = graph.add('Sub', [input, graph.scalar('black', black)]);
  const scaled = graph.add('Div', [shifted, graph.scalar('range', white - black)]);
  graph.add('Clip', [scaled, graph.scalar('zero', 0), graph.scalar('one', 1)], {}, 'images');
}

function attribute(name: string, value: Attributes[string]): object {
  if ('f' in value) return { name, type: ATTRIBUTE.f, f: value.f };
  if ('i' in value) return { name, type: ATTRIBUTE.i, i: BigInt(value.i) };
  return { name, type: ATTRIBUTE.ints, ints: value.ints.map(BigInt) };
}

/** An input or output of any number n of rows of this shape. */
function valueInfo(name: string, elemType: number, shape: number[], docString: string): object {
  const dim = [{ dimParam: 'n' }, ...shape.map((size) => ({ dimValue: BigInt(size) }))];
  return { name, docString, type: { tensorType: { elemType, shape: { dim } } } };
}
