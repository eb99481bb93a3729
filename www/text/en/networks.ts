export const networks = {
  about:
    'What the two networks are made of: what comes out of each layer, weights that learn, and multiplications and additions for one image. A change begins a new run; the one there is is kept.',
  names: {
    generator: 'Generator G',
    discriminator: 'Discriminator D',
    decoder: 'Decoder',
    encoder: 'Encoder',
  },
  operations: {
    input: 'Input',
    linear: 'Linear',
    conv2d: 'Convolution 4 × 4, stride 2',
    'conv-transpose2d': 'Transposed convolution 4 × 4, stride 2',
    projection: 'Projection of the label',
  },
  sum: (weights: string, operations: string) => `${weights} weights, ${operations} operations`,
  cost: (weights: string, operations: string) => `${weights} weights, ${operations} op`,
  labels: (count: number) => `, and a label of ${count}`,
  memory: (total: string, limit: string) =>
    `About ${total} of memory while it trains; at most ${limit} is taken`,
  memoryOf: {
    weights: 'Weights',
    optimizer: 'Optimizers',
    average: 'EMA',
    gradients: 'Gradients',
    activations: 'Activations',
    workspace: 'Workspace of the kernels',
    checkpoint: 'Copy for a checkpoint',
  },
  width: (kind: string) => `Width: ${kind}`,
  add: 'Add a layer',
  remove: 'Remove this layer',
  apply: 'Train these networks',
  discard: 'Discard',
  anew: 'Begins a new run; the one there is is kept.',
  switches: { on: 'on', off: 'off' } as Record<string, string>,
};
