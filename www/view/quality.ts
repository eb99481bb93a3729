/** How good samples are, as a function of what was measured. */

import { html, nothing } from 'lit';
import type { Elbo, Quality, Reference } from '../protocol.js';

/** All that the panel depends on. */
export interface QualityModel {
  /** The last judgement, a full one or not. */
  quality: Quality | undefined;
  /** The last full judgement. */
  full: Quality | undefined;
  reference: Reference | undefined;
  elbo: Elbo | undefined;
  vae: boolean;
  /** What the ten classes are called. */
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
/** The share of a class where all are drawn equally often. */
const EVEN = 0.1;
/** The ends that the scale of shares can have. */
const TOPS = [0.2, 0.5, 1];

const FRECHET_MEANING =
  'How far the samples are from the test images, in features of this project’s classifier; lower is better. FID takes those of another network, so their values cannot be compared.';

/** The panel of all measurements; what is not there yet has its place already. */
export function qualityPanel(model: QualityModel) {
  const facts = [...judgements(model), ...(model.vae ? bound(model.elbo) : [])];
  return html`
    <section class="quality" aria-label="Quality">
      <h2>
        Quality
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

function judged(quality: Quality | undefined): string {
  return quality ? `${quality.count.toLocaleString('en')} samples` : 'not measured yet';
}

function histogram({ quality, classes }: QualityModel) {
  const shares = classes.map((_, index) => quality?.histogram[index] ?? 0);
  const top = TOPS.find((end) => Math.max(...shares) <= end) ?? 1;
  const title = (share: number, index: number) => `${classes[index]}: ${quality ? percent(share) : NOTHING}`;
  // Names that do not fit below a bar stand on end.
  const upright = classes.some((name) => name.length > 2);
  return html`
    <figure class="histogram">
      <figcaption>
        Share of each class
        <span>dashed: an even share</span>
      </figcaption>
      <div
        class="chart"
        role="img"
        aria-label=${`The share of samples of each class. ${shares.map(title).join(', ')}`}
      >
        <div class="axis">
          <span style="bottom: 100%">${whole(top)}</span>
          <span style="bottom: ${(EVEN / top) * 100}%">${whole(EVEN)}</span>
          <span style="bottom: 0">0</span>
        </div>
        <div class="bars">
          ${shares.map(
            (share, index) => html`
              <span title=${title(share, index)}>
                <span style="height: ${(share / top) * 100}%"></span>
              </span>
            `,
          )}
          <span class="even" style="bottom: ${(EVEN / top) * 100}%"></span>
        </div>
        <div class="names ${upright ? 'upright' : ''}">
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
  const [low, value, high] = [floor, distance, ceiling].map(scaled);
  const place = (at: number) => position(at, floor, ceiling);
  return html`
    <div class="frechet" title=${FRECHET_MEANING}>
      <p>
        Frechet distance
        <small>(on this project’s classifier; not FID)</small>
      </p>
      <p class="value">${value}</p>
      <div
        class="scale"
        role="img"
        aria-label=${`Frechet distance ${value}, on a log scale from ${low}, real images, to ${high}, noise`}
      >
        ${[1, 10, 100, 1000].map((at) => tick(at, place(at)))}
        ${
          distance === undefined || place(distance) === undefined
            ? nothing
            : html`
                <span class="mark" style="left: ${clamped(place(distance) ?? 0)}%"></span>
              `
        }
      </div>
      <p class="ends">
        <span>real images ${low}</span>
        <span>noise ${high}</span>
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
    <span class="tick" style="left: ${place}%">${at}</span>
  `;
}

function judgements({ quality, full, reference }: QualityModel): Fact[] {
  const { precision, recall, density, coverage, diversity } = full?.full ?? {};
  return [
    {
      name: 'Classes covered',
      value: quality ? `${quality.modes} of 10` : NOTHING,
      note: 'at least 1 % each',
      meaning: 'How many of the ten classes at least one sample in a hundred is of.',
    },
    {
      name: 'Confidence',
      value: fixed(quality?.confidence, 3),
      note: `real: ${fixed(reference?.confidence, 3)}`,
      meaning:
        'How sure the classifier is of the class of a sample, on average; smudges and mixtures make it unsure.',
    },
    {
      name: 'Drawn as asked',
      value: quality?.agreement == null ? NOTHING : percent(quality.agreement),
      note: quality?.agreement === null ? 'G is not told' : 'the right class',
      meaning: 'The share of samples that are of the class that G was asked to draw.',
    },
    {
      name: 'Diversity',
      value: diversity === undefined ? NOTHING : whole(diversity),
      note: 'within a class',
      meaning:
        'How far samples of one class are apart, as a share of what real images of it are; near 0 they are all alike.',
    },
    {
      name: 'Precision',
      value: fixed(precision, 2),
      note: 'samples look real',
      meaning: 'The share of samples that lie among the real images: how realistic they are.',
    },
    {
      name: 'Recall',
      value: fixed(recall, 2),
      note: 'real variety drawn',
      meaning: 'The share of real images that lie among the samples: how much of their variety is drawn.',
    },
    {
      name: 'Density',
      value: fixed(density, 2),
      note: 'about 1 if real',
      meaning:
        'How densely real images lie around a sample, about 1 for real ones; a single odd image cannot raise it, as it can precision.',
    },
    {
      name: 'Coverage',
      value: fixed(coverage, 2),
      note: 'real images met',
      meaning:
        'The share of real images with a sample near by; scattered samples cannot raise it, as they can recall.',
    },
  ];
}

/** What a VAE makes small, of test images. */
function bound(elbo: Elbo | undefined): Fact[] {
  return [
    {
      name: 'Test −ELBO',
      value: fixed(elbo && elbo.reconstruction + elbo.divergence, 1),
      note: 'nats an image',
      meaning: 'What a VAE makes small: a bound on the nats that it takes to describe a test image.',
    },
    {
      name: '= Reconstruction',
      value: fixed(elbo?.reconstruction, 1),
      note: 'nats an image',
      meaning: 'The part of them that describes the image once z is known.',
    },
    {
      name: '+ KL divergence',
      value: fixed(elbo?.divergence, 1),
      note: 'nats an image',
      meaning: 'The part of them that describes z: how far it is from noise that knows no image.',
    },
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
  const after = `Measured after ${steps.toLocaleString('en')} steps (${Math.round(seconds)} s on one CPU core, outside a browser)`;
  const bound = elbo === undefined ? '' : `, −ELBO ${fixed(elbo, 1)} nats`;
  const rest = `confidence ${fixed(confidence, 3)}, ${modes} of 10 classes${bound}`;
  return `${after}: Frechet distance ${scaled(frechet)}, ${rest}.`;
}

/** The same sentences as in the titles, which a finger or a keyboard does not reach. */
function meanings(facts: Fact[]) {
  return html`
    <details class="meanings">
      <summary>What these numbers mean</summary>
      <dl>
        ${[{ name: 'Frechet distance', meaning: FRECHET_MEANING }, ...facts].map(
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
  return value?.toFixed(digits) ?? NOTHING;
}

/** With as many digits as its size leaves any meaning. */
function scaled(value: number | undefined): string {
  return fixed(value, value !== undefined && value >= 100 ? 0 : 1);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function whole(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
