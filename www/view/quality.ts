/** How good samples are, as a function of what was measured. */

import { html, nothing } from 'lit';
import type { Elbo, Quality, Reference } from '../protocol.js';
import { texts } from '../text/index.js';
import { number, percent } from '../text/numbers.js';

/** All that the panel depends on. */
export interface QualityModel {
  /** The last judgement, a full one or not. */
  quality: Quality | undefined;
  /** The last full judgement. */
  full: Quality | undefined;
  reference: Reference | undefined;
  elbo: Elbo | undefined;
  vae: boolean;
  /** What the classes are called. */
  classes: string[];
  /** Why nothing can be measured. */
  error: string | undefined;
  /** What the preset comes to. */
  expectation: Expectation | undefined;
}

/** What was measured of a preset. */
export interface Expectation {
  steps: number;
  frechet: number;
  confidence: number;
  modes: number;
  /** How long its training took. */
  seconds: number;
  /** The negative evidence lower bound of test images, in nats an image. */
  elbo?: number;
}

/** A number with what it means. */
interface Fact {
  name: string;
  value: string;
  /** A few words below the number. */
  note: string;
  meaning: string;
}

const NOTHING = '–';
/** The ends that the scale of shares can have. */
const TOPS = [0.2, 0.5, 1];

/** The panel of all measurements; what is not there yet has its place already. */
export function qualityPanel(model: QualityModel) {
  const words = texts().quality;
  const facts = [...judgements(model), ...(model.vae ? bound(model.elbo) : [])];
  return html`
    <section class="quality" aria-label=${words.label}>
      <h2>
        ${words.label}
        <span>${judged(model.quality)}</span>
      </h2>
      <div class="measures">
        ${histogram(model)}
        <div>
          ${frechet(model)}
          <dl>${facts.map(factCell)}</dl>
        </div>
      </div>
      <p class="aside ${model.error ? 'error' : ''}">
        ${model.error ?? (model.expectation ? expected(model.expectation) : nothing)}
      </p>
      ${meanings(facts)}
    </section>
  `;
}

export function judged(quality: Quality | undefined): string {
  const words = texts().quality;
  return quality ? words.samples(number(quality.count)) : words.notYet;
}

export function histogram({ quality, classes }: Pick<QualityModel, 'quality' | 'classes'>) {
  const shares = classes.map((_, index) => quality?.histogram[index] ?? 0);
  const top = TOPS.find((end) => Math.max(...shares) <= end) ?? 1;
  const words = texts().quality;
  const even = 1 / Math.max(1, classes.length);
  const columns = `grid-template-columns: repeat(${classes.length}, 1fr)`;
  const title = (share: number, index: number) =>
    words.bar(classes[index] ?? '', quality ? percent(share, 1) : NOTHING);
  // Names that do not fit below a bar stand on end.
  const upright = classes.some((name) => name.length > 2);
  return html`
    <figure class="histogram">
      <figcaption>
        ${words.histogram}
        <span>${words.even}</span>
      </figcaption>
      <div class="chart" role="img" aria-label=${words.bars(shares.map(title))}>
        <div class="axis">
          <span .style=${'bottom: 100%'}>${percent(top)}</span>
          <span .style=${`bottom: ${(even / top) * 100}%`}>${percent(even)}</span>
          <span .style=${'bottom: 0'}>0</span>
        </div>
        <div class="bars" .style=${columns}>
          ${shares.map(
            (share, index) => html`
              <span title=${title(share, index)}>
                <span .style=${`height: ${(share / top) * 100}%`}></span>
              </span>
            `,
          )}
          <span class="even" .style=${`bottom: ${(even / top) * 100}%`}></span>
        </div>
        <div class="names ${upright ? 'upright' : ''}" .style=${columns}>
          ${classes.map(
            (name) => html`
              <span>${name}</span>
            `,
          )}
        </div>
      </div>
    </figure>
  `;
}

