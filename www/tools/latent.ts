/** <gan-latent>: one point of the latent space, which every control here moves, and its image. */

import { html, nothing } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { ImageShape } from '../protocol.js';
import { texts } from '../text/index.js';
import { number } from '../text/numbers.js';
import { difference, imageAt, images, oneHot, paint, picture } from './image.js';
import './pad.js';
import { realImage } from './real.js';
import { Tool } from './tool.js';
import { between, dot, normalized, unit } from './vectors.js';
import { circle, mixed, type Place, roundTrip } from './walk.js';
import { WalkGif, type WalkName } from './walk-gif.js';

const SAMPLES = 10;
const WAY = 9;
/** Points along a side of the plane. */
const PLANE = 11;
/** How far the map of a latent space of two dimensions reaches: nearly all points of N(0, 1) are on it. */
const WHOLE = 2.5;
const LONGEST_WORD = 12;
/** How far from the middle of the plane the walk over it goes, of the way to its edge. */
const CIRCLE = 0.8;

export class Latent extends Tool {
  private seed = 1;
  /** The latent vectors of the samples. */
  private noise: Float32Array[] = [];
  private drawn: Float32Array[] = [];
  private ends: [number, number] = [0, 1];
  private share = 0;
  private way: Float32Array[] = [];

  private point: Float32Array = new Float32Array();
  private labels: number[] = [];
  private image: Float32Array | undefined;

  private planeSeed = 1;
  private center: Float32Array = new Float32Array();
  private axes: [Float32Array, Float32Array] = [new Float32Array(), new Float32Array()];
  private place: [number, number] = [0, 0];
  private plane: Float32Array | undefined;

  private word = '2026';
  private written: Float32Array[] = [];
  private morph: { from: number; to: number; share: number } = { from: 3, to: 8, share: 0 };

  private original: Float32Array | undefined;
  private turn = 0;
  private readonly walkGif = new WalkGif(() => this.requestUpdate());

  protected override begin(): void {
    this.noise = [];
    this.point = new Float32Array();
    const [from, to] = [this.classOf(3), this.classOf(8)];
    this.labels = oneHot(from, this.shape);
    this.morph = { from, to, share: 0 };
  }

  protected override async show(): Promise<void> {
    if (this.noise.length === 0) await this.drawNoise();
    this.image = await this.generate([this.point], () => this.labels);
    this.requestUpdate();
    this.drawn = images(
      await this.generate(this.noise, (index) => oneHot(this.classOf(index), this.shape)),
      this.shape,
    );
    const [from, to] = this.ends.map((index) => this.noise[index] ?? this.point);
    const shares = Array.from({ length: WAY }, (_, index) => index / (WAY - 1));
    const way = shares.map((share) => between(from as Float32Array, to as Float32Array, share));
    this.way = images(await this.generate(way, () => this.labels), this.shape);
    this.plane = await this.generate(this.planePoints(), () => this.labels);
    if (this.subject.run.conditional) {
      this.written = this.word ? images(await this.generatePlaces(this.wordPlaces()), this.shape) : [];
    }
  }

  private generate(points: Float32Array[], labelsOf: (index: number) => number[]): Promise<Float32Array> {
    const latents = Float32Array.from(points.flatMap((point) => Array.from(point)));
    const labels = Float32Array.from(points.flatMap((_, index) => labelsOf(index)));
    return this.subject.ask((api) => api.generate(latents, labels));
  }

  private generatePlaces(places: Place[]): Promise<Float32Array> {
    return this.generate(
      places.map(({ point }) => point),
      (index) => places[index]?.labels ?? this.labels,
    );
  }

  private wordPlaces(): Place[] {
    return Array.from(this.word, (digit, index) => ({
      point: this.noise[index % SAMPLES] ?? this.point,
      labels: oneHot(this.classOf(Number(digit)), this.shape),
    }));
  }

  private async drawNoise(): Promise<void> {
    this.noise = await this.vectors(this.seed, SAMPLES);
    const first = this.noise[0] ?? new Float32Array();
    this.point = first.slice();
    await this.openPlane(first);
  }

  private async vectors(seed: number, count: number): Promise<Float32Array[]> {
    const numbers = await this.subject.ask((api) => api.latents(seed, count));
    const size = numbers.length / count;
    return Array.from({ length: count }, (_, index) => numbers.slice(index * size, (index + 1) * size));
  }

