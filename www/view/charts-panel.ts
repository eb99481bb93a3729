/** The places of the live charts, and the control that smooths them. */

import { html, nothing, type TemplateResult } from 'lit';
import { preset } from '../options.js';
import type { Settings } from '../protocol.js';
import { texts } from '../text/index.js';
import type { View } from './audience.js';
import { bandOf } from './bands.js';

/** Steps that the curves can be averaged over. */
const SPANS = [0, 10, 25, 50, 100, 250, 500];

export interface ChartsModel {
  settings: Settings;
  vae: boolean;
  /** The steps that the curves are averaged over. */
  span: number;
}

/** The losses alone, for a beginner; else all charts, with `beside` in the last place among them. */
export function chartsPanel(
  model: ChartsModel,
  smooth: (span: number) => void,
  view: View,
  beside: () => TemplateResult,
) {
  const isExpert = view === 'expert';
  const words = texts().charts;
  return html`
    <section class="charts" aria-label=${words.heading}>
      <div class="charts-head">
        <h2>${words.heading}</h2>
        ${isExpert ? smoothing(model.span, smooth) : nothing}
      </div>
      <div class="charts-grid">
        <figure class=${model.vae || !isExpert ? 'widest' : 'wide'}>
          <figcaption>
            ${words.losses}
            <span>${bandWords(model.settings)}</span>
          </figcaption>
          <div id="chart"></div>
          ${
            isExpert || model.vae
              ? nothing
              : html`
                  <p class="about">${texts().audience.losses}</p>
                `
          }
        </figure>
        ${isExpert ? others(model) : nothing} ${isExpert ? beside() : nothing}
      </div>
    </section>
  `;
}

function others({ settings, vae }: ChartsModel) {
  const words = texts().charts;
  const isProbable = ['minimax', 'non-saturating'].includes(settings.loss ?? '');
  const [title, about] = isProbable ? [words.balance, words.sigmoid] : [words.critic, words.unbounded];
  return html`
    ${figure('balance', title, about, vae)} ${figure('quality', words.quality, words.logScale, false, 'wide')}
    ${figure('speed', words.speed, '')}
  `;
}

function figure(id: string, title: string, about: string, hidden = false, width = '') {
  return html`
    <figure class=${width} ?hidden=${hidden}>
      <figcaption>
        ${title}
        ${
          about
            ? html`
                <span>${about}</span>
              `
            : nothing
        }
      </figcaption>
      <div id=${id}></div>
    </figure>
  `;
}

function smoothing(span: number, smooth: (span: number) => void) {
  const words = texts().charts;
  const about = words.span(span);
  const onInput = (event: Event) => smooth(SPANS[Number((event.target as HTMLInputElement).value)] ?? 0);
  return html`
    <label class="smoothing" title=${words.smoothingAbout}>
      ${words.smoothing}
      <input
        type="range"
        min="0"
        max=${SPANS.length - 1}
        .value=${String(SPANS.indexOf(span))}
        aria-valuetext=${about}
        @input=${onInput}
      />
      <output>${about}</output>
    </label>
  `;
}

/** What the band is of, or that there is none. */
function bandWords(settings: Settings): string {
  const words = texts().charts;
  const band = bandOf(settings);
  if (!band) return words.noBand;
  return band.exact
    ? words.band(band.runs)
    : words.likeBand(band.runs, texts().core.preset(preset(band.measured.preset)).title);
}
