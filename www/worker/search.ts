/** The search in latent space that is under way, of which there is one at most. */

import { PlaygroundError } from '../error.js';
import type { Found, SearchTarget } from '../protocol.js';
import { words } from '../text/words.js';
import type { Core } from './core.js';
import type { Trainer } from './trainer.js';

export class Search {
  private search: Core.Search | undefined;

  constructor(private readonly trainer: () => Trainer) {}

  /** Begins one in the place of the one before. */
  begin({ pixels, weights, noise, labels, seed }: SearchTarget): Promise<Found> {
    const trainer = this.trainer();
    return trainer.ask((session) => {
      const begun = trainer.core.Search.create(session, pixels, weights, noise, labels, seed);
      this.search?.free();
      this.search = begun;
      return begun.found();
    });
  }

  advance(steps: number): Promise<Found> {
    return this.trainer().ask(() => {
      if (!this.search) throw new PlaygroundError('core_failed', words('noSearch'));
      this.search.advance(steps);
      return this.search.found();
    });
  }
}
