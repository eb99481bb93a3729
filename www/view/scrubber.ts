/** The slider below the samples: back to what was drawn at earlier steps, and on from there. */

import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import type { View } from '../audience.js';
import type { Snapshot } from '../run/history.js';
import type { RunStore } from '../run/store.js';
import { MOST_CHECKPOINTS, MOST_MEGABYTES } from '../run/timeline.js';
import { texts } from '../text/index.js';
import { number } from '../text/numbers.js';

export interface ScrubberActions {
  /** Shows the snapshot of a number, the last one live. */
  scrub(index: number): void;
  toLive(): void;
  branch(): void;
}

export class Scrubber {
  /** What is shown in the place of what training draws. */
  private shown: Snapshot | undefined;

  constructor(
    private readonly store: RunStore,
    private readonly draw: (pixels: Uint8ClampedArray) => void,
  ) {
    store.on('samples', (pixels) => this.shown ?? this.draw(pixels));
    store.on('runchange', () => this.toLive());
  }

  show(index: number): void {
    const { all } = this.store.history.samples;
    this.shown = index < all.length - 1 ? all[index] : undefined;
    const { pixels } = this.shown ?? all.at(-1) ?? {};
    if (pixels) this.draw(pixels);
  }

  toLive(): void {
    this.show(Number.POSITIVE_INFINITY);
  }

  /** The step that is shown where that is an earlier one. */
  get step(): number | undefined {
    return this.shown?.step;
  }

  view(act: ScrubberActions, busy: boolean, view: View) {
    const words = texts().charts;
    const { samples, checkpoints } = this.store.history;
    const { all } = samples;
    const last = all.at(-1)?.step ?? 0;
    const { shown } = this;
    // A snapshot that was thinned out stands where its neighbor is.
    const index = shown ? all.findLastIndex(({ step }) => step <= shown.step) : all.length - 1;
    const about = shown ? words.stepOf(number(shown.step), number(last)) : words.live(number(last));
    const kept = view === 'expert' ? words.kept(MOST_CHECKPOINTS, MOST_MEGABYTES) : '';
    return html`
      <div class="scrubber">
        <input
          type="range"
          min="0"
          max=${Math.max(1, all.length - 1)}
          .value=${live(String(all.length > 1 ? Math.max(0, index) : 1))}
          ?disabled=${all.length < 2}
          aria-label=${words.scrubber}
          aria-valuetext=${about}
          @input=${(event: Event) => act.scrub(Number((event.target as HTMLInputElement).value))}
        />
        <output>${about}</output>
        <div class="branch">
          ${
            shown
              ? html`
                  <button ?disabled=${busy} title=${kept} @click=${act.branch}>
                    ${words.branch(number(checkpoints.before(shown.step)?.step ?? 0))}
                  </button>
                  <button @click=${act.toLive}>${words.toLive}</button>
                `
              : html`
                  <p>${words.scrubberAbout} ${kept}</p>
                `
          }
        </div>
      </div>
    `;
  }
}