  /** Lays a plane through a point, along two random directions at a right angle; all of the space where it has two. */
  private async openPlane(center: Float32Array): Promise<void> {
    this.place = [0, 0];
    if (center.length <= 2) {
      this.center = new Float32Array(center.length);
      this.axes = [unit(center.length, 0), unit(center.length, 1)];
      this.place = [(center[0] ?? 0) / WHOLE, (center[1] ?? 0) / WHOLE];
      return;
    }
    const [one, other] = await this.vectors(1000 + this.planeSeed, 2);
    this.center = center;
    const first = normalized(one as Float32Array);
    const along = dot(other as Float32Array, first);
    const second = normalized(
      (other as Float32Array).map((value, index) => value - along * (first[index] ?? 0)),
    );
    this.axes = [first, second];
  }

  private at([x, y]: [number, number]): Float32Array {
    const [first, second] = this.axes;
    // Points of N(0, 1) are as far from zero as their number of dimensions has a root.
    const reach = this.center.length <= 2 ? WHOLE : Math.sqrt(this.center.length);
    return this.center.map(
      (value, index) => value + reach * (x * (first[index] ?? 0) + y * (second[index] ?? 0)),
    );
  }

  private planePoints(): Float32Array[] {
    const middle = (PLANE - 1) / 2;
    return Array.from({ length: PLANE * PLANE }, (_, index) =>
      this.at([(index % PLANE) / middle - 1, 1 - Math.floor(index / PLANE) / middle]),
    );
  }

  private move(point: Float32Array): void {
    this.point = point;
    this.renewImage();
  }

  /** What is quick to draw is drawn at once, before all the rest. */
  private renewImage(): void {
    this.requestUpdate();
    this.renew();
  }

  private choosePlace(place: [number, number]): void {
    this.place = place.map((value) => Math.max(-1, Math.min(1, value))) as [number, number];
    this.move(this.at(this.place));
  }

  private chooseEnd(end: 0 | 1, index: number): void {
    this.ends[end] = index;
    this.walk(end);
  }

  private walk(share: number): void {
    this.share = share;
    const [from, to] = this.ends.map((index) => this.noise[index] ?? this.point);
    this.move(between(from as Float32Array, to as Float32Array, share));
  }

  private placesOf(name: WalkName): Place[] {
    const { labels } = this;
    switch (name) {
      case 'digits':
        return roundTrip(this.wordPlaces());
      case 'samples':
        return roundTrip(this.ends.map((index) => ({ point: this.noise[index] ?? this.point, labels })));
      case 'plane':
        return circle((x, y) => ({ point: this.at([CIRCLE * x, CIRCLE * y]), labels }));
    }
  }

  private saveWalk(name: WalkName): void {
    const { latent } = texts();
    const [from = 0, to = 0] = this.ends.map((index) => index + 1);
    const about = {
      digits: latent.digitsWalk(this.word),
      samples: latent.samplesWalk(String(from), String(to)),
      plane: latent.planeWalk,
    }[name];
    const draw = () => this.generatePlaces(this.placesOf(name));
    void this.walkGif.save({ name, run: this.subject.run, about, draw });
  }

  private relabel(labels: number[]): void {
    this.labels = labels;
    this.renewImage();
  }

  private async encode(pixels: Float32Array): Promise<void> {
    const label = Math.max(0, this.labels.indexOf(1));
    const code = await this.subject.ask((api) => api.encode(pixels, label));
    if (!code) return;
    this.original = pixels;
    const point = Float32Array.from(code.mean);
    await this.openPlane(point);
    this.move(point);
  }

  private async encodeReal(): Promise<void> {
    this.turn += 1;
    const label = this.subject.run.conditional
      ? Math.max(0, this.labels.indexOf(1))
      : this.classOf(this.turn);
    await this.encode(await realImage(this.subject, label, this.turn));
  }

  private readonly report = (work: Promise<void>) => void work.catch((error) => this.fail(error));

