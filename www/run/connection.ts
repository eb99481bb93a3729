/** A worker and the calls to it, each of which settles: with what the worker says, or with why it says nothing. */

import { type Remote, wrap } from 'comlink';
import { passErrorCodes } from '../calls.js';
import { PlaygroundError } from '../error.js';
import { words } from '../text/words.js';

/** Why a call has no answer: its worker died, or another one took its place. */
export class WorkerDied extends Error {
  constructor(readonly why: PlaygroundError) {
    super(why.message);
  }
}

passErrorCodes();

export class Connection<Api> {
  private readonly api: Remote<Api>;
  /** Rejects each call under way. */
  private readonly pending = new Set<(reason: unknown) => void>();
  /** Why there are no answers any more. */
  private reason: unknown;

  /** `onDeath` is called at most once, where the worker dies by itself. */
  constructor(
    private readonly worker: Worker,
    private readonly onDeath: (why: PlaygroundError) => void,
  ) {
    this.api = wrap<Api>(worker);
    worker.onerror = ({ message }) =>
      this.die(
        message
          ? PlaygroundError.from(message)
          : new PlaygroundError('core_failed', words('workerNotLoaded')),
      );
  }

  call<T>(work: (api: Remote<Api>) => Promise<T>): Promise<T> {
    if (this.reason) return Promise.reject(this.reason);
    return new Promise((resolve, reject) => {
      this.pending.add(reject);
      work(this.api)
        .then(resolve, reject)
        .finally(() => this.pending.delete(reject));
    });
  }

  /** The worker is of no use any more. */
  die(why: PlaygroundError): void {
    if (this.reason) return;
    this.close(new WorkerDied(why));
    this.onDeath(why);
  }

  /** Ends the worker; calls under way and later ones fail with `reason`. */
  close(reason: unknown): void {
    this.reason ??= reason;
    this.worker.terminate();
    this.abort(reason);
  }

  /** Fails the calls under way. */
  abort(reason: unknown): void {
    for (const reject of this.pending) reject(reason);
    this.pending.clear();
  }
}
