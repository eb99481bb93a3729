import { describe, expect, test } from 'vitest';
import { bandOf, readableStep } from '../../www/view/bands.js';
import {
  check,
  explicit,
  isChanged,
  OPTIONS,
  PRESETS,
  presetSettings,
  property,
  same,
} from '../../www/options.js';

test('an option is a property in camel case', () => {
  expect(property('d-learning-rate')).toBe('dLearningRate');
  expect(property('seed')).toBe('seed');
  expect(property('dataset'), 'which every element has already').toBe('dataSet');
  expect(new Set(OPTIONS.map(({ name }) => property(name))).size).toBe(OPTIONS.length);
});

describe('a value', () => {
  const refused = (name: string, text: string) => {
    try {
      check(name, text);
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid_option' });
      return (error as Error).message;
    }
    return undefined;
  };

  test.each([
    ['seed', '7'],
    ['batch-size', '1024'],
    ['g-learning-rate', '2e-4'],
    ['g-learning-rate', '.01'],
    ['loss', 'hinge'],
    ['d-batch-norm', 'on'],
    ['g-hidden', '32,64'],
    ['g-hidden', '32, 64'],
  ])('of %s may be %s', (name, text) => expect(refused(name, text)).toBe(undefined));

  test.each([
    ['seed', '-1'],
    ['seed', '1.5'],
    ['seed', ''],
    ['batch-size', '0'],
    ['batch-size', '1025'],
    ['batch-size', '1e2'],
    ['g-learning-rate', '70'],
    ['g-learning-rate', 'NaN'],
    ['g-learning-rate', 'Infinity'],
    ['g-learning-rate', '0x1'],
    ['loss', 'quux'],
    ['d-batch-norm', 'true'],
    ['g-hidden', ''],
    ['g-hidden', '32,,64'],
    ['channels', '100000,16'],
  ])('of %s cannot be "%s", and the error names both and the bound', (name, text) => {
    expect(refused(name, text)).toMatch(new RegExp(`^${name} is "${text}", but must be `));
  });

  test('that is the least or the most may be', () => {
    for (const option of OPTIONS) {
      if (option.kind !== 'integer' && option.kind !== 'number') continue;
      for (const bound of [option.min, option.max])
        expect(refused(option.name, String(bound))).toBe(undefined);
    }
  });

  test('of a preset may be', () => {
    for (const { id } of PRESETS)
      for (const [name, text] of Object.entries(presetSettings(id)))
        expect(refused(name, text)).toBe(undefined);
  });
});

test('texts of the same value are the same', () => {
  expect(same('g-learning-rate', '2e-4', '0.0002')).toBe(true);
  expect(same('g-hidden', '32, 64', '32,64')).toBe(true);
  expect(same('loss', 'hinge', 'minimax')).toBe(false);
});

describe('settings', () => {
  const hinge = presetSettings('hinge');

  test('are complete, and no back end is among them', () => {
    expect(Object.keys(hinge).sort()).toEqual(
      OPTIONS.map(({ name }) => name)
        .filter((name) => name !== 'backend')
        .sort(),
    );
  });

  test('of a preset are its name and the seed alone', () => {
    expect(explicit({ ...hinge, seed: '9' })).toEqual({ preset: 'hinge', seed: '9' });
    expect(isChanged({ ...hinge, seed: '9' })).toBe(false);
  });

  test('that are changed are said besides', () => {
    const changed = { ...hinge, 'd-steps': '3' };
    expect(explicit(changed)).toEqual({ preset: 'hinge', seed: hinge.seed, 'd-steps': '3' });
    expect(isChanged(changed)).toBe(true);
  });

  test('of an unknown preset are the first one’s', () => {
    expect(presetSettings('quik')).toEqual(presetSettings(PRESETS[0].id));
  });
});

describe('the band of the losses', () => {
  test('is that of the very settings where they were measured, whatever the seed', () => {
    const band = bandOf({ ...presetSettings('hinge'), seed: '99' });
    expect(band).toMatchObject({ exact: true, measured: { preset: 'hinge' } });
  });

  test('is that of the most alike where only sizes and rates differ', () => {
    const band = bandOf({ ...presetSettings('quick'), 'g-learning-rate': '0.00123' });
    expect(band).toMatchObject({ exact: false, measured: { preset: 'quick', changes: {} } });
  });

  test('is none where what is a loss differs', () => {
    expect(bandOf({ ...presetSettings('quick'), r1: '0.3' })).toBe(undefined);
  });

  test('readable digits are promised for measured settings alone', () => {
    expect(readableStep(presetSettings('quick'))).toBeGreaterThan(0);
    expect(readableStep({ ...presetSettings('quick'), 'batch-size': '33' })).toBe(undefined);
  });
});