  protected override render() {
    const { latent } = texts();
    const { run } = this.subject;
    return html`
      <p class="about">${latent.about}</p>
      <div class="columns">
        <figure class="narrow">
          ${picture(this.image, this.shape, latent.here)} ${run.conditional ? this.classButtons() : nothing}
        </figure>
        <div class="wide">
          ${run.conditional ? this.writing() : nothing} ${this.walking()} ${this.planeView()}
          ${run.vae ? this.encoding() : nothing} ${this.dimensions()}
        </div>
      </div>
      ${this.failure()}
    `;
  }

  private classButtons() {
    return html`
      <div class="strip">
        ${this.subject.classes.map(
          (name, label) => html`
            <button
              aria-pressed=${this.labels[label] === 1}
              @click=${() => this.relabel(oneHot(label, this.shape))}
            >
              ${name}
            </button>
          `,
        )}
      </div>
    `;
  }

  private writing() {
    const { latent } = texts();
    const { classes } = this.subject;
    const areDigits = classes[0] === '0';
    const { from, to, share } = this.morph;
    const change = (part: Partial<typeof this.morph>) => {
      this.morph = { ...this.morph, ...part };
      const { from, to, share } = this.morph;
      this.relabel(mixed(oneHot(from, this.shape), oneHot(to, this.shape), share));
    };
    const choice = (key: 'from' | 'to', chosen: number) => html`
      <label>
        ${latent[key]}
        <select
          @change=${(event: Event) => change({ [key]: Number((event.target as HTMLSelectElement).value) })}
        >
          ${classes.map(
            (name, label) => html`
              <option value=${label} ?selected=${label === chosen}>${name}</option>
            `,
          )}
        </select>
      </label>
    `;
    return html`
      ${
        areDigits
          ? html`
              <fieldset>
                <legend>${latent.digits}</legend>
                <div class="row">
                  <label>
                    ${latent.word}
                    <input
                      inputmode="numeric"
                      maxlength=${LONGEST_WORD}
                      size="8"
                      .value=${this.word}
                      @input=${(event: Event) => {
                        const input = event.target as HTMLInputElement;
                        this.word = input.value = input.value.replaceAll(/\D/g, '');
                        this.renewImage();
                      }}
                    />
                  </label>
                  <div class="word">
                    ${this.written.map((pixels, index) => picture(pixels, this.shape, this.word[index] ?? ''))}
                  </div>
                </div>
                ${this.walkSaving('digits', this.word.length < 2)}
              </fieldset>
            `
          : nothing
      }
      <fieldset>
        <legend>${latent.morph}</legend>
        <div class="row">
          ${choice('from', from)} ${choice('to', to)}
          <label class="stretch">
            ${latent.way}
            <input
              type="range"
              min="0"
              max="1"
              step="0.01"
              .value=${String(share)}
              @input=${(event: Event) => change({ share: Number((event.target as HTMLInputElement).value) })}
            />
          </label>
        </div>
      </fieldset>
    `;
  }

  private walking() {
    const { latent } = texts();
    const choice = (end: 0 | 1, name: string) => html`
      <div class="row ends">
        <span class="small">${name}</span>
        <div class="strip stretch">
          ${this.drawn.map(
            (pixels, index) => html`
              <button
                aria-pressed=${this.ends[end] === index}
                aria-label=${latent.pick(name, index + 1)}
                @click=${() => this.chooseEnd(end, index)}
              >
                ${picture(pixels, this.shape, '')}
              </button>
            `,
          )}
        </div>
      </div>
    `;
    return html`
      <fieldset>
        <legend>${latent.samples}</legend>
        ${choice(0, latent.from)} ${choice(1, latent.to)}
        <div class="word way">${this.way.map((pixels) => picture(pixels, this.shape, ''))}</div>
        <input
          type="range"
          min="0"
          max="1"
          step="0.01"
          aria-label=${latent.way}
          .value=${String(this.share)}
          @input=${(event: Event) => this.walk(Number((event.target as HTMLInputElement).value))}
        />
        <button
          @click=${() => {
            this.seed += 1;
            this.noise = [];
            this.renew();
          }}
        >
          ${latent.other}
        </button>
        ${this.walkSaving('samples', this.ends[0] === this.ends[1])}
      </fieldset>
    `;
  }

