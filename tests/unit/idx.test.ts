import { expect, test } from 'vitest';
import { idxFiles, isIdx, parseIdx } from '../../www/own/idx.js';

function file(magic: number, sizes: number[], values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * sizes.length + values.length);
  [magic, ...sizes].forEach((number, index) => new DataView(bytes.buffer).setUint32(4 * index, number));
  bytes.set(values, 4 + 4 * sizes.length);
  return bytes;
}

test('images of any size and labels are read', () => {
  const pixels = Uint8Array.from({ length: 2 * 3 * 4 }, (_, index) => index);
  expect(parseIdx(file(0x803, [2, 3, 4], pixels))).toEqual({
    ...{ kind: 'images', count: 2, height: 3, width: 4, pixels },
  });
  expect(parseIdx(file(0x801, [3], [7, 0, 9]))).toEqual({ kind: 'labels', labels: Uint8Array.of(7, 0, 9) });
});

test('a file that begins elsewhere in its memory is read', () => {
  const memory = new Uint8Array(64);
  memory.set(file(0x801, [2], [5, 6]), 11);
  expect(parseIdx(memory.subarray(11, 21))).toEqual({ kind: 'labels', labels: Uint8Array.of(5, 6) });
});

for (const [what, bytes, message] of [
  [
    'cut',
    file(0x803, [2, 28, 28], new Uint8Array(784)),
    /800 bytes, but its header says that there are 1584/,
  ],
  ['too long', file(0x801, [2], [1, 2, 3]), /11 bytes, but its header says that there are 10/],
  ['cut in its header', file(0x803, [2], []), /8 bytes/],
  ['of another type', file(0xd03, [1, 1, 1], new Uint8Array(4)), /0xd03/],
  ['of another rank', file(0x802, [1, 1], [1]), /0x802/],
] as const) {
  test(`a file that is ${what} is refused with the reason`, () => {
    expect(() => parseIdx(bytes)).toThrow(expect.objectContaining({ code: 'data_corrupt' }));
    expect(() => parseIdx(bytes)).toThrow(message);
  });
}

test('what the core is given is read back as it was', () => {
  const [pixels, labels] = [Uint8Array.from({ length: 2 * 784 }, (_, at) => at % 251), Uint8Array.of(3, 8)];
  const { images, labels: told } = idxFiles(pixels, labels);
  expect(parseIdx(images)).toMatchObject({ count: 2, width: 28, height: 28, pixels });
  expect(parseIdx(told)).toMatchObject({ labels });
});

test('an IDX file is told by its first bytes', () => {
  expect(isIdx(file(0x803, [1, 1, 1], [0]))).toBe(true);
  expect(isIdx(new TextEncoder().encode('not an IDX file'))).toBe(false);
  expect(isIdx(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10))).toBe(false);
  expect(isIdx(Uint8Array.of(0, 0, 8, 1))).toBe(false);
});
