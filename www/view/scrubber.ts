/** The slider below the samples: back to what was drawn at earlier steps, and on from there. */

import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Grid } from '../protocol.js';
import { texts } from '../text/index.js';
import { number } from '../text/numbers.js';
import type { View } from './audience.js';
import { Checkpoints, MOST_CHECKPOINTS, MOST_MEGABYTES, type Snapshot, Snapshots } from './timeline.js';

export interface ScrubberActions {
  /** Shows the snapshot of a number, the last one live. */
  scrub(index: number): void;
  toLive(): void;
  branch(): void;
}

export class Scrubber {
  private readonly snapshots = new Snapshots();
  private readonly checkpoints = new Checkpoints();
  /** What is shown in the place of what training draws. */
  private shown: Snapshot | undefined;

  constructor(private readonly draw: (grid: Grid) => void) {}

  addSample(step: number, grid: Grid): void {
    this.snapshots.add(step, grid);
    if (!this.shown) this.draw(grid);
  }

  addCheckpoint(step: number, bytes: Uint8Array): void {
    this.checkpoints.add(step, bytes);
  }

  /** For a run that begins at a step; `goesOn` keeps what was before it. */
  begin(step: number, goesOn: boolean): void {
    this.snapshots.begin(step, goesOn);
    this.checkpoints.cutAfter(goesOn ? step : -1);
    this.toLive();
  }

  show(index: number): void {
    const { all } = this.snapshots;
    this.shown = index < all.length - 1 ? all[index] : undefined;
    const { grid } = this.shown ?? all.at(-1) ?? {};
    if (grid) this.draw(grid);
  }

  toLive(): void {
    this.show(Number.POSITIVE_INFINITY);
  }

  /** Where a run can go on from what is shown: the checkpoint before it, or else the run's beginning. */
  get branchPoint(): { step: number; bytes: Uint8Array | undefined } | undefined {
    if (!this.shown) return undefined;
    return this.checkpoints.before(this.shown.step) ?? { step: 0, bytes: undefined };
  }

  view(act: ScrubberActions, busy: boolean, view: View) {
    const words = texts().charts;
    const { all } = this.snapshots;
    const last = all.at(-1)?.step ?? 0;
    const { shown } = this;
    // A snapshot that was thinned out stands where its neighbor is.
    const index = shown ? all.findLastIndex(({ step }) => step <= shown.step) : all.length - 1;
    const about = shown ? words.stepOf(number(shown.step), number(last)) : words.live(number(last));
    const point = this.branchPoint;
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
            point
              ? html`
                  <button ?disabled=${busy} title=${kept} @click=${act.branch}>
                    ${words.branch(number(point.step))}
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
