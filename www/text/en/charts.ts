/** The charts, the time to readable digits, and the steps before. */

import { formats } from '../formats.js';

const { number, plural } = formats('en');

export const charts = {
  heading: 'Curves',
  smoothing: 'Smoothing',
  smoothingAbout: 'An exponential moving average; the values as they are stay faint behind it.',
  span: (steps: number) => (steps === 0 ? 'none' : `${number(steps)} steps`),
  losses: 'Losses',
  reconstruction: 'reconstruction',
  divergence: 'KL divergence',
  balance: 'D(x) and D(G(z))',
  sigmoid: 'of the mean logit',
  critic: 'Critic’s values',
  unbounded: 'means, no probabilities',
  quality: 'Quality',
  logScale: 'Frechet: log, left',
  frechet: 'Frechet',
  confidence: 'confidence',
  classes: 'classes',
  speed: 'Speed',
  imagesPerSecond: 'images/s',
  step: (step: string) => `Step ${step}`,
  keys: (title: string) => `${title}: the arrow keys read the values`,
  band: (runs: number) => `shaded: where 90% of the steps of ${healthy(runs)} lay`,
  likeBand: (runs: number, preset: string) =>
    `shaded: 90% of the steps of ${healthy(runs)} of this loss (like ${preset})`,
  noBand: 'no band: no healthy run was measured with these settings',
  readableProgress: 'Steps to readable digits',
  uncalibrated: (step: string) =>
    `Readable digits after about ${step} steps; the first ones show how long this device takes.`,
  inAbout: (seconds: number) => `Readable digits in about ${duration(seconds)} on this device.`,
  left: (seconds: number) => `Readable digits in about ${duration(seconds)} more.`,
  late: (step: string) => `Not readable yet; measured runs were so after ${step} steps.`,
  reached: (step: string, seconds: number | undefined) =>
    `Readable digits reached ${seconds === undefined ? 'by' : `after ${duration(Math.round(seconds))}, at`} step ${step}.`,
  scrubber: 'Steps so far',
  scrubberAbout: 'Drag back to see earlier steps.',
  stepOf: (step: string, last: string) => `Step ${step} of ${last}`,
  live: (step: string) => `Live, step ${step}`,
  toLive: 'Back to live',
  branch: (step: string) => `Go on from step ${step}`,
  kept: (count: number, megabytes: number) =>
    `Up to ${count} states, ${megabytes} MB, are kept to go on from.`,
};

function healthy(runs: number): string {
  return plural(runs, { one: 'one healthy run', other: `${number(runs)} healthy runs` });
}

export function duration(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
