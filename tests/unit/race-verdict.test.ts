import { expect, test } from 'vitest';
import { compare, type Judgement } from '../../www/tools/race-verdict.js';

const lane = (...values: [seconds: number, value: number][]): Judgement[] =>
  values.map(([seconds, value]) => ({ seconds, value, samples: 1000 }));

test('the smaller Frechet distance leads, the larger confidence does', () => {
  expect(compare('frechet', [lane([10, 20]), lane([10, 40])], undefined)?.leader).toBe(0);
  expect(compare('confidence', [lane([10, 0.5]), lane([10, 0.9])], undefined)?.leader).toBe(1);
});

test('what chance may have made is no lead', () => {
  const { leader, margin } = compare('frechet', [lane([10, 20]), lane([10, 22])], undefined);
  expect(leader).toBe(undefined);
  // Twice the standard error of the difference, 5 % of each.
  expect(margin).toBeCloseTo(2 * 0.05 * Math.hypot(20, 22), 10);
  expect(compare('confidence', [lane([1, 0.9]), lane([1, 0.91])], undefined)?.leader).toBe(undefined);
});

test('lanes are compared at the last moment that both were judged at', () => {
  const comparison = compare('frechet', [lane([0, 100], [20, 60]), lane([0, 100], [10, 20])], undefined);
  expect(comparison).toMatchObject({ seconds: 10, values: [80, 20], leader: 1 });
});

test('a lane that was not judged by then has no value', () => {
  expect(compare('frechet', [[], lane([10, 20])], undefined)).toBe(undefined);
  expect(compare('frechet', [lane([20, 20]), lane([10, 20])], undefined)).toBe(undefined);
});

test('surer than real images is no lead', () => {
  expect(compare('confidence', [lane([1, 0.99]), lane([1, 0.8])], 0.8)?.leader).toBe(undefined);
  expect(compare('confidence', [lane([1, 0.99]), lane([1, 0.8])], 0.95)?.leader).toBe(0);
});
