/** What all tools have in common: they show the run there is, again whenever it has learned or the language changed. */

import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { PlaygroundError } from '../error.js';
import type { ImageShape } from '../protocol.js';
import { onLanguage, said } from '../text/index.js';
import type { Words } from '../text/words.js';
import { Latest } from './latest.js';
import type { Subject } from './subject.js';
import { style } from './style.js';

/** While it trains, what a tool shows is renewed this often at most. */
const RENEW_MS = 700;

export abstract class Tool extends LitElement {
  static override styles = style;
  static override properties = { subject: { attribute: false } };

  declare subject: Subject;
  /** Why what was asked for last could not be done. */
  protected error: Words | undefined;
  private readonly latest = new Latest(
    async () => {
      await this.show();
      this.error = undefined;
      this.requestUpdate();
    },
    (thrown) => this.fail(thrown),
  );
  private shown = { step: -1, key: '', at: 0 };
  private seen = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  protected closed = new AbortController();

  /** What the run's images are. */
  protected get shape(): ImageShape {
    return this.subject.run.shape;
  }

  /** Asks the run for what is to be seen. */
  protected abstract show(): Promise<void>;

  /** A run of other networks is there: what was chosen may fit them no more. */
  protected begin(): void {}

  /** Asks the run again. */
  protected renew(): void {
    void this.latest.request();
  }

  /** A class that there is: one's own images can have fewer than ten, or none. */
  protected classOf(label: number): number {
    return label % Math.max(1, this.subject.classes.length);
  }

  protected fail(thrown: unknown): void {
    this.error = PlaygroundError.from(thrown).words;
    this.requestUpdate();
  }

  protected failure() {
    return this.error
      ? html`
          <p class="bad" role="alert">${said(this.error)}</p>
        `
      : nothing;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.closed = new AbortController();
    onLanguage(() => this.requestUpdate(), this.closed.signal);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.closed.abort();
    clearTimeout(this.timer);
  }

  /** A step more is no reason to draw before the run was asked again. */
  protected override shouldUpdate(changed: PropertyValues<this>): boolean {
    if (!changed.has('subject')) return true;
    const { run, training, draft } = this.subject;
    const seen = JSON.stringify([run.settings, training, draft]);
    const isOther = seen !== this.seen;
    this.seen = seen;
    this.see();
    return isOther || changed.size > 1 || !this.hasUpdated;
  }

  private see(): void {
    const { settings, step } = this.subject.run;
    const key = JSON.stringify(settings);
    if (key !== this.shown.key) {
      this.shown = { step: -1, key, at: 0 };
      this.begin();
    }
    if (step === this.shown.step || this.timer !== undefined) return;
    const wait = this.subject.training ? this.shown.at + RENEW_MS - performance.now() : 0;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        this.shown = { step: this.subject.run.step, key, at: performance.now() };
        this.renew();
      },
      Math.max(0, wait),
    );
  }
}
