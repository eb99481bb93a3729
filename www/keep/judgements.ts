/** What was said of the samples of a run, each at its step. */

import type { Elbo, Quality } from '../protocol.js';
import { thinned } from '../thinned.js';

export interface Judgement {
  step: number;
  quality: Quality;
  elbo: Elbo | undefined;
}

/** Judgements kept at most; beyond it every other one goes, but never the newest. */
const MAX_JUDGEMENTS = 1000;

/** With one more, thinned out where there are too many. */
export function judged(judgements: Judgement[], more: Judgement): Judgement[] {
  const all = [...judgements.filter(({ step }) => step !== more.step), more];
  return thinned(all, MAX_JUDGEMENTS);
}
