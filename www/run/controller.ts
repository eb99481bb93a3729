/** Has an element drawn again whenever a store has changed, for as long as it is in a page. */

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Emitter } from './emitter.js';

export class StoreController implements ReactiveController {
  private followed = new AbortController();

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly store: Emitter<{ change: undefined }>,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.followed = new AbortController();
    this.store.on('change', () => this.host.requestUpdate(), this.followed.signal);
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    this.followed.abort();
  }
}
