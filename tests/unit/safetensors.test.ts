import { expect, test } from 'vitest';
import { readTensors, writeTensors } from '../../www/export/safetensors.js';

const tensors = new Map([
  ['weight', { shape: [2, 3], values: Float32Array.of(1, -2, 3.5, 0, 1e-30, 6) }],
  ['bias', { shape: [1], values: Float32Array.of(7) }],
]);
const bytes = writeTensors({ tensors, metadata: { about: 'Ziffern 数字' } });

test('what is written is read again', () => {
  expect(readTensors(bytes)).toEqual({ tensors, metadata: { about: 'Ziffern 数字' } });
});

test('the numbers begin at a multiple of eight bytes', () => {
  expect((8 + Number(new DataView(bytes.buffer).getBigUint64(0, true))) % 8).toBe(0);
});

test('a file that begins anywhere in its memory is read', () => {
  const memory = new Uint8Array(bytes.length + 3);
  memory.set(bytes, 3);
  expect(readTensors(memory.subarray(3)).tensors).toEqual(tensors);
});

test.each([
  ['empty', new Uint8Array()],
  ['text', new TextEncoder().encode('<!doctype html> not a file')],
  [
    'of other numbers',
    new TextEncoder().encode(
      '@\0\0\0\0\0\0\0{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}'.padEnd(80),
    ),
  ],
])('a file that is %s is refused with a code', (_, file) => {
  expect(() => readTensors(file)).toThrow(expect.objectContaining({ code: 'checkpoint_invalid' }));
});
