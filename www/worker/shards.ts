/** Fetches the data set's shards, checks them, and keeps them in the browser's cache. */

import { PlaygroundError } from '../error.js';
import type { DataProgress } from '../protocol.js';

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
export interface Manifest {
  train: Shard[];
  test: Shard[];
}

/** Raised when the layout of the shards changes, so that no old one is taken from the cache. */
const CACHE = 'gan-playground-data-1';

export async function fetchManifest(base: string): Promise<Manifest> {
  const response = await get(new URL('manifest.json', base), 'the list of the data');
  try {
    return (await response.json()) as Manifest;
  } catch {
    throw new PlaygroundError('data_corrupt', 'the list of the data (manifest.json) cannot be read');
  }
}

/** The number of bytes that shards have on the wire. */
function totalBytes(shards: Shard[]): number {
  return shards.reduce((sum, { images, labels }) => sum + images.bytes + labels.bytes, 0);
}

/**
 * Fetches the shards from number `first` on, those of the training images before those of the test
 * images, and hands each over once it is whole. Fails with `data_unavailable` or `data_corrupt`, naming
 * the shard; what came before stays.
 */
export async function fetchShards(
  { train, test }: Manifest,
  base: string,
  first: number,
  onShard: (number: number, images: Uint8Array, labels: Uint8Array) => void,
  onProgress: (progress: DataProgress) => void,
): Promise<void> {
  const shards = [...train, ...test];
  const total = totalBytes(shards);
  let before = totalBytes(shards.slice(0, first));
  const report = (loaded: number) =>
    onProgress({ loadedBytes: Math.min(before + loaded, total), totalBytes: total });
  for (const [offset, { images, labels }] of shards.slice(first).entries()) {
    const number = first + offset;
    const what =
      number < train.length
        ? `training shard ${number + 1} of ${train.length}`
        : `test shard ${number + 1 - train.length} of ${test.length}`;
    const labelBytes = await fetchFile(labels, base, what, () => {});
    const imageBytes = await fetchFile(images, base, what, (loaded) => report(labels.bytes + loaded));
    onShard(number, imageBytes, labelBytes);
    before += images.bytes + labels.bytes;
    report(0);
  }
}

/** The unpacked and checked contents of a file, from the cache where it is there. */
async function fetchFile(
  { file, sha256 }: File,
  base: string,
  what: string,
  onLoaded: (bytes: number) => void,
): Promise<Uint8Array> {
  const url = new URL(file, base);
  // The hash in the address keeps a changed file from being taken for the old one.
  url.searchParams.set('sha256', sha256.slice(0, 16));
  const cache = await openCache();
  const cached = await cache?.match(url);
  if (cached) {
    const bytes = await unpack(new Uint8Array(await cached.arrayBuffer())).catch(() => undefined);
    if (bytes && (await matches(bytes, sha256))) return bytes;
  }
  const packed = await readAll(await get(url, what), what, onLoaded);
  const bytes = await unpack(packed).catch(() => {
    throw new PlaygroundError('data_corrupt', `${what} is corrupt: ${file} cannot be unpacked`);
  });
  if (!(await matches(bytes, sha256))) {
    throw new PlaygroundError(
      'data_corrupt',
      `${what} is corrupt: ${file} is not the file that it should be`,
    );
  }
  // A full disk or a private window is no reason to fail.
  await cache?.put(url, new Response(packed)).catch(() => {});
  return bytes;
}

async function get(url: URL, what: string): Promise<Response> {
  let response: Response;
  try {
    // What a broken connection left in the HTTP cache is no use for a retry.
    response = await fetch(url, { cache: 'no-cache' });
  } catch (error) {
    throw new PlaygroundError('data_unavailable', `${what} cannot be fetched: ${(error as Error).message}`);
  }
  if (!response.ok) {
    throw new PlaygroundError(
      'data_unavailable',
      `${what} cannot be fetched: the server said ${response.status} to ${url.pathname}`,
    );
  }
  return response;
}

async function readAll(
  response: Response,
  what: string,
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
    throw new PlaygroundError(
      'data_unavailable',
      `${what} broke off while it was fetched: ${(error as Error).message}`,
    );
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

/** There is no cache outside a secure context; the browser's HTTP cache then has to do. */
async function openCache(): Promise<Cache | undefined> {
  return globalThis.caches?.open(CACHE).catch(() => undefined);
}
