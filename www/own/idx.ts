/** The IDX format of MNIST's files: a magic number that tells type and rank, big-endian sizes, then the bytes. */

import { SIDE } from './shape.js';
import { PlaygroundError } from '../error.js';
import { words } from '../text/words.js';

/** Unsigned bytes, of rank 3 and of rank 1. */
const IMAGES = 0x0803;
const LABELS = 0x0801;

/** Images of equal size, gray values 0 to 255. */
export interface IdxImages {
  kind: 'images';
  count: number;
  width: number;
  height: number;
  pixels: Uint8Array;
}

export interface IdxLabels {
  kind: 'labels';
  labels: Uint8Array;
}

/** Whether a file begins as an IDX file does, whatever its type and rank. */
export function isIdx(bytes: Uint8Array): boolean {
  return bytes.length >= 8 && bytes[0] === 0 && bytes[1] === 0 && (bytes[3] ?? 0) > 0 && (bytes[3] ?? 0) <= 4;
}

/** Reads an IDX file; fails with `data_corrupt` where it is of another kind or its length is not what it says. */
export function parseIdx(bytes: Uint8Array): IdxImages | IdxLabels {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  if (magic !== IMAGES && magic !== LABELS) throw corrupt(words('idxKind', `0x${magic.toString(16)}`));
  const rank = magic & 0xff;
  const header = 4 + 4 * rank;
  if (bytes.length < header) throw corrupt(words('idxLength', bytes.length, header));
  const [count = 0, height = 1, width = 1] = Array.from({ length: rank }, (_, axis) =>
    view.getUint32(4 + 4 * axis),
  );
  const wanted = header + count * height * width;
  if (bytes.length !== wanted) throw corrupt(words('idxLength', bytes.length, wanted));
  const values = bytes.subarray(header);
  return magic === LABELS
    ? { kind: 'labels', labels: values }
    : { kind: 'images', count, width, height, pixels: values };
}

/** The files that the core reads, of images and of their labels. */
export function idxFiles(pixels: Uint8Array, labels: Uint8Array): { images: Uint8Array; labels: Uint8Array } {
  const file = (magic: number, sizes: number[], values: Uint8Array) => {
    const bytes = new Uint8Array(4 + 4 * sizes.length + values.length);
    const view = new DataView(bytes.buffer);
    [magic, ...sizes].forEach((number, index) => view.setUint32(4 * index, number));
    bytes.set(values, 4 + 4 * sizes.length);
    return bytes;
  };
  return {
    images: file(IMAGES, [labels.length, SIDE, SIDE], pixels),
    labels: file(LABELS, [labels.length], labels),
  };
}

function corrupt(reason: ReturnType<typeof words>): PlaygroundError {
  return new PlaygroundError('data_corrupt', reason);
}
