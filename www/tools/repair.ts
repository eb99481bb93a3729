/** <gan-repair>: spoils a digit, and has the generator find what it was by a search in latent space. */

import { html, nothing } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { Found, ImageShape, SearchTarget } from '../protocol.js';
import { BUILT_IN, lengthOf } from '../shape.js';
import { texts } from '../text/index.js';
import { number, percent } from '../text/numbers.js';
import { difference, paint, picture } from './image.js';
import './pad.js';
import type { Pad } from './pad.js';
import { realImage } from './real.js';
import { Tool } from './tool.js';

type Damage = 'erase' | 'noise' | 'shrink';
/** What is erased with one click. */
const PARTS = ['lower', 'left', 'middle', 'nothing'] as const;
type Part = (typeof PARTS)[number];

/** Pixels along a side that become one by shrinking. */
const BLOCK = 4;
/** Steps of a search, and of it between two looks. */
const STEPS = 200;
const STEPS_A_LOOK = 4;
/** Candidates where the class is known, and for each class where it is not. */
const CANDIDATES = { known: 8, unknown: 3 } as const;
/** How exactly what is left of an image is known. */
const EXACT = 0.1;
const BRUSH = 2.5;

export class Repair extends Tool {
  private original: Float32Array | undefined;
  private label = 3;
  private knows = true;
  private damage: Damage = 'erase';
  /** 0 where the image was erased. */
  private kept = keptOf('lower', BUILT_IN);
  private noiseLevel = 0.4;
  private noise = new Float32Array();
  private turn = 0;
  private found: Found | undefined;
  private misfits: number[] = [];
  /** The search under way: another number, and it ends. */
  private search = 0;
  private searching = false;

  protected override async show(): Promise<void> {
    if (!this.original) await this.takeReal();
  }

