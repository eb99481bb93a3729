import { expect, test } from 'vitest';
import { smoothed } from '../../www/view/smoothing.js';

const steps = Array.from({ length: 1000 }, (_, index) => index + 1);

test('the average weighs steps, and begins where the values do', () => {
  expect(smoothed(steps, steps, 0)).toEqual(steps);
  const constant = smoothed(
    steps,
    steps.map(() => 3),
    100,
  );
  for (const value of constant) expect(value).toBeCloseTo(3, 8);
  // After many steps the average of a ramp lags by the span.
  expect(Math.abs(smoothed(steps, steps, 50).at(-1) - (1000 - 50))).toBeLessThan(1);
  // Every second value alone comes to nearly the same.
  const half = steps.filter((_, index) => index % 2);
  expect(Math.abs(smoothed(half, half, 50).at(-1) - 950)).toBeLessThan(2);
  expect(smoothed([1, 2], [null, 4], 10)).toEqual([null, 4]);
});
