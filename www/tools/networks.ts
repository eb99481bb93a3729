/** <gan-networks>: both networks layer by layer, to look at and to edit. */

import { html, nothing, type PropertyValues } from 'lit';
import { live } from 'lit/directives/live.js';
import { check, spec } from '../options.js';
import type { Architecture, Memory, Networks as Answer, Settings } from '../protocol.js';
import { texts } from '../text/index.js';
import { number } from '../text/numbers.js';
import { choiceTitle } from '../ui/settings.js';
import { Tool } from './tool.js';

type Layer = Architecture['layers'][number];
type Features = Architecture['input'];

/** The options that say what a network is made of, by its name; those without effect are left out. */
const SWITCHES: Record<Architecture['name'], string[]> = {
  generator: ['g-activation', 'g-batch-norm'],
  decoder: ['g-activation', 'g-batch-norm'],
  discriminator: ['d-activation', 'd-batch-norm', 'd-dropout', 'spectral-norm'],
  encoder: ['d-activation', 'd-batch-norm'],
};
const HIDDEN: Record<Architecture['name'], string> = {
  generator: 'g-hidden',
  decoder: 'g-hidden',
  discriminator: 'd-hidden',
  encoder: 'd-hidden',
};

export class Networks extends Tool {
  private answer: Answer | undefined;
  private asked = '';

  /** With what was edited. */
  private get settings(): Settings {
    return { ...this.subject.run.settings, ...this.subject.draft };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const asked = JSON.stringify(this.settings);
    if (asked === this.asked) return;
    this.asked = asked;
    this.renew();
  }

  protected override async show(): Promise<void> {
    const { settings } = this;
    // Said first by the bounds of the option, which names it as the page does.
    for (const [name, text] of Object.entries(this.subject.draft)) check(name, text);
    this.answer = await this.subject.ask((api) => api.networks(settings));
  }

  private isOn(option: string): boolean {
    const { when } = spec(option);
    return !when || when.values.includes(this.settings[when.option] ?? '');
  }

  /** Puts a number in the place of one of an option's list. */
  private put(option: string, place: number, text: string): void {
    const items = (this.settings[option] ?? '').split(',').map((item) => item.trim());
    items[place] = text;
    this.subject.edit(option, items.join(','));
  }

  private addLayer(option: string): void {
    const items = (this.settings[option] ?? '').split(',');
    this.subject.edit(option, [...items, items.at(-1)].join(','));
  }

  private removeLayer(option: string, place: number): void {
    const items = (this.settings[option] ?? '').split(',');
    this.subject.edit(option, items.filter((_, index) => index !== place).join(','));
  }

  protected override render() {
    const { networks } = texts();
    const { subject } = this;
    const edited = Object.keys(subject.draft).length > 0;
    const { architectures = [], memory } = this.answer ?? {};
    const widths = architectures.flatMap((network) => [
      network.input,
      ...all(network).map(({ output }) => output),
    ]);
    const largest = Math.max(1, ...widths.map(length));
    return html`
      <p class="about">${networks.about}</p>
      <div class="columns">${architectures.map((network) => this.network(network, largest))}</div>
      ${memory ? this.memory(memory) : nothing} ${this.failure()}
      ${
        edited
          ? html`
              <div class="row">
                <button class="primary" ?disabled=${this.error !== undefined} @click=${() => subject.apply()}>
                  ${networks.apply}
                </button>
                <button @click=${() => subject.discard()}>${networks.discard}</button>
                <span class="small">${networks.anew}</span>
              </div>
            `
          : nothing
      }
    `;
  }

  private network(network: Architecture, largest: number) {
    const { networks } = texts();
    const { name, input, labels } = network;
    const layers = all(network);
    const sum = (key: 'parameters' | 'operations') => layers.reduce((sum, layer) => sum + layer[key], 0);
    const hidden = HIDDEN[name];
    const isMade = name === 'generator' || name === 'decoder';
    const canGrow = layers.some(({ option }) => option?.[0] === hidden);
    return html`
      <section class="network ${isMade ? 'g' : 'd'}" aria-label=${networks.names[name]}>
        <h3>
          ${networks.names[name]}
          <span class="small">${networks.sum(large(sum('parameters')), large(sum('operations')))}</span>
        </h3>
        <ol>
          <li>
            <span class="bar" .style=${bar(input, largest)}></span>
            <b>${networks.operations.input}</b>
            <span>${sides(input)}${labels ? networks.labels(labels) : nothing}</span>
          </li>
          ${layers.map((layer) => this.layer(layer, hidden, largest, network))}
        </ol>
        <div class="row">
          ${
            canGrow
              ? html`
                  <button @click=${() => this.addLayer(hidden)}>${networks.add}</button>
                `
              : nothing
          }
          ${SWITCHES[name].filter((option) => this.isOn(option)).map((option) => this.control(option))}
        </div>
      </section>
    `;
  }

