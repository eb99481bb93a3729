/** How good the samples are. */
export const quality = {
  label: 'Quality',
  samples: (count: string) => `${count} samples`,
  notYet: 'not measured yet',

  histogram: 'Share of each class',
  even: 'dashed: an even share',
  bar: (name: string, share: string) => `${name}: ${share}`,
  bars: (list: string[]) => `The share of samples of each class. ${list.join(', ')}`,
  classes: {
    mnist: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    'fashion-mnist': [
      ...['T-shirt', 'Trouser', 'Pullover', 'Dress', 'Coat'],
      ...['Sandal', 'Shirt', 'Sneaker', 'Bag', 'Boot'],
    ],
  } as Record<string, string[]>,

  frechet: {
    name: 'Frechet distance',
    aside: '(on this project’s classifier; not FID)',
    meaning:
      'How far the samples are from the test images, in features of this project’s classifier; lower is better. FID takes those of another network, so their values cannot be compared.',
    low: (value: string) => `real images ${value}`,
    high: (value: string) => `noise ${value}`,
    scale: (value: string, low: string, high: string) =>
      `Frechet distance ${value}, on a log scale from ${low}, real images, to ${high}, noise`,
  },

  ofAll: (count: string, all: number) => `${count} of ${all}`,
  realIs: (value: string) => `real: ${value}`,
  notTold: 'G is not told',
  facts: {
    modes: {
      name: 'Classes covered',
      note: 'at least 1% each',
      meaning: 'How many of the ten classes at least one sample in a hundred is of.',
    },
    confidence: {
      name: 'Confidence',
      meaning:
        'How sure the classifier is of the class of a sample, on average; smudges and mixtures make it unsure.',
    },
    agreement: {
      name: 'Drawn as asked',
      note: 'the right class',
      meaning: 'The share of samples that are of the class that G was asked to draw.',
    },
    diversity: {
      name: 'Diversity',
      note: 'within a class',
      meaning:
        'How far samples of one class are apart, as a share of what real images of it are; near 0 they are all alike.',
    },
    precision: {
      name: 'Precision',
      note: 'samples look real',
      meaning: 'The share of samples that lie among the real images: how realistic they are.',
    },
    recall: {
      name: 'Recall',
      note: 'real variety drawn',
      meaning: 'The share of real images that lie among the samples: how much of their variety is drawn.',
    },
    density: {
      name: 'Density',
      note: 'about 1 if real',
      meaning:
        'How densely real images lie around a sample, about 1 for real ones; a single odd image cannot raise it, as it can precision.',
    },
    coverage: {
      name: 'Coverage',
      note: 'real images met',
      meaning:
        'The share of real images with a sample near by; scattered samples cannot raise it, as they can recall.',
    },
    bound: {
      name: 'Test −ELBO',
      note: 'nats an image',
      meaning: 'What a VAE makes small: a bound on the nats that it takes to describe a test image.',
    },
    reconstruction: {
      name: '= Reconstruction',
      note: 'nats an image',
      meaning: 'The part of them that describes the image once z is known.',
    },
    divergence: {
      name: '+ KL divergence',
      note: 'nats an image',
      meaning: 'The part of them that describes z: how far it is from noise that knows no image.',
    },
  },

  measuredAfter: (steps: string, seconds: string) =>
    `Measured after ${steps} steps (${seconds} s on one CPU core, outside a browser)`,
  measuredBound: (nats: string) => `, −ELBO ${nats} nats`,
  measured: (after: string, frechet: string, confidence: string, modes: number, bound: string) =>
    `${after}: Frechet distance ${frechet}, confidence ${confidence}, ${modes} of 10 classes${bound}.`,
  meanings: 'What these numbers mean',
};
