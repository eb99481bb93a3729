/** A data set that is fetched: shard by shard, checked, and kept in the browser's cache. */

import { PlaygroundError } from '../error.js';
import type { Patience } from '../patience.js';
import type { ImageShape } from '../protocol.js';
import { isShape } from '../shape.js';
import { asked } from '../storage.js';
import { type Words, words } from '../text/words.js';
import type { LoadedShard, ShardProvider, ShardOptions } from './shard-provider.js';

interface File {
  file: string;
  bytes: number;
  /** Of what the file unpacks to. */
  sha256: string;
}

interface Shard {
  count: number;
  images: File;
  labels: File;
}

/** The training and the test images, in shards. */
interface Manifest {
  shape: ImageShape;
  train: Shard[];
  test: Shard[];
}

/** Raised when the layout of the shards changes, so that no old one is taken from the cache. */
const CACHE = 'gan-playground-data-1';

/** The data set of a name, in the folder `dataUrl` of all of them. */
export async function openFetched(name: string, dataUrl: string, patience: Patience): Promise<ShardProvider> {
  const base = folder(name, dataUrl);
  const manifest = await fetchManifest(base, patience);
  return {
    shape: manifest.shape,
    counts: {
      train: manifest.train.map(({ count }) => count),
      test: manifest.test.map(({ count }) => count),
    },
    classes: undefined,
    isCurrent: async () => true,
    shards: (options) => fetchShards(manifest, base, patience, options),
    classifier: () => fetchBytes(new URL('classifier.safetensors', base), words('classifier'), patience),
  };
}

function folder(name: string, dataUrl: string): string {
  try {
    return new URL(`${name}/`, dataUrl).href;
  } catch {
    throw new PlaygroundError('invalid_option', words('outside', 'data', `"${dataUrl}"`, words('address')));
  }
}

async function fetchManifest(base: string, patience: Patience): Promise<Manifest> {
  const bytes = await fetchBytes(new URL('manifest.json', base), words('manifest'), patience);
  try {
    const manifest = JSON.parse(new TextDecoder().decode(bytes)) as Manifest;
    if (isShape(manifest.shape)) return manifest;
  } catch {
    // As what is of another form.
  }
  throw new PlaygroundError('data_corrupt', words('manifestUnreadable'));
}

/**
 * Fetches the shards and hands each over once it is whole: the first one to train on, then the first test
 * images, which samples are judged by, then the rest. Fails with `data_unavailable` or `data_corrupt`,
 * naming the shard; what came before stays.
 */
async function* fetchShards(
  { train, test }: Manifest,
  base: string,
  patience: Patience,
  { skip, onProgress, isOver }: ShardOptions,
): AsyncGenerator<LoadedShard> {
  const all = [
    ...train.map((shard, number) => ({ set: 'train' as const, number, shard })),
    ...test.map((shard, number) => ({ set: 'test' as const, number, shard })),
  ];
  const isFirst = ({ number }: { number: number }) => number === 0;
  const planned = [...all.filter(isFirst), ...all.filter((each) => !isFirst(each))];
  const bytes = ({ shard: { images, labels } }: (typeof planned)[number]) => images.bytes + labels.bytes;
  const sum = (some: typeof planned) => some.reduce((total, each) => total + bytes(each), 0);
  const total = sum(planned);
  let before = sum(planned.slice(0, skip));
  const report = (loaded: number) =>
    onProgress({ loadedBytes: Math.min(before + loaded, total), totalBytes: total });
  for (const each of planned.slice(skip)) {
    if (isOver()) return;
    const { set, number, shard } = each;
    const what =
      set === 'train'
        ? words('trainingShard', number + 1, train.length)
        : words('testShard', number + 1, test.length);
    const labels = await fetchFile(shard.labels, base, what, patience);
    const images = await fetchFile(shard.images, base, what, patience, (loaded) => {
      if (!isOver()) report(shard.labels.bytes + loaded);
    });
    if (isOver()) return;
    yield { set, number, images, labels };
    before += bytes(each);
    report(0);
  }
}

/** The unpacked and checked contents of a file, from the cache where it is there. */
async function fetchFile(
  { file, sha256 }: File,
  base: string,
  what: Words,
  patience: Patience,
  onLoaded: (bytes: number) => void = () => {},
): Promise<Uint8Array> {
  const url = new URL(file, base);
  // The hash in the address keeps a changed file from being taken for the old one.
  url.searchParams.set('sha256', sha256.slice(0, 16));
  const cached = await askCache(async (cache) => (await cache.match(url))?.arrayBuffer());
  if (cached) {
    const bytes = await unpack(new Uint8Array(cached)).catch(() => undefined);
    if (bytes && (await matches(bytes, sha256))) return bytes;
  }
  const packed = await fetchBytes(url, what, patience, onLoaded);
  const bytes = await unpack(packed).catch(() => {
    throw new PlaygroundError('data_corrupt', words('notUnpacked', what, file));
  });
  if (!(await matches(bytes, sha256))) {
    throw new PlaygroundError('data_corrupt', words('otherFile', what, file));
  }
  // A full disk or a private window is no reason to fail.
  await askCache((cache) => cache.put(url, new Response(packed)));
  return bytes;
}

/** Fetches a file; fails with `data_unavailable`. */
function fetchBytes(
  url: URL,
  what: Words,
  patience: Patience,
  onLoaded: (bytes: number) => void = () => {},
): Promise<Uint8Array<ArrayBuffer>> {
  return patience.for({ what, code: 'data_unavailable' }, async ({ signal, alive }) => {
    const response = await get(url, what, signal);
    alive();
    return readAll(response, what, (loaded) => {
      alive();
      if (!signal.aborted) onLoaded(loaded);
    });
  });
}

async function get(url: URL, what: Words, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    // What a broken connection left in the HTTP cache is no use for a retry.
    response = await fetch(url, { cache: 'no-cache', signal });
  } catch (error) {
    throw new PlaygroundError('data_unavailable', words('notFetched', what, (error as Error).message));
  }
  if (!response.ok) {
    const answer = words('refused', response.status, url.pathname);
    throw new PlaygroundError('data_unavailable', words('notFetched', what, answer));
  }
  return response;
}

async function readAll(
  response: Response,
  what: Words,
  onLoaded: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  try {
    const reader = response.body?.getReader();
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
      chunks.push(next.value);
      loaded += next.value.length;
      onLoaded(loaded);
    }
  } catch (error) {
    throw new PlaygroundError('data_unavailable', words('brokeOff', what, (error as Error).message));
  }
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}

/** A server may compress and a browser unpack on the way, so only what still is gzip is unpacked. */
async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Outside a secure context there is no digest; the core still checks the format and the counts. */
async function matches(bytes: Uint8Array<ArrayBuffer>, sha256: string): Promise<boolean> {
  if (!globalThis.crypto?.subtle) return true;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') === sha256;
}

/** The browser's cache is asked no more once it did not answer. */
let answers = true;
const ANSWER_MS = 3000;

/**
 * Asks the browser's cache; nothing where it has, takes or says nothing. There is none outside a secure context;
 * the browser's HTTP cache then has to do.
 */
async function askCache<T>(work: (cache: Cache) => Promise<T>): Promise<T | undefined> {
  if (!answers) return undefined;
  try {
    return await asked(async () => work(await caches.open(CACHE)), ANSWER_MS);
  } catch (thrown) {
    answers = (thrown as PlaygroundError).words.key !== 'storageSilent';
    return undefined;
  }
}
