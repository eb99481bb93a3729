/** The time to readable digits: measured in steps, told in this device's seconds. */

import { html, nothing } from 'lit';
import type { Quality, RunInfo, Settings } from '../protocol.js';
import { keepSpeed, speedOf } from '../speeds.js';
import { texts } from '../text/index.js';
import { number } from '../text/numbers.js';
import { readableStep } from './bands.js';

/** What `scripts/bands.mjs` takes for readable as well. */
export const READABLE = { confidence: 0.95 };
/** The first steps compile and warm up, and say little of the speed. */
const FIRST_STEPS = 20;
/** How often the speed is kept. */
const KEEP_MS = 1000;

/** When a run of these settings is to have readable digits, from its first step on. */
export interface Expected {
  steps: number;
  /** As this device trained the preset last; nothing where it never did. */
  seconds: number | undefined;
}

export class Readable {
  /** The step that is expected; nothing where none was measured for these settings. */
  private expected: number | undefined;
  private preset = '';
  private step = 0;
  /** Steps taken since the run began here. */
  private taken = 0;
  private stepsPerSecond: number | undefined;
  private lastKept = 0;
  private reached: { step: number; seconds: number | undefined } | undefined;
  /** Whether the run's seconds are those from its first step on. */
  private isWhole = true;

  /** For settings whose run is not there yet, so that its line has its place already. */
  expect(settings: Settings): void {
    this.expected = readableStep(settings);
    this.preset = settings.preset ?? '';
  }

  /** For a run that begins, or goes on where it was. */
  begin({ settings, step }: RunInfo, goesOn: boolean): void {
    this.expect(settings);
    this.step = step;
    this.taken = 0;
    this.stepsPerSecond = undefined;
    if (goesOn && (this.reached?.step ?? 0) <= step) return;
    this.reached = undefined;
    if (!goesOn) this.isWhole = step === 0;
  }

  /** Steps were taken, at a speed. */
  advance(step: number, stepsPerSecond: number, backend: string): void {
    this.taken += step - this.step;
    this.step = step;
    if (this.taken < FIRST_STEPS || stepsPerSecond <= 0) return;
    this.stepsPerSecond = stepsPerSecond;
    const now = performance.now();
    if (this.expected === undefined || now - this.lastKept < KEEP_MS) return;
    this.lastKept = now;
    keepSpeed(this.preset, backend, stepsPerSecond);
  }

  judge({ confidence, modes, histogram }: Quality, seconds: number): void {
    if (this.reached || confidence < READABLE.confidence || modes < histogram.length) return;
    this.reached = { step: this.step, seconds: this.isWhole ? seconds : undefined };
  }

  /** Nothing where it was not measured for these settings. */
  expectation(backend: string | undefined): Expected | undefined {
    if (this.expected === undefined) return undefined;
    const speed = backend && speedOf(this.preset, backend);
    return { steps: this.expected, seconds: speed ? rounded(this.expected / speed) : undefined };
  }

  /** A line with a bar; nothing where nothing is known. */
  view(backend: string | undefined) {
    if (this.expected === undefined) return nothing;
    const words = texts().charts;
    return html`
      <div class="readable">
        <p>
          ${this.reached ? nothing : this.ahead(this.expected, backend)}
          <span role="status">
            ${this.reached ? words.reached(number(this.reached.step), this.reached.seconds) : nothing}
          </span>
        </p>
        <progress
          max=${this.expected}
          value=${this.reached ? this.expected : Math.min(this.step, this.expected)}
          aria-label=${words.readableProgress}
        ></progress>
      </div>
    `;
  }

  private ahead(expected: number, backend: string | undefined): string {
    const words = texts().charts;
    const left = expected - this.step;
    if (left <= 0) return words.late(number(expected));
    const speed = this.stepsPerSecond ?? (backend && speedOf(this.preset, backend));
    if (!speed) return words.uncalibrated(number(expected));
    return this.step === 0 ? words.inAbout(rounded(left / speed)) : words.left(rounded(left / speed));
  }
}

/** As exact as an estimate is: to five seconds, but for the last twenty. */
function rounded(seconds: number): number {
  return seconds < 20 ? Math.max(1, Math.round(seconds)) : Math.round(seconds / 5) * 5;
}
