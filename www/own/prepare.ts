/** Makes images like those of MNIST of files: pictures that the browser can read, and IDX files. */

import { errorInfo, PlaygroundError } from '../error.js';
import { type Words, words } from '../text/words.js';
import { type IdxImages, type IdxLabels, isIdx, parseIdx } from './idx.js';
import { MOST_BYTES, MOST_IMAGES } from './limits.js';
import { PIXELS, edge, type Fit, inverted, isBlank, type Picture, shaped } from './shape.js';

/** A file and where it lies among those that were chosen. */
export interface NamedFile {
  path: string;
  file: File;
}

/** Which is white: the ink, as in MNIST, or what most pictures seem to need for that. */
export const GROUNDS = ['auto', 'keep', 'invert'] as const;
export type Ground = (typeof GROUNDS)[number];

export interface PrepareOptions {
  fit: Fit;
  ground: Ground;
}

/** What cannot be used, and why. */
export interface Refusal {
  path: string;
  reason: Words;
}

export interface Prepared {
  /** Gray values 0 to 255, `PIXELS` for each image. */
  pixels: Uint8Array;
  /** For each image what its class is called: its folder, or its label; empty where it has none. */
  classes: string[];
  refused: Refusal[];
  /** Whether light was made dark. */
  isInverted: boolean;
}

/** Pictures are made this small before their pixels are looked at. */
const LARGEST = 448;
/** Pictures that decide whether the ground is light. */
const LOOKED_AT = 60;
const LIGHT = 128;
/** A file after which it is said how far it is. */
const REPORT_EVERY = 20;

type Parsed = { path: string; folder: string } & (
  | { kind: 'picture'; file: File }
  | { kind: 'images'; images: IdxImages }
  | { kind: 'labels'; labels: IdxLabels['labels'] }
);

/** Reads files one after another; one that is bad is named and left out. `onProgress` is told the share that is done. */
export async function prepare(
  files: NamedFile[],
  { fit, ground }: PrepareOptions,
  onProgress: (share: number) => void,
): Promise<Prepared> {
  const refused: Refusal[] = [];
  const refuse = (path: string, reason: Words) => refused.push({ path, reason });
  const parsed: Parsed[] = [];
  for (const { path, file } of files) {
    try {
      parsed.push(await parse(path, file));
    } catch (thrown) {
      refuse(path, errorInfo(thrown).words);
    }
  }
  const labels = pairLabels(parsed, refuse);
  const isInverted = ground === 'invert' || (ground === 'auto' && (await isLight(parsed)));
  const images: Uint8Array[] = [];
  const classes: string[] = [];
  for (const [index, each] of parsed.entries()) {
    try {
      for await (const { picture, name } of picturesOf(each, labels)) {
        const seen = isInverted ? { ...picture, pixels: inverted(picture.pixels) } : picture;
        const image = shaped(seen, fit);
        if (isBlank(image)) {
          refuse(each.path, words('blankImage'));
          continue;
        }
        if (images.length === MOST_IMAGES) throw bad(words('tooManyImages', MOST_IMAGES));
        images.push(image);
        classes.push(name);
      }
    } catch (thrown) {
      refuse(each.path, errorInfo(thrown).words);
    }
    if (index % REPORT_EVERY === 0) onProgress(index / parsed.length);
  }
  const pixels = new Uint8Array(images.length * PIXELS);
  images.forEach((image, index) => pixels.set(image, index * PIXELS));
  return { pixels, classes, refused, isInverted };
}

/** The pictures of a file, and what the class of each is called. */
async function* picturesOf(
  each: Parsed,
  labels: Map<string, Uint8Array>,
): AsyncGenerator<{ picture: Picture; name: string }> {
  if (each.kind === 'picture') yield { picture: await decode(each.file), name: each.folder };
  if (each.kind !== 'images') return;
  const named = labels.get(each.path);
  for (let index = 0; index < each.images.count; index++) {
    yield { picture: pictureAt(each.images, index), name: named ? String(named[index]) : '' };
  }
}

