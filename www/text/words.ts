/**
 * What is said later, and perhaps in another language than when it happened: a key of the table of errors with
 * what stands inside. Words cross the threads' boundary as they are.
 */

import { errors as en } from './en/errors.js';

type Errors = typeof en;

export interface Words {
  key: keyof Errors;
  args: readonly (string | number | Words)[];
}

/** What an entry takes; each part can be words itself. */
type Arguments<F> = F extends (...args: infer A) => string ? { [I in keyof A]: A[I] | Words } : never;

export function words<K extends keyof Errors>(key: K, ...args: Arguments<Errors[K]>): Words {
  return { key, args };
}

/** Words as a sentence. Where no table is given, it is English, which programs and logs read. */
export function say({ key, args }: Words, table: Errors = en): string {
  const entry = table[key] as (...args: (string | number)[]) => string;
  return entry(...args.map((arg) => (typeof arg === 'object' ? say(arg, table) : arg)));
}
