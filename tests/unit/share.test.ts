import { describe, expect, test } from 'vitest';
import { csv } from '../../www/keep/csv.js';
import { runLink } from '../../www/keep/link.js';
import { presetSettings } from '../../www/options.js';

describe('a link', () => {
  const link = (...[settings, backend, stop]: [Record<string, string>, string, number?]) =>
    runLink(new URL('https://example.org/play/?old=1#here'), settings, backend, stop);

  test('has what is not the default, and nothing of the address before', () => {
    expect(link(presetSettings('quick'), 'auto')).toBe('https://example.org/play/');
    const settings = { ...presetSettings('classic-repaired'), seed: '5', 'g-hidden': '32,64' };
    expect(Object.fromEntries(new URL(link(settings, 'flex', 25)).searchParams)).toEqual({
      ...{ preset: 'classic-repaired', seed: '5', 'g-hidden': '32,64', backend: 'flex', stop: '25' },
    });
  });
});

describe('the table', () => {
  const judgement = (step: number) => ({
    step,
    elbo: undefined,
    quality: {
      count: 1000,
      modes: 9,
      confidence: 0.9,
      agreement: 0.8,
      histogram: Array.from({ length: 10 }, (_, label) => label / 45),
      full: { frechet: 12.5, precision: 0.5, recall: 0.4, density: 0.3, coverage: 0.2, diversity: 0.1 },
    } as never,
  });
  const parsed = (text: string) => {
    expect(text.endsWith('\r\n') && !/[^\r]\n/.test(text), 'lines end as RFC 4180 says').toBe(true);
    const [header, ...rows] = text
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    return rows.map((row) => {
      expect(row.length).toBe(header.length);
      return Object.fromEntries(header.map((column, index) => [column, row[index]]));
    });
  };
  const history = (...rows: never[]) => ({ rows, stride: 1 });

  test('has a row for each step of which anything is kept, in their order', () => {
    const losses = history([1, 0.5, 1.5] as never, [3, 0.25, 2] as never);
    const balance = history([1, 0.7, 0.3] as never);
    const rows = parsed(csv({ losses, balance }, [judgement(2), judgement(3)], false));
    expect(rows.map(({ step }) => step)).toEqual(['1', '2', '3']);
    expect(rows[0]).toMatchObject({
      discriminator_loss: '0.5',
      generator_loss: '1.5',
      real_score: '0.7',
      modes: '',
    });
    expect(rows[1]).toMatchObject({
      discriminator_loss: '',
      samples: '1000',
      frechet: '12.5',
      share_9: '0.2',
    });
    expect(rows[2]).toMatchObject({ discriminator_loss: '0.25', generator_loss: '2', modes: '9' });
    expect(rows[0]).not.toHaveProperty('negative_elbo');
  });

  test('of a VAE has its losses and its evidence lower bound', () => {
    const losses = history([1, 100, 5] as never);
    const elbo = { reconstruction: 90, divergence: 10 } as never;
    const [row] = parsed(csv({ losses }, [{ ...judgement(1), elbo }], true));
    expect(row).toMatchObject({ reconstruction_loss: '100', kl_loss: '5', negative_elbo: '100' });
    expect(row).not.toHaveProperty('real_score');
  });
});
