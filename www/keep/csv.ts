/** The numbers of a run as CSV (RFC 4180): a row for each step of which anything is kept. */

import type { KeptCharts } from '../view/charts.js';
import type { Judgement } from './judgements.js';

/** The full judgement's numbers, in the order of their columns. */
const FULL = ['frechet', 'precision', 'recall', 'density', 'coverage', 'diversity'] as const;

type Row = Record<string, number | null | undefined>;

export function csv(charts: KeptCharts, judgements: Judgement[], vae: boolean): string {
  const losses = vae ? ['reconstruction_loss', 'kl_loss'] : ['discriminator_loss', 'generator_loss'];
  const scores = vae ? [] : ['real_score', 'generated_score'];
  const classes = judgements.at(-1)?.quality.histogram.length ?? 0;
  const shares = Array.from({ length: classes }, (_, index) => `share_${index}`);
  const columns = [
    'step',
    ...losses,
    ...scores,
    ...['samples', 'modes', 'confidence', 'agreement', ...FULL],
    ...(vae ? ['negative_elbo'] : []),
    ...shares,
  ];
  const rows = new Map<number, Row>();
  const put = (step: number, values: Row) => rows.set(step, { ...rows.get(step), step, ...values });
  for (const [step, ...values] of charts.losses?.rows ?? []) put(step, pairs(losses, values));
  for (const [step, ...values] of charts.balance?.rows ?? []) put(step, pairs(scores, values));
  for (const judgement of judgements) put(judgement.step, { ...judged(judgement), ...shared(judgement) });
  const sorted = [...rows.values()].sort((one, other) => Number(one.step) - Number(other.step));
  const lines = sorted.map((row) => columns.map((column) => row[column] ?? ''));
  return [columns, ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}

function judged({ quality, elbo }: Judgement): Row {
  const { count, modes, confidence, agreement, full } = quality;
  return {
    ...{ samples: count, modes, confidence, agreement },
    ...pairs(FULL, full ? FULL.map((name) => full[name]) : []),
    negative_elbo: elbo && elbo.reconstruction + elbo.divergence,
  };
}

function shared({ quality }: Judgement): Row {
  return Object.fromEntries(quality.histogram.map((share, index) => [`share_${index}`, share]));
}

function pairs(names: readonly string[], values: readonly (number | null)[]): Row {
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
}