  private layer(layer: Layer, hidden: string, largest: number, { layers, output }: Architecture) {
    const { networks } = texts();
    const { operation, parameters, operations, option } = layer;
    const slope = layer.activation.negative_slope;
    const activation = slope === 1 ? '' : choiceTitle(slope === 0 ? 'relu' : 'leaky-relu');
    const norm = layer.batch_norm ? 'BatchNorm' : '';
    const isLast = layer === layers.at(-1) && output !== 'identity';
    const after = [
      ...(layer.batch_norm === 'before-activation' ? [norm, activation] : [activation, norm]),
      isLast ? choiceTitle(output) : '',
    ];
    const [name, place] = option ?? ['', 0];
    const text = (this.settings[name] ?? '').split(',')[place] ?? '';
    return html`
      <li>
        <span class="bar" .style=${bar(layer.output, largest)}></span>
        <b>${networks.operations[operation]}</b>
        <span>${sides(layer.output)}</span>
        <span class="small">${after.filter(Boolean).join(', ')}</span>
        <span class="small cost">${networks.cost(large(parameters), large(operations))}</span>
        ${
          option
            ? html`
                <span class="row edit">
                  <input
                    inputmode="numeric"
                    aria-label=${networks.width(networks.operations[operation])}
                    .value=${live(text.trim())}
                    @change=${(event: Event) => this.put(name, place, (event.target as HTMLInputElement).value)}
                  />
                  ${
                    name === hidden
                      ? html`
                          <button
                            aria-label=${networks.remove}
                            @click=${() => this.removeLayer(hidden, place)}
                          >
                            ×
                          </button>
                        `
                      : nothing
                  }
                </span>
              `
            : nothing
        }
      </li>
    `;
  }

  /** What a run of these networks takes. */
  private memory({ total, limit, ...parts }: Memory) {
    const { networks } = texts();
    const names = Object.keys(parts) as (keyof typeof parts)[];
    return html`
      <details class="memory">
        <summary>${networks.memory(bytes(total), bytes(limit))}</summary>
        <dl>
          ${names.map(
            (name) => html`
              <div>
                <dt>${networks.memoryOf[name]}</dt>
                <dd>${bytes(parts[name])}</dd>
              </div>
            `,
          )}
        </dl>
      </details>
    `;
  }

  private control(option: string) {
    const { networks } = texts();
    const described = spec(option);
    const text = this.settings[option] ?? described.default;
    const choices =
      described.kind === 'choice'
        ? described.choices
        : described.kind === 'switch'
          ? ['on', 'off']
          : undefined;
    const edit = (event: Event) =>
      this.subject.edit(option, (event.target as HTMLInputElement | HTMLSelectElement).value);
    return html`
      <label>
        ${texts().core.option(described).title}
        ${
          choices
            ? html`
                <select @change=${edit}>
                  ${choices.map(
                    (choice) => html`
                      <option value=${choice} ?selected=${choice === text}>
                        ${networks.switches[choice] ?? choiceTitle(choice)}
                      </option>
                    `,
                  )}
                </select>
              `
            : html`
                <input size="5" .value=${live(text)} @change=${edit} />
              `
        }
      </label>
    `;
  }
}

/** All layers, those of the labels and the heads included. */
function all({ label_channel, layers, heads }: Architecture): Layer[] {
  return [...(label_channel ? [label_channel] : []), ...layers, ...heads];
}

function length({ height, width, channels }: Features): number {
  return height * width * channels;
}

/** A number of units, or the sides of maps and how many there are. */
function sides({ height, width, channels }: Features): string {
  return height * width === 1 ? String(channels) : [height, width, channels].join(' × ');
}

function bar(features: Features, largest: number): string {
  return `width: ${12 + 88 * (Math.log1p(length(features)) / Math.log1p(largest))}%`;
}

/** In megabytes of 2^20 bytes, as the core counts them. */
function bytes(value: number): string {
  const megabytes = value / 2 ** 20;
  return `${number(megabytes, megabytes < 10 ? 1 : 0)} MB`;
}

/** A large number in three digits. */
function large(value: number): string {
  const units = ['', 'k', 'M', 'G'];
  const unit = Math.min(3, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
  return `${Number((value / 1000 ** unit).toPrecision(3))}${units[unit]}`;
}

customElements.define('gan-networks', Networks);
