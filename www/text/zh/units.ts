import type { units as en } from '../en/units.js';

export const units: typeof en = {
  percent: (number) => `${number}%`,
};
