/** What all elements have in common: they speak the language that is on, and one that moves within a page stays as it is. */

import { LitElement } from 'lit';
import { onLanguage } from '../text/index.js';

export abstract class PageElement extends LitElement {
  /** Aborted when the element has left the page. */
  private inPage: AbortController | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.inPage) return;
    this.inPage = new AbortController();
    const { signal } = this.inPage;
    onLanguage(() => this.requestUpdate(), signal);
    this.enter(signal);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // One that moves is in the page again by then.
    queueMicrotask(() => {
      if (this.isConnected || !this.inPage) return;
      this.inPage.abort();
      this.inPage = undefined;
      this.leave();
    });
  }

  /** The element is in a page; `signal` aborts when it no longer is. */
  protected enter(_signal: AbortSignal): void {}

  protected leave(): void {}
}