  private planeView() {
    const { latent } = texts();
    const whole = this.point.length <= 2;
    const [x, y] = this.place;
    const drag = (event: PointerEvent) => {
      if (event.buttons !== 1 && event.type !== 'pointerdown') return;
      const target = event.currentTarget as Element;
      const { left, top, width, height } = target.getBoundingClientRect();
      this.choosePlace([(2 * (event.clientX - left)) / width - 1, 1 - (2 * (event.clientY - top)) / height]);
    };
    const keys = (event: KeyboardEvent) => {
      const step = ARROWS[event.key];
      if (!step) return;
      event.preventDefault();
      this.choosePlace([x + step[0], y + step[1]]);
    };
    return html`
      <fieldset>
        <legend>${latent.plane}</legend>
        <div
          class="plane"
          tabindex="0"
          role="application"
          aria-label=${`${latent.plane}. ${latent.planeAbout}`}
          @pointerdown=${drag}
          @pointermove=${drag}
          @keydown=${keys}
        >
          <canvas
            width=${PLANE * this.shape.width}
            height=${PLANE * this.shape.height}
            ${ref((canvas) => this.plane && paintPlane(canvas as HTMLCanvasElement | undefined, this.plane, this.shape))}
          ></canvas>
          <span class="mark" .style=${`left: ${50 + 50 * x}%; top: ${50 - 50 * y}%`}></span>
        </div>
        <p class="small">${whole ? latent.wholeMap : latent.planeAbout}</p>
        ${
          whole
            ? nothing
            : html`
                <button
                  @click=${() => {
                    this.planeSeed += 1;
                    this.report(this.openPlane(this.point).then(() => this.renewImage()));
                  }}
                >
                  ${latent.otherPlane}
                </button>
              `
        }
        ${this.walkSaving('plane', false)}
      </fieldset>
    `;
  }

  /** There is nothing to save before the first images are there, nor of a walk to nowhere. */
  private walkSaving(name: WalkName, leadsNowhere: boolean) {
    const disabled = leadsNowhere || !this.plane;
    return this.walkGif.view(name, disabled, () => this.saveWalk(name));
  }

  private dimensions() {
    const { latent } = texts();
    return html`
      <details>
        <summary>${latent.dimensions(this.point.length)}</summary>
        <button @click=${() => this.move(new Float32Array(this.point.length))}>${latent.zero}</button>
        <div class="dimensions">
          ${Array.from(
            this.point,
            (value, index) => html`
              <label>
                ${latent.dimension(index + 1)} ${number(value, 2)}
                <input
                  type="range"
                  min="-3"
                  max="3"
                  step="0.05"
                  .value=${String(value)}
                  @input=${(event: Event) => {
                    const point = this.point.slice();
                    point[index] = Number((event.target as HTMLInputElement).value);
                    this.move(point);
                  }}
                />
              </label>
            `,
          )}
        </div>
      </details>
    `;
  }

  private encoding() {
    const { latent } = texts();
    const { original, image } = this;
    return html`
      <fieldset>
        <legend>${latent.encode}</legend>
        <p class="small">${latent.encodeAbout}</p>
        <div class="row">
          <gan-pad
            .shape=${this.shape}
            @draw=${({ detail }: CustomEvent<Float32Array>) => this.report(this.encode(detail))}
          ></gan-pad>
          <button @click=${() => this.report(this.encodeReal())}>${latent.real}</button>
          ${
            original && image
              ? html`
                  <figure>
                    ${picture(original, this.shape, latent.original)}
                    <figcaption>${latent.original}</figcaption>
                  </figure>
                  <figure>
                    ${picture(image, this.shape, latent.again)}
                    <figcaption>${latent.again}</figcaption>
                  </figure>
                  <p class="small">${latent.error(number(difference(original, image), 3))}</p>
                `
              : nothing
          }
        </div>
      </fieldset>
    `;
  }
}

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-0.1, 0],
  ArrowRight: [0.1, 0],
  ArrowUp: [0, 0.1],
  ArrowDown: [0, -0.1],
};

function paintPlane(canvas: HTMLCanvasElement | undefined, all: Float32Array, shape: ImageShape): void {
  const { width, height } = shape;
  const context = canvas?.getContext('2d');
  const tile = new OffscreenCanvas(width, height);
  for (let index = 0; context && index < PLANE * PLANE; index++) {
    paint(tile, imageAt(all, index, shape), shape);
    context.drawImage(tile, (index % PLANE) * width, Math.floor(index / PLANE) * height);
  }
}

customElements.define('gan-latent', Latent);