  protected override begin(): void {
    this.stop();
    this.label = this.classOf(this.label);
    this.found = undefined;
    if (this.kept.length !== lengthOf(this.shape)) {
      this.original = undefined;
      this.kept = keptOf('lower', this.shape);
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  private stop(): void {
    this.search += 1;
    this.searching = false;
  }

  private async takeReal(): Promise<void> {
    this.turn += 1;
    this.take(await realImage(this.subject, this.label, this.turn));
    (this.renderRoot.querySelector('gan-pad') as Pad | null)?.clear();
  }

  private take(pixels: Float32Array): void {
    this.original = pixels;
    this.spoil();
  }

  /** Damages the image anew. */
  private spoil(): void {
    this.stop();
    this.found = undefined;
    this.misfits = [];
    this.noise = Float32Array.from({ length: lengthOf(this.shape) }, normal);
    this.requestUpdate();
  }

  private chooseDamage(damage: Damage): void {
    this.damage = damage;
    if (damage === 'erase') this.erase('lower');
    else this.spoil();
  }

  private erase(part: Part): void {
    this.kept = keptOf(part, this.shape);
    this.spoil();
  }

  private readonly brush = (event: PointerEvent) => {
    if (this.damage !== 'erase' || (event.buttons !== 1 && event.type !== 'pointerdown')) return;
    const { shape } = this;
    const { left, top, width } = (event.currentTarget as Element).getBoundingClientRect();
    const at = [event.clientX - left, event.clientY - top].map(
      (place) => (place * shape.width) / width - 0.5,
    );
    this.kept = this.kept.map((kept, index) => {
      const [x, y] = placeOf(index, shape);
      return Math.hypot(x - (at[0] ?? 0), y - (at[1] ?? 0)) < BRUSH ? 0 : kept;
    });
    this.spoil();
  };

  /** What is left of the image, as a person sees it. */
  private damaged(original: Float32Array): Float32Array {
    switch (this.damage) {
      case 'erase':
        return original.map((light, index) => light * (this.kept[index] ?? 1));
      case 'noise':
        return original.map((light, index) => clamp(light + this.noiseLevel * (this.noise[index] ?? 0)));
      case 'shrink': {
        const small = shrunk(original, this.shape);
        return original.map((_, index) => small[blockOf(index, this.shape)] ?? 0);
      }
    }
  }

  private target(original: Float32Array): SearchTarget {
    const { subject, damage } = this;
    const conditional = subject.run.conditional;
    const known = conditional && this.knows;
    const classes = this.shape.classes.length;
    const labels = known
      ? new Uint8Array(CANDIDATES.known).fill(this.label)
      : Uint8Array.from({ length: classes * CANDIDATES.unknown }, (_, index) => index % classes);
    const pixels = damage === 'shrink' ? shrunk(original, this.shape) : this.damaged(original);
    return {
      pixels,
      weights: damage === 'erase' ? this.kept : new Float32Array(pixels.length).fill(1),
      noise: damage === 'noise' ? Math.max(EXACT, this.noiseLevel) : EXACT,
      labels,
      seed: this.turn,
    };
  }

  /** Searches before one's eyes. */
  private async repair(): Promise<void> {
    const { original } = this;
    if (!original) return;
    this.stop();
    const search = this.search;
    this.searching = true;
    this.misfits = [];
    const { ask } = this.subject;
    let found = await ask((api) => api.beginSearch(this.target(original)));
    while (search === this.search) {
      this.found = found;
      this.misfits = [...this.misfits, found.misfit];
      this.requestUpdate();
      if (found.step >= STEPS) break;
      found = await ask((api) => api.search(STEPS_A_LOOK));
      await new Promise(requestAnimationFrame);
    }
    if (search === this.search) this.searching = false;
    this.requestUpdate();
  }

  private readonly report = (work: Promise<void>) =>
    void work.catch((error) => {
      this.stop();
      this.fail(error);
    });

  protected override render() {
    const { repair } = texts();
    const { original, found, searching } = this;
    return html`
      <p class="about">${repair.about}</p>
      <div class="columns">
        <div class="narrow">${this.source()} ${this.damageForm()}</div>
        <div class="wide">
          ${
            original
              ? html`
                  <div class="three">
                    <figure>
                      ${picture(original, this.shape, repair.original)}
                      <figcaption>${repair.original}</figcaption>
                    </figure>
                    <figure>
                      <div @pointerdown=${this.brush} @pointermove=${this.brush} class=${this.damage}>
                        ${this.damagedPicture(original)}
                      </div>
                      <figcaption>${this.damage === 'erase' ? repair.brush : repair.damaged}</figcaption>
                    </figure>
                    <figure>
                      ${picture(found ? Float32Array.from(found.pixels) : undefined, this.shape, repair.found)}
                      <figcaption>${found ? repair.step(found.step, STEPS) : repair.found}</figcaption>
                    </figure>
                  </div>
                  <div class="row">
                    <button
                      class="primary"
                      @click=${() => (searching ? (this.stop(), this.requestUpdate()) : this.report(this.repair()))}
                    >
                      ${searching ? repair.stop : repair.start}
                    </button>
                    ${this.misfits.length > 1 ? misfitLine(this.misfits, repair.misfit) : nothing}
                  </div>
                  <div role="status">${found && !searching ? this.errors(original, found) : nothing}</div>
                `
              : nothing
          }
        </div>
      </div>
      ${this.failure()}
    `;
  }

  private damagedPicture(original: Float32Array) {
    const { shape } = this;
    const draw = (element?: Element) => {
      const canvas = element as HTMLCanvasElement | undefined;
      if (!canvas) return;
      paint(canvas, this.damaged(original), shape);
      if (this.damage !== 'erase') return;
      const context = canvas.getContext('2d');
      if (!context) return;
      context.fillStyle = 'rgb(110 116 126)';
      this.kept.forEach((kept, index) => {
        if (kept === 0) context.fillRect(...placeOf(index, shape), 1, 1);
      });
    };
    return html`
      <canvas
        class="picture"
        width=${shape.width}
        height=${shape.height}
        role="img"
        aria-label=${texts().repair.damaged}
        ${ref(draw)}
      ></canvas>
    `;
  }

  private source() {
    const { repair } = texts();
    const { run, classes } = this.subject;
    return html`
      <div class="row">
        <label>
          ${repair.class}
          <select
            @change=${(event: Event) => {
              this.label = Number((event.target as HTMLSelectElement).value);
              this.report(this.takeReal());
            }}
          >
            ${classes.map(
              (name, label) => html`
                <option value=${label} ?selected=${label === this.label}>${name}</option>
              `,
            )}
          </select>
        </label>
        <button @click=${() => this.report(this.takeReal())}>${repair.real}</button>
      </div>
      ${
        run.conditional
          ? html`
              <label class="check">
                <input
                  type="checkbox"
                  ?checked=${this.knows}
                  @change=${(event: Event) => {
                    this.knows = (event.target as HTMLInputElement).checked;
                  }}
                />
                ${repair.knows}
              </label>
            `
          : nothing
      }
      <details>
        <summary>${repair.draw}</summary>
        <gan-pad
          .shape=${this.shape}
          @draw=${({ detail }: CustomEvent<Float32Array>) => this.drawn(detail)}
        ></gan-pad>
      </details>
    `;
  }

  private drawn(pixels: Float32Array): void {
    if (pixels.some((light) => light > 0)) this.take(pixels);
  }

  private damageForm() {
    const { repair } = texts();
    const { width, height } = this.shape;
    // What shrinks has no part of a block left over.
    const kinds: Damage[] =
      width % BLOCK || height % BLOCK ? ['erase', 'noise'] : ['erase', 'noise', 'shrink'];
    return html`
      <fieldset>
        <legend>${repair.damage}</legend>
        <div class="row">
          ${kinds.map(
            (kind) => html`
              <button aria-pressed=${kind === this.damage} @click=${() => this.chooseDamage(kind)}>
                ${repair[kind]}
              </button>
            `,
          )}
        </div>
      </fieldset>
      ${
        this.damage === 'erase'
          ? html`
              <div class="row">
                ${PARTS.map(
                  (part) => html`
                    <button @click=${() => this.erase(part)}>${repair[part]}</button>
                  `,
                )}
              </div>
            `
          : nothing
      }
      ${
        this.damage === 'noise'
          ? html`
              <label>
                ${repair.level(number(this.noiseLevel, 2))}
                <input
                  type="range"
                  min="0.1"
                  max="1"
                  step="0.05"
                  .value=${String(this.noiseLevel)}
                  @input=${(event: Event) => {
                    this.noiseLevel = Number((event.target as HTMLInputElement).value);
                    this.spoil();
                  }}
                />
              </label>
            `
          : nothing
      }
    `;
  }

  private errors(original: Float32Array, found: Found) {
    const { repair } = texts();
    const before = difference(original, this.damaged(original));
    const after = difference(original, found.pixels);
    return html`
      <p>
        ${repair.error(number(before, 3), number(after, 3))}
        ${after < before ? repair.better(percent(1 - after / before)) : before === 0 ? repair.whole : repair.worse}
      </p>
    `;
  }
}

/** 0 where a part of an image is erased, else 1. */
function keptOf(part: Part, shape: ImageShape): Float32Array<ArrayBuffer> {
  const { width, height } = shape;
  const isInner = (place: number, size: number) => place >= (size * 2) / 7 && place < (size * 5) / 7;
  return Float32Array.from({ length: lengthOf(shape) }, (_, index) => {
    const [x, y] = placeOf(index, shape);
    const middle = isInner(x, width) && isInner(y, height);
    return { lower: y < height / 2, left: x >= width / 2, middle: !middle, nothing: true }[part] ? 1 : 0;
  });
}

function shrunk(pixels: Float32Array, shape: ImageShape): Float32Array {
  const small = new Float32Array(pixels.length / BLOCK ** 2);
  pixels.forEach((light, index) => {
    const block = blockOf(index, shape);
    small[block] = (small[block] ?? 0) + light / (BLOCK * BLOCK);
  });
  return small;
}

/** The number of a block's channel among those of the shrunk image. */
function blockOf(index: number, shape: ImageShape): number {
  const { width, channels } = shape;
  const [x, y] = placeOf(index, shape).map((place) => Math.floor(place / BLOCK)) as [number, number];
  return (y * (width / BLOCK) + x) * channels + (index % channels);
}

/** Where the pixel of a number is. */
function placeOf(index: number, { width, channels }: ImageShape): [x: number, y: number] {
  const pixel = Math.floor(index / channels);
  return [pixel % width, Math.floor(pixel / width)];
}

function clamp(light: number): number {
  return Math.max(0, Math.min(1, light));
}

/** A number from N(0, 1), by Box and Muller. */
function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}

/** How the misfit fell. */
function misfitLine(misfits: number[], about: string) {
  const largest = Math.max(...misfits);
  const last = STEPS / STEPS_A_LOOK;
  const points = misfits.map((misfit, index) => `${(index / last) * 100},${30 - (misfit / largest) * 28}`);
  return html`
    <svg class="misfit" viewBox="0 0 100 30" preserveAspectRatio="none" role="img" aria-label=${about}>
      <polyline points=${points.join(' ')} />
    </svg>
    <span class="small">${about} ${number(misfits.at(-1) ?? 0, 3)}</span>
  `;
}

customElements.define('gan-repair', Repair);
