/** Waits for what may never come: says so after some seconds without a sign of life, tries again, and ends at a limit. */

import { PlaygroundError } from './error.js';
import { type Words, words } from './text/words.js';

/** Without a sign of life for so long, it is said what is waited for; */
const SLOW_MS = 5000;
/** and for so long, it is tried again, so often in all. */
const TRY_MS = 10_000;
const TRIES = 3;

export interface Attempt {
  /** Aborts where nothing came in time. */
  signal: AbortSignal;
  /** To be called whenever something came. */
  alive: () => void;
}

interface Wanted {
  what: Words;
  /** The code of the error, should it never come. */
  code: string;
  /** How long a try may take without a sign of life. */
  tryMs?: number;
}

export class Patience {
  private readonly late = new Set<Words>();

  /** `tell` is told all that is waited for without a sign of life, whenever that changes. */
  constructor(private readonly tell: (late: Words[]) => void) {}

  /** Does work that ends by itself or is tried again where it shows no sign of life. Its own failure is not. */
  async for<T>({ what, code, tryMs = TRY_MS }: Wanted, work: (attempt: Attempt) => Promise<T>): Promise<T> {
    let slow: ReturnType<typeof setTimeout> | undefined;
    const expect = () => {
      clearTimeout(slow);
      this.setLate(what, false);
      slow = setTimeout(() => this.setLate(what, true), SLOW_MS);
    };
    expect();
    try {
      for (let tries = 0; tries < TRIES; tries++) {
        const done = await attempt(work, tryMs, expect);
        if (done) return done.value;
      }
      const silence = words('silence', Math.round((TRIES * tryMs) / 1000));
      throw new PlaygroundError(code, words('notFetched', what, silence));
    } finally {
      clearTimeout(slow);
      this.setLate(what, false);
    }
  }

  private setLate(what: Words, isLate: boolean): void {
    if (this.late.has(what) === isLate) return;
    if (isLate) this.late.add(what);
    else this.late.delete(what);
    this.tell([...this.late]);
  }
}

/** What the work came to; nothing where it showed no sign of life for too long. */
async function attempt<T>(
  work: (attempt: Attempt) => Promise<T>,
  limitMs: number,
  onAlive: () => void,
): Promise<{ value: T } | undefined> {
  const controller = new AbortController();
  const { signal } = controller;
  let limit: ReturnType<typeof setTimeout> | undefined;
  let giveUp: () => void = () => {};
  const silence = new Promise<void>((resolve) => {
    giveUp = resolve;
  });
  const expect = () => {
    clearTimeout(limit);
    limit = setTimeout(giveUp, limitMs);
  };
  const alive = () => {
    if (signal.aborted) return;
    expect();
    onAlive();
  };
  expect();
  try {
    const done = work({ signal, alive }).then((value) => ({ value }));
    const first = await Promise.race([done, silence]);
    if (first) return first;
    controller.abort();
    return undefined;
  } finally {
    clearTimeout(limit);
  }
}