async function parse(path: string, file: File): Promise<Parsed> {
  if (file.size === 0) throw bad(words('emptyFile'));
  if (file.size > MOST_BYTES) {
    throw bad(words('bigFile', mega(file.size), mega(MOST_BYTES)));
  }
  const folder = path.split('/').at(-2) ?? '';
  const bytes = await unpacked(file);
  if (!bytes) return { kind: 'picture', path, folder, file };
  const idx = parseIdx(bytes);
  return idx.kind === 'images'
    ? { kind: 'images', path, folder, images: idx }
    : { kind: 'labels', path, folder, labels: idx.labels };
}

/** The contents of an IDX file, packed or not; nothing where it is something else. */
async function unpacked(file: File): Promise<Uint8Array | undefined> {
  const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  if (head[0] === 0x1f && head[1] === 0x8b) {
    const stream = file.stream().pipeThrough(new DecompressionStream('gzip'));
    const bytes = await new Response(stream).arrayBuffer().catch(() => {
      throw bad(words('notGzip'));
    });
    return new Uint8Array(bytes);
  }
  return isIdx(head) ? new Uint8Array(await file.arrayBuffer()) : undefined;
}

/** Which labels are of which images: those of the name that MNIST would give them, or the only ones there are. */
function pairLabels(
  parsed: Parsed[],
  refuse: (path: string, reason: Words) => void,
): Map<string, Uint8Array> {
  const images = parsed.filter((each) => each.kind === 'images');
  const labels = parsed.filter((each) => each.kind === 'labels');
  const paired = new Map<string, Uint8Array>();
  for (const { path, labels: values } of labels) {
    const name = path.replace('labels', 'images').replace('idx1', 'idx3');
    const mate =
      images.find((each) => each.path === name) ??
      (images.length === 1 && labels.length === 1 ? images[0] : undefined);
    if (!mate) refuse(path, words('labelsAlone'));
    else if (mate.images.count !== values.length) {
      refuse(path, words('labelsDiffer', values.length, mate.images.count));
    } else paired.set(mate.path, values);
  }
  return paired;
}

/** Whether the pictures are dark on light, by their edges. */
async function isLight(parsed: Parsed[]): Promise<boolean> {
  const stride = Math.max(1, Math.floor(parsed.length / LOOKED_AT));
  const edges: number[] = [];
  for (let index = 0; index < parsed.length; index += stride) {
    const each = parsed[index] as Parsed;
    if (each.kind === 'images') {
      const count = Math.min(LOOKED_AT, each.images.count);
      for (let at = 0; at < count; at++) edges.push(edge(pictureAt(each.images, at)));
    }
    if (each.kind === 'picture') {
      const picture = await decode(each.file).catch(() => undefined);
      if (picture) edges.push(edge(picture));
    }
  }
  const light = edges.filter((value) => value >= LIGHT).length;
  return light > edges.length / 2;
}

function pictureAt({ width, height, pixels }: IdxImages, index: number): Picture {
  const size = width * height;
  return { width, height, pixels: pixels.subarray(index * size, (index + 1) * size) };
}

/** The gray values of a picture, on white where it is transparent. */
async function decode(file: File): Promise<Picture> {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw bad(words('notAnImage'));
  });
  try {
    const scale = Math.min(1, LARGEST / Math.max(bitmap.width, bitmap.height));
    const width = Math.max(1, Math.round(bitmap.width * scale));
    const height = Math.max(1, Math.round(bitmap.height * scale));
    const context = new OffscreenCanvas(width, height).getContext('2d');
    if (!context) throw new PlaygroundError('core_failed', words('noCanvas'));
    context.imageSmoothingQuality = 'high';
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0, width, height);
    return { width, height, pixels: luma(context.getImageData(0, 0, width, height).data) };
  } finally {
    bitmap.close();
  }
}

/** The gray values of colors (ITU-R BT.709). */
function luma(colors: Uint8ClampedArray): Uint8Array {
  return Uint8Array.from({ length: colors.length / 4 }, (_, index) => {
    const [red = 0, green = 0, blue = 0] = colors.subarray(index * 4, index * 4 + 3);
    return Math.round(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  });
}

function bad(reason: Words): PlaygroundError {
  return new PlaygroundError('data_corrupt', reason);
}

function mega(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
