/** The card that explains a GAN on the first visit, of about a hundred words. */

import { duration } from './charts.js';

export const intro = {
  button: 'What is this?',
  title: 'A game of two networks',
  steps: [
    ['G draws', 'pictures from random noise.'],
    ['D judges', 'which pictures are real and which are G’s.'],
    ['They take turns:', 'D learns to spot fakes, G to fool D.'],
  ],
  press: 'Press Train and watch Generated.',
  afterSteps: (steps: string) => `Digits appear after about ${steps} steps.`,
  inAbout: (seconds: number) => `In about ${duration(seconds)} digits appear.`,
  watch: 'Watch Generated: noise turns into pictures like those under Real.',
  mishap:
    'At times it goes wrong: in mode collapse, G draws the same few pictures again and again. The doctor tells you.',
  close: 'Got it',
  picture: {
    title: 'The loop of a GAN',
    about:
      'Noise z goes into G, which makes a fake image. Fake and real images go into D, which answers: real or fake? Both networks learn from the answer.',
    noise: 'noise z',
    fake: 'fake',
    real: 'real',
    answer: 'real or fake?',
    learning: 'both learn',
  },
};
