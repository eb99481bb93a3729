/** How good samples are, in plain words: whether they are clear, and whether all kinds are there. */

import { html } from 'lit';
import type { Quality } from '../protocol.js';
import { texts } from '../text/index.js';
import { number, percent } from '../text/numbers.js';
import { histogram, judged, type QualityModel } from './quality.js';
import { READABLE } from './readable.js';

const NOTHING = '–';

export function plainQuality(model: Pick<QualityModel, 'quality' | 'reference' | 'classes' | 'error'>) {
  const { quality, reference, error } = model;
  const { audience: words, quality: heading } = texts();
  const real = reference ? percent(reference.confidence) : NOTHING;
  return html`
    <section class="quality" aria-label=${heading.label}>
      <h2>
        ${heading.label}
        <span>${judged(quality)}</span>
      </h2>
      <div class="measures">
        ${histogram(model)}
        <div class="plain">
          <p class="verdict ${error ? 'error' : ''}" role="status">${error ?? verdict(quality)}</p>
          <p>
            <b>${words.kinds(quality ? number(quality.modes) : NOTHING, model.classes.length)}</b>
            ${words.kindsAbout}
          </p>
          <p>
            <b>${quality ? percent(quality.confidence) : NOTHING}</b>
            ${words.sureAbout(real)}
          </p>
        </div>
      </div>
    </section>
  `;
}

function verdict(quality: Quality | undefined): string {
  const words = texts().audience.verdicts;
  if (!quality) return words.none;
  const { confidence, modes, histogram } = quality;
  if (confidence < READABLE.confidence) return words.blurred;
  return modes < histogram.length ? words.missing(histogram.length - modes) : words.good;
}
