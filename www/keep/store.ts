/** Runs in the browser's storage. A run is two entries: its head, which lists show, and its body, which has the bytes. */

import { createStore, delMany, get, keys, set, setMany } from 'idb-keyval';
import type { Past } from '../api.js';
import { PlaygroundError } from '../error.js';
import type { ImageShape, Quality, Settings } from '../protocol.js';
import { BUILT_IN, isShape } from '../shape.js';
import { asked } from '../storage.js';
import { words } from '../text/words.js';
import type { Frame } from './film.js';
import type { Judgement } from './judgements.js';

/** What a list shows of a run. */
export interface Head {
  id: string;
  /** A run without a name was saved by itself. */
  name: string | undefined;
  note: string;
  /** When it was kept, in milliseconds. */
  at: number;
  settings: Settings;
  step: number;
  quality: Quality | undefined;
  /** The grid of samples. */
  thumbnail: Uint8ClampedArray | undefined;
  /** What its images are; a run of before they had a shape does not say. */
  shape: ImageShape | undefined;
  /** All that computed steps of it; `unknown` where it came from a file. */
  backends: string[];
  /** Whether a person said not to go on with it. */
  dismissed: boolean;
}

/** What it takes to go on with a run. */
export interface Body {
  bytes: Uint8Array;
  past: Past;
  judgements: Judgement[];
  film: Frame[];
}

/** A body as it is stored: what is big as blobs, whose copying holds up the page least. */
interface Packed extends Omit<Body, 'bytes' | 'film'> {
  bytes: Blob;
  film: { steps: number[]; pixels: Blob; shape: ImageShape | undefined };
}

/** A run whose head cannot be read; it is called by its `id` where its name cannot be read either. */
export interface Unreadable {
  id: string;
  name: string;
}

export interface Listed {
  /** The newest first. */
  heads: Head[];
  unreadable: Unreadable[];
}

const HEAD = 'head:';
const BODY = 'body:';
/** A run can be large and a disk slow. */
const WRITE_MS = 60_000;

const runs = createStore('gan-playground', 'runs');

/** All runs there are. One that cannot be read keeps no other from being listed. */
export function list(): Promise<Listed> {
  return asked(async () => {
    const found = (await keys(runs)).filter((key) => typeof key === 'string' && key.startsWith(HEAD));
    const heads: Head[] = [];
    const unreadable: Unreadable[] = [];
    await Promise.all(
      (found as string[]).map(async (key) => {
        const id = key.slice(HEAD.length);
        const head = await get<unknown>(key, runs).catch(() => null);
        if (isHead(head)) heads.push({ ...head, id });
        else if (head !== undefined) unreadable.push({ id, name: nameOf(head) ?? id });
      }),
    );
    return { heads: heads.sort((one, other) => other.at - one.at), unreadable };
  });
}

/** Fails with `storage_unreadable` where what is stored is no run. */
export function readBody(id: string): Promise<Body | undefined> {
  return asked(async () => {
    const packed = await get<unknown>(BODY + id, runs);
    if (packed === undefined) return undefined;
    if (!isPacked(packed)) throw new PlaygroundError('storage_unreadable', words('runUnreadable'));
    return unpacked(packed);
  }, WRITE_MS);
}

/** Both or neither: a run that does not fit leaves what was there. */
export function write(head: Head, body: Body): Promise<void> {
  return asked(
    () =>
      setMany(
        [
          [HEAD + head.id, head],
          [BODY + head.id, packed(body)],
        ],
        runs,
      ),
    WRITE_MS,
  );
}

export function writeHead(head: Head): Promise<void> {
  return asked(() => set(HEAD + head.id, head, runs));
}

export function remove(ids: string[]): Promise<void> {
  return asked(() =>
    delMany(
      ids.flatMap((id) => [HEAD + id, BODY + id]),
      runs,
    ),
  );
}

function packed({ bytes, film, ...rest }: Body): Packed {
  const pixels = new Blob(film.map(({ pixels }) => pixels as BlobPart));
  return {
    ...rest,
    bytes: new Blob([bytes as BlobPart]),
    film: { steps: film.map(({ step }) => step), pixels, shape: film.at(-1)?.shape },
  };
}

async function unpacked({ bytes, film, ...rest }: Packed): Promise<Body> {
  const pixels = await film.pixels.arrayBuffer();
  const size = pixels.byteLength / Math.max(1, film.steps.length);
  const frames = film.steps.map((step, index) => ({
    step,
    pixels: new Uint8ClampedArray(pixels.slice(index * size, (index + 1) * size)),
    shape: film.shape ?? BUILT_IN,
  }));
  return { ...rest, bytes: new Uint8Array(await bytes.arrayBuffer()), film: frames };
}

/** What any program, or another version of this one, may have stored. */
type Unknown<T> = { [K in keyof T]?: unknown };

function isHead(value: unknown): value is Head {
  if (!isObject(value)) return false;
  const { name, note, at, settings, step, quality, thumbnail, shape, backends } = value as Unknown<Head>;
  return (
    (name === undefined || typeof name === 'string') &&
    typeof note === 'string' &&
    typeof at === 'number' &&
    Math.abs(at) < 8.64e15 && // the last date there is
    isObject(settings) &&
    Object.values(settings).every((text) => typeof text === 'string') &&
    typeof step === 'number' &&
    (quality === undefined || isQuality(quality)) &&
    (thumbnail === undefined || thumbnail instanceof Uint8ClampedArray) &&
    (shape === undefined || isShape(shape)) &&
    Array.isArray(backends)
  );
}

function isQuality(value: unknown): value is Quality {
  if (!isObject(value)) return false;
  const { histogram, modes, confidence, full } = value as Unknown<Quality>;
  return (
    Array.isArray(histogram) &&
    typeof modes === 'number' &&
    typeof confidence === 'number' &&
    (full === null || isObject(full))
  );
}

function isPacked(value: unknown): value is Packed {
  if (!isObject(value)) return false;
  const { bytes, past, judgements, film } = value as Unknown<Packed>;
  const { charts, epochs, seconds } = (past ?? {}) as Unknown<Past>;
  const { steps, pixels } = (film ?? {}) as Unknown<Packed['film']>;
  return (
    bytes instanceof Blob &&
    isObject(charts) &&
    Array.isArray(epochs) &&
    typeof seconds === 'number' &&
    Array.isArray(judgements) &&
    Array.isArray(steps) &&
    pixels instanceof Blob
  );
}

function nameOf(value: unknown): string | undefined {
  const { name } = (isObject(value) ? value : {}) as { name?: unknown };
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