/** The distance on a log scale, since it falls by a factor and not by an amount. */
function frechet({ full, reference }: QualityModel) {
  const distance = full?.full?.frechet ?? undefined;
  const floor = full?.full?.floor ?? reference?.floor[1];
  const ceiling = reference?.ceiling;
  const [low, value, high] = [scaled(floor), scaled(distance), scaled(ceiling)];
  const words = texts().quality.frechet;
  const place = (at: number) => position(at, floor, ceiling);
  return html`
    <div class="frechet" title=${words.meaning}>
      <p>
        ${words.name}
        <small>${words.aside}</small>
      </p>
      <p class="value">${value}</p>
      <div class="scale" role="img" aria-label=${words.scale(value, low, high)}>
        ${[1, 10, 100, 1000].map((at) => tick(at, place(at)))}
        ${
          distance === undefined || place(distance) === undefined
            ? nothing
            : html`
                <span class="mark" .style=${`left: ${clamped(place(distance) ?? 0)}%`}></span>
              `
        }
      </div>
      <p class="ends">
        <span>${words.low(low)}</span>
        <span>${words.high(high)}</span>
      </p>
    </div>
  `;
}

/** Where a distance stands between the ends of the scale, in percent. */
function position(at: number, floor: number | undefined, ceiling: number | undefined): number | undefined {
  if (!floor || !ceiling || at <= 0) return undefined;
  return (Math.log(at / floor) / Math.log(ceiling / floor)) * 100;
}

function clamped(percentage: number): number {
  return Math.min(100, Math.max(0, percentage));
}

/** A power of ten, where it is not too near the ends to be read. */
function tick(at: number, place: number | undefined) {
  if (place === undefined || place < 4 || place > 96) return nothing;
  return html`
    <span class="tick" .style=${`left: ${place}%`}>${at}</span>
  `;
}

function judgements({ quality, full, reference }: QualityModel): Fact[] {
  const { precision, recall, density, coverage, diversity } = full?.full ?? {};
  const { facts, ...words } = texts().quality;
  return [
    {
      ...facts.modes,
      value: quality ? words.ofAll(number(quality.modes), quality.histogram.length) : NOTHING,
    },
    {
      ...facts.confidence,
      value: fixed(quality?.confidence, 3),
      note: words.realIs(fixed(reference?.confidence, 3)),
    },
    {
      ...facts.agreement,
      value: quality?.agreement == null ? NOTHING : percent(quality.agreement, 1),
      note: quality?.agreement === null ? words.notTold : facts.agreement.note,
    },
    { ...facts.diversity, value: diversity === undefined ? NOTHING : percent(diversity) },
    { ...facts.precision, value: fixed(precision, 2) },
    { ...facts.recall, value: fixed(recall, 2) },
    { ...facts.density, value: fixed(density, 2) },
    { ...facts.coverage, value: fixed(coverage, 2) },
  ];
}

/** What a VAE makes small, of test images. */
function bound(elbo: Elbo | undefined): Fact[] {
  const { facts } = texts().quality;
  return [
    { ...facts.bound, value: fixed(elbo && elbo.reconstruction + elbo.divergence, 1) },
    { ...facts.reconstruction, value: fixed(elbo?.reconstruction, 1) },
    { ...facts.divergence, value: fixed(elbo?.divergence, 1) },
  ];
}

function factCell({ name, value, note, meaning }: Fact) {
  return html`
    <div title=${meaning}>
      <dt>${name}</dt>
      <dd>
        ${value}
        <small>${note}</small>
      </dd>
    </div>
  `;
}

function expected({ steps, seconds, frechet, confidence, modes, elbo }: Expectation): string {
  const words = texts().quality;
  const after = words.measuredAfter(number(steps), number(seconds));
  const bound = elbo === undefined ? '' : words.measuredBound(fixed(elbo, 1));
  return words.measured(after, scaled(frechet), fixed(confidence, 3), modes, bound);
}

/** The same sentences as in the titles, which a finger or a keyboard does not reach. */
function meanings(facts: Fact[]) {
  const words = texts().quality;
  return html`
    <details class="meanings">
      <summary>${words.meanings}</summary>
      <dl>
        ${[words.frechet, ...facts].map(
          ({ name, meaning }) => html`
            <div>
              <dt>${name}</dt>
              <dd>${meaning}</dd>
            </div>
          `,
        )}
      </dl>
    </details>
  `;
}

function fixed(value: number | undefined, digits: number): string {
  return value === undefined ? NOTHING : number(value, digits);
}

/** With as many digits as its size leaves any meaning. */
function scaled(value: number | undefined): string {
  return fixed(value, value !== undefined && value >= 100 ? 0 : 1);
}
