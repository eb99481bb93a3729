/** <gan-single-updates>: a training step in slow motion, one network at a time. */

import { html, nothing, svg } from 'lit';
import type { UpdateRecord } from '../protocol.js';
import { texts } from '../text/index.js';
import { number } from '../text/numbers.js';
import { images, picture } from './image.js';
import { Tool } from './tool.js';

type Network = 'discriminator' | 'generator';

/** How long each place on the data's way is lit. */
const PLACE_MS = 550;
const SHOWN = 6;

/** The data's way through a step of each network, place by place. */
const WAYS: Record<Network, string[]> = {
  discriminator: ['z', 'G', 'fake', 'real', 'D', 'L_D', 'update-D'],
  generator: ['z', 'G', 'fake', 'D', 'L_G', 'gradient', 'update-G'],
};

type Place = keyof ReturnType<typeof texts>['singleUpdates']['places'];

/** Where the places are in the picture. */
const PLACES: { id: Place; x: number; y: number; width: number; kind?: 'd' | 'g' }[] = [
  { id: 'z', x: 0, y: 8, width: 84 },
  { id: 'G', x: 112, y: 8, width: 56, kind: 'g' },
  { id: 'fake', x: 196, y: 8, width: 130 },
  { id: 'real', x: 196, y: 72, width: 130 },
  { id: 'D', x: 366, y: 40, width: 56, kind: 'd' },
  { id: 'L_G', x: 470, y: 8, width: 64, kind: 'g' },
  { id: 'L_D', x: 470, y: 72, width: 64, kind: 'd' },
  { id: 'update-D', x: 580, y: 72, width: 130, kind: 'd' },
  { id: 'gradient', x: 366, y: 136, width: 168 },
  { id: 'update-G', x: 76, y: 136, width: 130, kind: 'g' },
];
const ARROWS = [
  'M84 24 H108',
  'M168 24 H192',
  'M326 24 C346 24 346 50 362 50',
  'M326 88 C346 88 346 62 362 62',
  'M422 50 C446 50 446 24 466 24',
  'M422 62 C446 62 446 88 466 88',
  'M534 88 H576',
  'M534 24 H556 C570 24 570 152 538 152',
  'M366 152 H210',
];

export class SingleUpdates extends Tool {
  private record: UpdateRecord | undefined;
  private network: Network = 'discriminator';
  /** The place that is lit; none after the last. */
  private place = -1;
  private slow = false;
  private busy = false;
  private light: ReturnType<typeof setTimeout> | undefined;

  protected override async show(): Promise<void> {}

  protected override begin(): void {
    this.record = undefined;
    this.stop();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  private stop(): void {
    this.slow = false;
    clearTimeout(this.light);
    this.place = -1;
  }

  private async take(network: Network): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      this.record = await this.subject.ask((api) => api.update(network));
      this.network = network;
      this.error = undefined;
      this.walk(0);
    } catch (thrown) {
      this.stop();
      this.fail(thrown);
    } finally {
      this.busy = false;
    }
  }

  /** Lights a place, then the next. */
  private walk(place: number): void {
    clearTimeout(this.light);
    this.place = place;
    this.requestUpdate();
    if (place < WAYS[this.network].length) {
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches && !this.slow;
      this.light = setTimeout(() => this.walk(still ? WAYS[this.network].length : place + 1), PLACE_MS);
    } else if (this.slow) {
      void this.take(this.network === 'discriminator' ? 'generator' : 'discriminator');
    }
  }

  private readonly toggle = () => {
    if (this.slow) {
      this.stop();
      this.requestUpdate();
      return;
    }
    this.slow = true;
    void this.take('discriminator');
  };

  protected override render() {
    const { singleUpdates } = texts();
    const { subject, record } = this;
    if (subject.run.vae)
      return html`
        <p class="about">${singleUpdates.vae}</p>
      `;
    return html`
      <p class="about">${singleUpdates.about}</p>
      <div class="row">
        <button @click=${() => this.take('discriminator')}>${singleUpdates.stepOfD}</button>
        <button @click=${() => this.take('generator')}>${singleUpdates.stepOfG}</button>
        <button aria-pressed=${this.slow} @click=${this.toggle}>
          ${this.slow ? singleUpdates.stop : singleUpdates.slow}
        </button>
      </div>
      ${this.way()}
      <p class="small" role="status">${this.saying()}</p>
      ${record ? this.pictures(record) : nothing} ${this.failure()}
    `;
  }

  private way() {
    const { singleUpdates } = texts();
    const way = WAYS[this.network];
    const lit = way[this.place];
    const passed = new Set(way.slice(0, Math.max(0, this.place)));
    const state = (id: string) => (id === lit ? 'lit' : passed.has(id) ? 'passed' : '');
    return html`
      <svg class="flow" viewBox="0 0 720 176" role="img" aria-label=${singleUpdates.picture}>
        ${PLACES.map(
          ({ id, x, y, width, kind }) => svg`
            <g class="place ${kind ?? ''} ${state(id)}">
              <rect x=${x} y=${y} width=${width} height="32" rx="8"></rect>
              <text x=${x + width / 2} y=${y + 21}>${singleUpdates.places[id]}</text>
            </g>
          `,
        )}
        ${ARROWS.map((path) => svg`<path d=${path}></path>`)}
      </svg>
    `;
  }

  private saying(): string {
    const { singleUpdates } = texts();
    const lit = WAYS[this.network][this.place] as keyof typeof singleUpdates.says | undefined;
    return lit
      ? singleUpdates.says[lit]
      : this.record
        ? singleUpdates.done(this.record.step)
        : singleUpdates.begin;
  }

  private pictures(record: UpdateRecord) {
    const { singleUpdates } = texts();
    const [real, fake] = [record.real, record.fake].map((all) =>
      images(Float32Array.from(all), this.shape).slice(0, SHOWN),
    );
    const wanted = images(Float32Array.from(record.wanted), this.shape);
    const score = (logit: number | undefined) => (logit === undefined ? '' : number(logit, 2));
    const row = (name: string, all: Float32Array[], logits: number[], over?: Float32Array[]) => html`
      <fieldset>
        <legend>${name}</legend>
        <div class="word scored">
          ${all.map(
            (pixels, index) => html`
              <figure>
                ${picture(pixels, this.shape, '', { wanted: over?.[index] ?? [] })}
                <figcaption>${score(logits[index])}</figcaption>
              </figure>
            `,
          )}
        </div>
      </fieldset>
    `;
    return html`
      <p>
        <span class="d">L_D ${number(record.losses[0], 3)}</span>
        ·
        <span class="g">L_G ${number(record.losses[1], 3)}</span>
        <span class="small">${singleUpdates.before}</span>
      </p>
      ${row(singleUpdates.real, real ?? [], record.real_logits)}
      ${row(singleUpdates.fake, fake ?? [], record.fake_logits)}
      ${row(singleUpdates.wanted, fake ?? [], [], wanted)}
      <p class="small">
        <span class="more">■</span>
        ${texts().playDiscriminator.more}
        <span class="less">■</span>
        ${texts().playDiscriminator.less}
      </p>
    `;
  }
}

customElements.define('gan-single-updates', SingleUpdates);
