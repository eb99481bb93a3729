import { expect, test } from 'vitest';
import { Latest } from '../../www/tools/latest.js';

test('what is asked for meanwhile is done once, at the end', async () => {
  const ends: (() => void)[] = [];
  const latest = new Latest(
    () => new Promise((resolve) => ends.push(resolve)),
    () => {},
  );
  const all = latest.request();
  void latest.request();
  void latest.request();
  expect(ends.length).toBe(1);
  ends[0]();
  await expect.poll(() => ends.length).toBe(2);
  ends[1]();
  await all;
  expect(ends.length).toBe(2);
});

test('what fails is said, and the next is done all the same', async () => {
  const failures: unknown[] = [];
  let times = 0;
  const latest = new Latest(
    async () => {
      if (times++ === 0) throw new Error('once');
    },
    (error) => failures.push(error),
  );
  await latest.request();
  await latest.request();
  expect([times, failures.length]).toEqual([2, 1]);
});
