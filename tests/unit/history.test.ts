import { expect, test } from 'vitest';
import { History } from '../../www/ui/series.js';

test('a long history stays short, and its last value is the last', () => {
  const history = new History(1);
  for (let step = 1; step <= 48_000; step++) history.add([[step, step]]);
  const [steps, values] = history.columns();
  expect(steps.length).toBeLessThanOrEqual(1500);
  expect(steps.length).toBeGreaterThan(700);
  expect(Math.abs(values.at(-1) - 48_000)).toBeLessThan(64);
  expect(steps.at(-1)).toBeGreaterThan(48_000 - 64);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(mean - 24_000)).toBeLessThan(100);
  history.cutAfter(100);
  expect(history.columns()[0].at(-1)).toBeLessThanOrEqual(100);
});

test('what was not measured is left out of a mean, and stays nothing where nothing was', () => {
  const history = new History(2);
  // The 1,501st row has every two become one.
  for (let step = 1; step <= 1502; step++) history.add([[step, step % 2 ? 4 : null, null]]);
  const [steps, first, second] = history.columns();
  expect(steps[0]).toBe(2);
  expect(first[0]).toBe(4);
  expect(second[0]).toBe(null);
});

test('a history that is stored goes on as it would have', () => {
  const rows = (from: number, to: number) =>
    Array.from(
      { length: to - from },
      (_, index) => [from + index, Math.sin(from + index)] as [number, number],
    );
  const [one, other] = [new History(1), new History(1)];
  one.add(rows(1, 3001));
  other.recall(structuredClone(one.kept));
  for (const history of [one, other]) history.add(rows(3001, 5001));
  expect(other.kept).toEqual(one.kept);
});
