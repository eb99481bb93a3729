import { expect, test } from 'vitest';
import { Checkpoints, Snapshots } from '../../www/view/timeline.js';

const shape = { height: 1, width: 1, channels: 1, classes: ['a'] };
const grid = { pixels: new Uint8ClampedArray(1), shape };

test('snapshots are bounded and spread, and the last is the last', () => {
  const snapshots = new Snapshots();
  for (let step = 0; step <= 10_000; step += 10) snapshots.add(step, grid);
  const steps = snapshots.all.map(({ step }) => step);
  expect(steps.length).toBeLessThanOrEqual(66);
  expect(steps.length).toBeGreaterThan(30);
  expect([steps[0], steps.at(-1)]).toEqual([0, 10_000]);
  const gaps = new Set(steps.slice(1, -1).map((step, index) => step - steps[index]));
  expect(gaps.size, 'at equal distances').toBe(1);
  snapshots.begin(5000, true);
  expect(snapshots.all.at(-1).step).toBe(5000);
});

test('checkpoints are bounded in number and bytes, and spread as a run learns', () => {
  const checkpoints = new Checkpoints();
  for (let step = 1; step <= 10_000; step += 30) checkpoints.add(step, new Uint8Array(1));
  const kept = checkpoints.steps;
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([8, 1, 9991]);
  const { step } = checkpoints.before(400);
  expect(step, String(kept)).toBeGreaterThan(30);
  expect(step).toBeLessThanOrEqual(400);
  const heavy = new Checkpoints();
  for (let step = 1; step < 6; step++) heavy.add(step, { length: 50e6 } as Uint8Array);
  expect(heavy.steps, 'no more megabytes than are promised').toEqual([1, 5]);
});
