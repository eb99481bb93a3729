/** Runs in the browser's storage. A run is two entries: its head, which lists show, and its body, which has the bytes. */

import { createStore, delMany, get, keys, set, setMany } from 'idb-keyval';
import type { Past } from '../api.js';
import type { Quality, Settings } from '../protocol.js';
import { asked } from '../storage.js';
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
  /** The grid's gray values. */
  thumbnail: Uint8ClampedArray | undefined;
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
  film: { steps: number[]; pixels: Blob };
}

const HEAD = 'head:';
const BODY = 'body:';

const runs = createStore('gan-playground', 'runs');

/** All heads, the newest first. */
export function list(): Promise<Head[]> {
  return asked(async () => {
    const heads = (await keys<string>(runs)).filter((key) => key.startsWith(HEAD));
    const found = await Promise.all(heads.map((key) => get<Head>(key, runs)));
    return found.filter((head) => head !== undefined).sort((one, other) => other.at - one.at);
  });
}

export function readBody(id: string): Promise<Body | undefined> {
  return asked(async () => {
    const packed = await get<Packed>(BODY + id, runs);
    return packed && unpacked(packed);
  });
}

/** Both or neither: a run that does not fit leaves what was there. */
export function write(head: Head, body: Body): Promise<void> {
  return asked(() =>
    setMany(
      [
        [HEAD + head.id, head],
        [BODY + head.id, packed(body)],
      ],
      runs,
    ),
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
    film: { steps: film.map(({ step }) => step), pixels },
  };
}

async function unpacked({ bytes, film, ...rest }: Packed): Promise<Body> {
  const pixels = await film.pixels.arrayBuffer();
  const size = pixels.byteLength / Math.max(1, film.steps.length);
  const frames = film.steps.map((step, index) => ({
    step,
    pixels: new Uint8ClampedArray(pixels.slice(index * size, (index + 1) * size)),
  }));
  return { ...rest, bytes: new Uint8Array(await bytes.arrayBuffer()), film: frames };
}
