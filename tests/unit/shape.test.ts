import { describe, expect, test } from 'vitest';
import { edge, type Fit, inverted, isBlank, shaped } from '../../www/own/shape.js';

const SIDE = 28;

function picture(width: number, height: number, gray: (x: number, y: number) => number) {
  const pixels = Uint8Array.from({ length: width * height }, (_, at) =>
    gray(at % width, Math.floor(at / width)),
  );
  return { width, height, pixels };
}

const at = (image: Uint8Array, x: number, y: number) => image[y * SIDE + x];

/** The center of the light. */
function center(image: Uint8Array) {
  let [sum, x, y] = [0, 0, 0];
  image.forEach((light, index) => {
    sum += light;
    x += light * (index % SIDE);
    y += light * Math.floor(index / SIDE);
  });
  return [x / sum, y / sum];
}

describe('an image of 28 x 28 pixels', () => {
  test('is what it was', () => {
    const small = picture(SIDE, SIDE, (x, y) => (x * 7 + y * 3) % 256);
    expect(shaped(small, 'crop')).toEqual(small.pixels);
    expect(shaped(small, 'whole')).toEqual(small.pixels);
  });

  test('is the mean of the pixels that each of its own covers', () => {
    const checked = picture(2 * SIDE, 2 * SIDE, (x, y) => ((x + y) % 2 ? 200 : 100));
    expect(new Set(shaped(checked, 'crop'))).toEqual(new Set([150]));
  });

  test('is made of a picture that is smaller', () => {
    const image = shaped(
      picture(14, 14, (x) => (x < 7 ? 10 : 250)),
      'crop',
    );
    expect([at(image, 0, 0), at(image, 13, 27), at(image, 14, 0), at(image, 27, 27)]).toEqual([
      10, 10, 250, 250,
    ]);
  });
});

describe('of a picture that is wide', () => {
  // A white square in the middle of three, between a dark and a gray one.
  const wide = picture(3 * SIDE, SIDE, (x) => [0, 255, 128][Math.floor(x / SIDE)]);

  test('the middle is cropped', () => {
    expect(new Set(shaped(wide, 'crop'))).toEqual(new Set([255]));
  });

  test('all is kept, black above and below', () => {
    const image = shaped(wide, 'whole');
    expect([at(image, 14, 0), at(image, 14, 27)]).toEqual([0, 0]);
    expect([at(image, 4, 14), at(image, 14, 14), at(image, 24, 14)]).toEqual([0, 255, 128]);
  });
});

test('ink is centered and fitted as MNIST has it', () => {
  const corner = picture(100, 100, (x, y) => (x >= 60 && x < 70 && y >= 10 && y < 50 ? 255 : 0));
  const image = shaped(corner, 'center');
  const [x, y] = center(image);
  expect(x).toBeCloseTo(13.5, 0);
  expect(y).toBeCloseTo(13.5, 0);
  const rows = Array.from({ length: SIDE }, (_, row) =>
    Math.max(...image.subarray(row * SIDE, (row + 1) * SIDE)),
  );
  expect(rows.filter((light) => light > 100).length, 'its longer side is 20 pixels').toBe(20);
});

test('where there is no ink, all is kept', () => {
  const dark = picture(40, 20, () => 3);
  expect(shaped(dark, 'center')).toEqual(shaped(dark, 'whole'));
});

test.each<Fit>(['crop', 'whole', 'center'])('one pixel is a picture (%s)', (fit) => {
  const image = shaped(
    picture(1, 1, () => 200),
    fit,
  );
  expect(image.length).toBe(SIDE * SIDE);
  expect(Math.max(...image)).toBe(200);
});

test('the edge tells paper from night', () => {
  const framed = picture(4, 3, (x, y) => (x > 0 && x < 3 && y === 1 ? 0 : 240));
  expect(edge(framed)).toBe(240);
  expect(edge(picture(1, 1, () => 7))).toBe(7);
});

test('light and dark are swapped, and one gray is a blank', () => {
  expect(inverted(Uint8Array.of(0, 100, 255))).toEqual(Uint8Array.of(255, 155, 0));
  expect(isBlank(Uint8Array.of(100, 115))).toBe(true);
  expect(isBlank(Uint8Array.of(100, 116))).toBe(false);
});
