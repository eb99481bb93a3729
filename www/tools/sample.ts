/** <gan-sample>: one sample of the grid, large, with D's score and the training images nearest to it. */

import { html, nothing, type PropertyValues } from 'lit';
import type { Neighbor, Verdict } from '../protocol.js';
import { GRID } from '../protocol.js';
import { texts } from '../text/index.js';
import { number, percent } from '../text/numbers.js';
import { imageAt, intensities, picture } from './image.js';
import { Tool } from './tool.js';

const NEIGHBORS = 5;
/** Test images of the same class whose nearest training image says how near real images come. */
const COMPARED = 5;
/** The seed of the grid's noise, as the worker has it. */
const GRID_SEED = 0;

export class Sample extends Tool {
  static override properties = { ...Tool.properties, index: { type: Number } };

  declare index: number;
  private pixels: Float32Array | undefined;
  private verdict: Verdict | undefined;
  private neighbors: Neighbor[] = [];
  /** How far real images that training never saw are from the nearest training image. */
  private usual: number | undefined;
  private measured: { label: number; distance: number } | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if ((changed as Map<PropertyKey, unknown>).has('index')) this.renew();
  }

  protected override async show(): Promise<void> {
    const { subject, index } = this;
    const { ask } = subject;
    const label = this.classOf(index % GRID.columns);
    const labels = Uint8Array.from({ length: GRID.rows * GRID.columns }, (_, at) =>
      this.classOf(at % GRID.columns),
    );
    const pixels = imageAt(await ask((api) => api.sample(GRID_SEED, labels)), index, this.shape).slice();
    this.pixels = pixels;
    this.verdict = await ask((api) => api.verdict(pixels, label));
    this.neighbors = await ask((api) => api.nearest(pixels, NEIGHBORS));
    this.requestUpdate();
    const nearest = this.neighbors[0]?.label ?? label;
    if (this.measured?.label !== nearest)
      this.measured = { label: nearest, distance: await this.measure(nearest) };
    this.usual = this.measured.distance;
  }

  private async measure(label: number): Promise<number> {
    const { ask } = this.subject;
    const labels = new Uint8Array(COMPARED).fill(label);
    const real = intensities(await ask((api) => api.realImages('test', labels)));
    let sum = 0;
    for (let index = 0; index < COMPARED; index++) {
      const [nearest] = await ask((api) => api.nearest(imageAt(real, index, this.shape).slice(), 1));
      sum += nearest?.distance ?? 0;
    }
    return sum / COMPARED;
  }

  protected override render() {
    const { sample } = texts();
    const { verdict, neighbors, usual } = this;
    const nearest = neighbors[0]?.distance;
    return html`
      <div class="columns">
        <figure class="narrow">${picture(this.pixels, this.shape, sample.large)}</figure>
        <div class="wide">
          <h2>${sample.title(this.index + 1)}</h2>
          ${
            verdict
              ? html`
                  <p>
                    ${
                      verdict.probability === null
                        ? sample.value(number(verdict.logit, 2))
                        : sample.score(percent(verdict.probability))
                    }
                  </p>
                `
              : nothing
          }
          <fieldset>
            <legend>${sample.nearest}</legend>
            <div class="word scored">
              ${neighbors.map(
                ({ pixels, distance, index }) => html`
                  <figure>
                    ${picture(intensities(pixels), this.shape, sample.training(index))}
                    <figcaption>${number(distance, 3)}</figcaption>
                  </figure>
                `,
              )}
            </div>
          </fieldset>
          ${
            nearest !== undefined && usual !== undefined
              ? html`
                  <p class="small">
                    ${nearest < usual / 2 ? sample.copied : sample.own}
                    ${sample.usual(number(nearest, 3), number(usual, 3))}
                  </p>
                `
              : nothing
          }
          ${this.failure()}
          <div class="row">
            <button @click=${() => this.dispatchEvent(new CustomEvent('close'))}>${sample.close}</button>
          </div>
        </div>
      </div>
    `;
  }
}

customElements.define('gan-sample', Sample);
