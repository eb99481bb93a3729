/** The switch between a beginner's view and an expert's, and what stands in the beginner's alone. */

import { formats } from '../formats.js';

const { number, plural } = formats('en');

export const audience = {
  label: 'View',
  views: { beginner: 'Beginner', expert: 'Expert' },
  about: {
    beginner: 'What is needed to train and to understand it',
    expert: 'Every option, number and export as well',
  },
  toExpert: 'Go to the expert view',
  hiddenSetting: 'This is about an option that the expert view shows.',
  pending: (count: number) =>
    plural(count, {
      one: 'An option that you edited in the expert view is not applied yet.',
      other: `${number(count)} options that you edited in the expert view are not applied yet.`,
    }),

  drawn: 'drawn by G',
  losses:
    'L_D falls when D tells real from generated, L_G when G fools D. Neither should run to zero: a balance is what you want.',

  // How good the samples are.
  verdicts: {
    none: 'Train, and a small classifier says here how good the samples are.',
    blurred: 'The samples are not clear yet.',
    missing: (count: number) =>
      `${plural(count, { one: 'One kind is', other: `${number(count)} kinds are` })} missing. Do the samples look alike?`,
    good: 'Clear, and all kinds are there.',
  },
  kinds: (count: string, all: number) => `${count} of ${all}`,
  kindsAbout: 'kinds are drawn. Few of them are a sign of mode collapse.',
  sureAbout: (real: string) => `is how sure the classifier is of what it sees; for real images ${real}.`,
};
