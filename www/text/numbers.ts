/** Numbers as they are written in the language that is on. */

import { language, texts } from './index.js';

/** A format is slow to make, and a panel is drawn many times a second. */
const formats = new Map<string, Intl.NumberFormat>();

/** A number with so many digits after the point. */
export function number(value: number, digits = 0): string {
  const key = `${language()} ${digits}`;
  const format =
    formats.get(key) ??
    new Intl.NumberFormat(language(), { minimumFractionDigits: digits, maximumFractionDigits: digits });
  formats.set(key, format);
  return format.format(value);
}

export function percent(share: number, digits = 0): string {
  return texts().units.percent(number(share * 100, digits));
}

/** Seconds as minutes and seconds. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
