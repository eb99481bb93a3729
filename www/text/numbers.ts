/** Numbers as they are written in the language that is on. */

import { formats } from './formats.js';
import { language } from './index.js';

const made = new Map<string, ReturnType<typeof formats>>();

function current(): ReturnType<typeof formats> {
  const found = made.get(language()) ?? formats(language());
  made.set(language(), found);
  return found;
}

/** A number with so many digits after the point. */
export function number(value: number, digits = 0): string {
  return current().number(value, digits);
}

/** A share of 1 in hundredths. */
export function percent(share: number, digits = 0): string {
  return current().percent(share, digits);
}

/** Seconds as minutes and seconds. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
