import { expect, test } from 'vitest';
import { Film } from '../../www/keep/film.js';
import { thinned } from '../../www/thinned.js';

test.each([9, 10])('of %i every other one is kept, the newest among them', (count) => {
  const all = Array.from({ length: count }, (_, index) => index);
  expect(thinned(all, count)).toEqual(all);
  const kept = thinned(all, 5);
  expect(kept.at(-1)).toBe(count - 1);
  expect(kept.every((value, index) => index === 0 || value - kept[index - 1] === 2)).toBe(true);
});

const shape = { height: 1, width: 1, channels: 1, classes: ['a'] };
const frame = (step: number) => ({ step, pixels: new Uint8ClampedArray(1), shape });

test('a film is bounded and spread, and its last grid is the last', () => {
  const film = new Film();
  for (let step = 0; step <= 5003; step++) film.add(frame(step));
  const steps = film.frames.map(({ step }) => step);
  expect(steps.length).toBeLessThanOrEqual(122);
  expect(steps.length).toBeGreaterThan(60);
  expect([steps[0], steps.at(-1)]).toEqual([0, 5003]);
  expect(
    new Set(steps.slice(1, -1).map((step, index) => step - steps[index])).size,
    'at equal distances',
  ).toBe(1);
});

test('a film that goes on from a checkpoint forgets the steps after it', () => {
  const film = Film.of([0, 10, 20, 30].map(frame));
  film.cutAfter(20);
  expect(film.frames.map(({ step }) => step)).toEqual([0, 10, 20]);
  film.add(frame(25));
  expect(film.frames.map(({ step }) => step)).toEqual([0, 10, 20, 25]);
});
