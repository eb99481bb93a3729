import { describe, expect, test } from 'vitest';
import { between, dot, normalized, unit } from '../../www/tools/vectors.js';
import { circle, mixed, roundTrip } from '../../www/tools/walk.js';

const length = (vector: Float32Array) => Math.sqrt(dot(vector, vector));
const [one, other] = [Float32Array.of(3, 4, 0), Float32Array.of(0, 0, 5)];

describe('the way between two points', () => {
  test('begins at one and ends at the other', () => {
    for (const [share, end] of [
      [0, one],
      [1, other],
    ] as const)
      between(one, other, share).forEach((value, index) => expect(value).toBeCloseTo(end[index], 5));
  });

  test('is as far from zero as they are', () => {
    for (const share of [0.1, 0.5, 0.9]) expect(length(between(one, other, share))).toBeCloseTo(5, 5);
  });

  test('has numbers where the points are the same, opposite or zero', () => {
    const zero = new Float32Array(3);
    for (const [from, to] of [
      [one, one],
      [zero, zero],
      [zero, one],
    ])
      expect(between(from, to, 0.5).every(Number.isFinite)).toBe(true);
    expect(between(one, one, 0.3)).toEqual(one);
  });
});

test('a walk goes to each stop and back to the first, with small steps', () => {
  const stops = [one, other].map((point, label) => ({ point, labels: [1 - label, label] }));
  const places = roundTrip(stops);
  expect(places.length).toBe(48);
  expect(places[0]).toEqual({ point: one, labels: [1, 0] });
  places[24].point.forEach((value, index) => expect(value).toBeCloseTo(other[index], 5));
  expect(places[24].labels).toEqual([0, 1]);
  for (const [index, { point }] of places.entries()) {
    const next = places[(index + 1) % places.length].point;
    expect(length(point.map((value, at) => value - next[at]))).toBeLessThan(0.6);
  }
});

test('a circle is closed', () => {
  const places = circle((x, y) => ({ point: Float32Array.of(x, y), labels: [] }));
  expect(places.length).toBe(48);
  for (const { point } of places) expect(length(point)).toBeCloseTo(1, 5);
  expect(places[0].point).toEqual(Float32Array.of(1, 0));
});

test('weights of classes stay one in all', () => {
  expect(mixed([1, 0], [0, 1], 0.25)).toEqual([0.75, 0.25]);
});

test('vectors of length one', () => {
  expect(length(normalized(one))).toBeCloseTo(1, 6);
  expect(normalized(new Float32Array(2))).toEqual(new Float32Array(2));
  expect(unit(3, 1)).toEqual(Float32Array.of(0, 1, 0));
});
