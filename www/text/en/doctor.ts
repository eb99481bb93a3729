/** The doctor's card; what the doctor found are the core's keys and numbers. */

import { formats } from '../formats.js';
import type { Balanced, Findings, Remedies } from '../findings.js';

const { number, percent } = formats('en');

/** How many steps were looked back on. */
const over = (steps: number) => `Over the last ${number(steps)} steps`;

const balanced = ({ steps, accuracy, modes, classes }: Balanced) =>
  `${over(steps)} D told ${percent(accuracy)} of pairs apart${
    modes === null || classes === null
      ? ''
      : `, and ${number(modes)} of ${number(classes)} classes are covered`
  }.`;

const findings: Findings = {
  vae: {
    says: 'A VAE has no adversary: it lowers one bound, and the doctor has nothing to balance.',
    evidence: () => 'Watch reconstruction and KL divergence: their sum is to fall.',
  },
  'too-early': {
    says: 'Too early to say.',
    evidence: ({ steps, first }) =>
      `The doctor has seen ${number(steps)} steps of this run, and says something from ${number(first)} on.`,
  },
  'not-measured': {
    says: 'D and G are in balance; how good the samples are was not measured yet.',
    evidence: balanced,
  },
  'no-images': {
    says: 'D and G are in balance, but the samples are no images yet.',
    evidence: balanced,
  },
  balance: { says: 'Healthy: D and G are in balance.', evidence: balanced },
  'generator-vanishes': {
    says: 'G has stopped learning: D is so sure of itself that hardly any gradient reaches G.',
    evidence: ({ steps, gradient, accuracy }) =>
      `${over(steps)} the gradient of L_G at D's logits was ${number(gradient, 4)} on average, and ${percent(accuracy)} of pairs were told apart.`,
  },
  'discriminator-at-chance': {
    says: 'D has learned nothing: it gives real and generated images the same score, so G gets no better.',
    evidence: ({ steps, gap, frechet, noise }) =>
      `${over(steps)} the mean logits of real and generated images were ${number(gap, 3)} apart, while samples are at a Frechet distance of ${number(frechet)} (noise: ${number(noise)}).`,
  },
  'mode-collapse': {
    says: 'Mode collapse: G draws the same few things whatever the noise, because they are enough to deceive D.',
    evidence: ({ modes, classes, count, share, class: name, diversity }) =>
      `${number(modes)} of ${number(classes)} classes are covered by ${number(count)} samples, ${percent(share)} of them of class ${name}; within a class they differ ${percent(diversity)} as much as real ones.`,
  },
  'discriminator-wins': {
    says: 'D wins: it tells nearly all generated images from real ones, so G only learns that it is wrong, not how to get better.',
    evidence: ({ steps, accuracy, real, fake }) =>
      `${over(steps)} D gave the real image the larger logit in ${percent(accuracy, 1)} of pairs; the mean logits are ${number(real, 1)} and ${number(fake, 1)}.`,
  },
  'generator-wins': {
    says: 'G wins: D takes nearly all that G draws for real, so its verdict guides G no more.',
    evidence: ({ steps, accuracy }) =>
      `${over(steps)} D gave the real image the larger logit in only ${percent(accuracy)} of pairs.`,
  },
  oscillation: {
    says: 'Oscillation: now D is ahead, now G, and each unlearns what the other has just answered.',
    evidence: ({ steps, turns, accuracy, swing }) =>
      `${over(steps)} the share of pairs that D tells apart swung ${number(turns)} times around its mean of ${percent(accuracy)}, by ${number(swing * 100)} points on average.`,
  },
  divergence: {
    says: 'Divergence: a number grew beyond all bounds. Training has stopped and is back at its last good state.',
    evidence: ({ step }) => `A loss or a logit was not finite at step ${number(step)}.`,
  },
};

const remedies: Remedies = {
  'non-saturating-loss': 'Take the non-saturating loss, whose gradient is largest where D is sure.',
  'no-batch-norm-in-discriminator':
    'Take batch normalization out of D, which gives every batch the same mean.',
  'slower-discriminator':
    "Let D learn less: one step for each of G, at no more than a quarter of G's rate, with the R1 penalty on its gradient.",
  'faster-discriminator': 'Let D learn four times as fast.',
  'even-rates': "Let D keep up: half of G's rate, without momentum.",
  'even-rates-and-batch-norm':
    "Let D keep up: half of G's rate, without momentum; and batch normalization in G.",
  'smaller-steps': 'Take smaller steps by Adam without momentum.',
};

export const doctor = {
  findings,
  remedies,
  label: 'Doctor',
  nothingYet: { says: 'Nothing to say yet.', evidence: 'The doctor watches the run as it trains.' },
  apply: 'Apply and begin anew',
  change: (option: string, value: string) => `${option}: ${value}`,
  looksFor: 'What it looks for in a GAN:',
  signs: [
    'Mode collapse: few different samples',
    'D wins: nearly all pairs told apart',
    'G wins: next to no pair told apart',
    'G stops learning: hardly any gradient',
    'Oscillation: now D is ahead, now G',
    'D at chance: real and generated score alike',
    'Divergence: numbers beyond all bounds',
  ],
};
