/** <gan-play-discriminator>: draw a digit, and see what D makes of it and why. */

import { html, nothing } from 'lit';
import type { Verdict } from '../protocol.js';
import { texts } from '../text/index.js';
import { number, percent } from '../text/numbers.js';
import { images, intensities, picture } from './image.js';
import './pad.js';
import type { Pad } from './pad.js';
import { realImage } from './real.js';
import { lengthOf } from '../shape.js';
import { Tool } from './tool.js';

/** Real and generated images whose logits say what D is used to. */
const MEASURED = 10;

/** The mean logits of real and of generated images. */
interface Usual {
  real: number;
  fake: number;
}

export class PlayDiscriminator extends Tool {
  private pixels: Float32Array = new Float32Array();
  private label = 3;
  private verdict: Verdict | undefined;
  private usual: Usual | undefined;
  private turn = 0;
  private taking: 'real' | 'generated' | undefined;
  /** Where the image on the pad is from. */
  private from: 'drawn' | 'real' | 'generated' = 'drawn';
  /** Whether anything has been on the pad. */
  private begun = false;

  protected override begin(): void {
    this.label = this.classOf(this.label);
    if (this.pixels.length === lengthOf(this.shape)) return;
    this.pixels = new Float32Array(lengthOf(this.shape));
    this.begun = false;
  }

  protected override async show(): Promise<void> {
    const { subject } = this;
    if (subject.run.vae) return;
    // There is something to play against from the start.
    if (!this.begun) await this.take('generated', () => !this.begun);
    const { label, pixels } = this;
    this.verdict = await subject.ask((api) => api.verdict(pixels, label));
    this.requestUpdate();
    this.usual = await this.measure();
  }

  /** What D makes of images that are real or generated for sure. */
  private async measure(): Promise<Usual> {
    const { ask } = this.subject;
    const labels = Uint8Array.from({ length: MEASURED }, (_, label) => this.classOf(label));
    const real = images(intensities(await ask((api) => api.realImages('test', labels))), this.shape);
    const fake = images(await ask((api) => api.sample(this.turn, labels)), this.shape);
    const mean = async (all: Float32Array[]) => {
      const verdicts = await Promise.all(
        all.map((pixels, index) => ask((api) => api.verdict(pixels, labels[index] ?? 0))),
      );
      return verdicts.reduce((sum, verdict) => sum + (verdict?.logit ?? 0), 0) / all.length;
    };
    return { real: await mean(real), fake: await mean(fake) };
  }

  private get pad(): Pad {
    return this.renderRoot.querySelector('gan-pad') as Pad;
  }

  /** Puts an image on the pad, if it is still wanted once it is there. */
  private async take(from: 'real' | 'generated', isWanted = () => true): Promise<void> {
    this.turn += 1;
    const { subject, label, turn } = this;
    const pixels =
      from === 'real'
        ? await realImage(subject, label, turn)
        : await subject.ask((api) => api.sample(turn, Uint8Array.of(label)));
    await this.pad.updateComplete;
    if (!isWanted()) return;
    this.taking = from;
    this.pad.put(pixels);
    this.taking = undefined;
  }

  protected override render() {
    const { playDiscriminator: words } = texts();
    const { run, classes } = this.subject;
    if (run.vae)
      return html`
        <p class="about">${words.vae}</p>
      `;
    return html`
      <p class="about">${words.about}</p>
      <div class="columns">
        <div class="narrow">
          <gan-pad
            .shape=${this.shape}
            @draw=${({ detail }: CustomEvent<Float32Array>) => {
              this.pixels = detail;
              this.from = this.taking ?? 'drawn';
              this.begun = true;
              this.renew();
            }}
          ></gan-pad>
          <div class="row">
            <button @click=${() => this.pad.clear()}>${words.clear}</button>
            <button @click=${() => this.take('real').catch((error) => this.fail(error))}>
              ${words.real}
            </button>
            <button @click=${() => this.take('generated').catch((error) => this.fail(error))}>
              ${words.generated}
            </button>
          </div>
          ${
            run.conditional
              ? html`
                  <label>
                    ${words.label}
                    <select
                      @change=${(event: Event) => {
                        this.label = Number((event.target as HTMLSelectElement).value);
                        this.renew();
                      }}
                    >
                      ${classes.map(
                        (name, label) => html`
                          <option value=${label} ?selected=${label === this.label}>${name}</option>
                        `,
                      )}
                    </select>
                  </label>
                `
              : nothing
          }
        </div>
        <figure class="narrow">
          ${picture(this.pixels, this.shape, words.seen, { wanted: this.verdict?.saliency ?? [] })}
          <figcaption>
            <span class="more">■</span>
            ${words.more}
            <span class="less">■</span>
            ${words.less}
          </figcaption>
        </figure>
        <div class="wide" role="status">${this.verdict ? this.judgement(this.verdict) : nothing}</div>
      </div>
      ${this.failure()}
    `;
  }

  private judgement({ logit, probability }: Verdict) {
    const { playDiscriminator: words } = texts();
    if (this.pixels.every((light) => light === 0))
      return html`
        <p class="about">${words.draw}</p>
      `;
    const middle = probability !== null ? 0 : ((this.usual?.real ?? 0) + (this.usual?.fake ?? 0)) / 2;
    const fooled = logit > middle;
    const score = (value: number) =>
      probability !== null ? percent(1 / (1 + Math.exp(-value))) : number(value, 2);
    const name = probability !== null ? 'D(x)' : words.value;
    return html`
      <p class="verdict ${fooled ? 'fooled' : 'caught'}">
        <b>${score(logit)}</b>
        <span>${name}</span>
      </p>
      <p>${words[fooled ? 'forReal' : 'forGenerated'][this.from]}</p>
      ${
        this.usual
          ? html`
              <p class="about">${words.usual(score(this.usual.real), score(this.usual.fake))}</p>
            `
          : nothing
      }
    `;
  }
}

customElements.define('gan-play-discriminator', PlayDiscriminator);
