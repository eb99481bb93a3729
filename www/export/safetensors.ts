/**
 * The safetensors format: the length of a header as a u64, the header as JSON, then the numbers. What there is
 * for it on npm is a placeholder.
 */

import { PlaygroundError } from '../error.js';
import { words } from '../text/words.js';

export interface Tensor {
  shape: number[];
  values: Float32Array;
}

export interface TensorFile {
  tensors: Map<string, Tensor>;
  metadata: Record<string, string>;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

const LENGTH_BYTES = 8;

/** Reads a file whose numbers are all f32, as the core writes it. */
export function readTensors(bytes: Uint8Array): TensorFile {
  try {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    const start = LENGTH_BYTES + length;
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, start)));
    const { __metadata__: metadata = {}, ...entries } = header;
    const tensors = Object.entries(entries as Record<string, Entry>).map(
      ([name, entry]) => [name, readTensor(bytes.subarray(start), entry)] as const,
    );
    return { tensors: new Map(tensors), metadata };
  } catch (thrown) {
    throw new PlaygroundError('checkpoint_invalid', words('notTensors', String(thrown)));
  }
}

function readTensor(data: Uint8Array, { dtype, shape, data_offsets: [begin, end] }: Entry): Tensor {
  if (dtype !== 'F32') throw new Error(`a tensor is ${dtype}`);
  // A copy, since a Float32Array has to begin at a multiple of four bytes.
  return { shape, values: new Float32Array(data.slice(begin, end).buffer) };
}

/** Writes tensors in the order of the map. */
export function writeTensors({ tensors, metadata }: TensorFile): Uint8Array {
  let end = 0;
  const entries = [...tensors].map(([name, { shape, values }]) => {
    const begin = end;
    end += values.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }] as const;
  });
  const header = encodeHeader({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const bytes = new Uint8Array(LENGTH_BYTES + header.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, LENGTH_BYTES);
  let offset = LENGTH_BYTES + header.length;
  for (const { values } of tensors.values()) {
    bytes.set(rawBytes(values), offset);
    offset += values.byteLength;
  }
  return bytes;
}

/** With spaces at its end, so that the numbers begin at a multiple of eight bytes. */
function encodeHeader(header: object): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  padded.set(text);
  return padded;
}

/** Numbers as the little-endian bytes of a file, which every browser's memory is in too. */
export function rawBytes(values: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
