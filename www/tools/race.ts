/** <gan-race>: two settings that train side by side, with the same seed, data and time. */

import { pauseUnseen } from '../background.js';
import { html, nothing, type PropertyValues } from 'lit';
import { live } from 'lit/directives/live.js';
import { check, PRESETS } from '../options.js';
import type { OptionSpec, Settings } from '../protocol.js';
import { said, texts } from '../text/index.js';
import { clock, number } from '../text/numbers.js';
import { applies, errorsOf, optionFields, titled } from '../ui/settings.js';
import { Contest } from './contest.js';
import { DIGITS, RaceChart } from './race-chart.js';
import type { Lane } from './race-lane.js';
import { differences, FREE, presetLike, title } from './race-settings.js';
import { raceStyle } from './race-style.js';
import { compare, type Comparison, type Measure } from './race-verdict.js';
import { Tool } from './tool.js';

const DURATIONS = [30, 60, 120, 300, Number.POSITIVE_INFINITY];
const MEASURES: Measure[] = ['frechet', 'confidence'];
/** Options that the heading of a lane names. */
const NAMED = 4;
const NOTHING = '–';

export class Race extends Tool {
  static override styles = raceStyle;

  /** The preset that lane B begins with; none where that is lane A. */
  private preset = '';
  /** What was changed for lane B. */
  private draft: Settings = {};
  private duration = DURATIONS[1] as number;
  private measure: Measure = 'frechet';
  private contest: Contest | undefined;
  /** How many races there were. */
  private races = 0;
  private isSame = false;
  private yielded = false;
  private taken: { lane: string; step: number } | undefined;
  private chart: RaceChart | undefined;

  protected override async show(): Promise<void> {}

  override connectedCallback(): void {
    super.connectedCallback();
    const isTraining = () => this.contest?.state === 'running';
    const pause = async () => this.contest?.pause();
    pauseUnseen({ isTraining, pause, goOn: () => this.goOn() }, this.closed.signal);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.end();
    this.chart?.close();
    this.chart = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const before = changed.get('subject');
    const begins = before && !before.training && this.subject.training;
    if (!begins || this.contest?.state !== 'running') return;
    this.yielded = true;
    void this.contest.pause();
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const place = this.renderRoot.querySelector<HTMLElement>('#chart');
    if (!place || !this.contest) {
      this.chart?.close();
      this.chart = undefined;
      return;
    }
    this.chart ??= new RaceChart(place, () => this.requestUpdate());
    const [a, b] = this.contest.lanes;
    const judgements = [a.judgements[this.measure], b.judgements[this.measure]] as const;
    this.chart.show([...judgements], this.measure, this.duration, this.races);
  }

  /** Where lane B begins, before what was changed for it. */
  private get base(): Settings {
    const { settings } = this.subject.run;
    return this.preset ? presetLike(this.preset, settings) : settings;
  }

  private async start(): Promise<void> {
    const settings: [Settings, Settings] = [this.subject.run.settings, { ...this.base, ...this.draft }];
    this.isSame = differences(...settings).length === 0;
    this.requestUpdate();
    if (this.isSame) return;
    // Said first by the bounds of the option, which names it as the page does.
    for (const [name, text] of Object.entries(this.draft)) check(name, text);
    await this.subject.ask((api) => api.networks(settings[1]));
    await this.race(settings);
  }

  private async race(settings: [Settings, Settings]): Promise<void> {
    this.end();
    this.races += 1;
    const changed = () => this.requestUpdate();
    const contest = new Contest(settings, this.subject.openClient, this.duration, changed);
    this.contest = contest;
    changed();
    await contest.ready;
    if (contest !== this.contest) return;
    await this.goOn();
    await this.refocus();
  }

  private async goOn(): Promise<void> {
    const { contest } = this;
    this.yielded = false;
    this.taken = undefined;
    await this.subject.pause();
    await contest?.pause(); // which may be under way
    contest?.goOn();
  }

  /** Goes back to the choice of settings. */
  private async leave(): Promise<void> {
    this.end();
    await this.refocus();
  }

  /** A button that is gone takes the focus with it. */
  private async refocus(): Promise<void> {
    await this.updateComplete;
    if (document.activeElement !== document.body) return;
    this.renderRoot.querySelector<HTMLElement>('.primary')?.focus({ preventScroll: true });
  }

  private async take(lane: Lane, name: string): Promise<void> {
    await this.contest?.pause();
    await this.subject.take(await lane.save(), lane.past);
    this.taken = { lane: name, step: lane.step };
    this.requestUpdate();
  }

  private end(): void {
    this.contest?.close();
    this.contest = undefined;
    this.yielded = false;
    this.taken = undefined;
    this.requestUpdate();
  }

  /** What a click started; its failure is shown. */
  private report(work: () => Promise<void>): void {
    this.error = undefined;
    work().catch((thrown) => this.fail(thrown));
  }

  private edit(name: string, text: string): void {
    this.draft = { ...this.draft, [name]: text };
    this.settle();
  }

  private choosePreset(preset: string): void {
    this.preset = preset;
    this.draft = {};
    this.settle();
  }

  /** What was wrong before a change may be so no more. */
  private settle(): void {
    this.isSame = false;
    this.error = undefined;
    this.requestUpdate();
  }

  protected override render() {
    const { contest } = this;
    return html`
      <p class="about">${texts().race.about}</p>
      ${contest ? this.going(contest) : this.form()} ${this.failure()}
    `;
  }

  private form() {
    const { race } = texts();
    const { settings } = this.subject.run;
    const rival = { ...this.base, ...this.draft };
    const changed = differences(settings, rival);
    const errors = errorsOf(this.draft);
    const list = changed.filter(({ name }) => !(name in errors)).map((spec) => titled(spec, rival));
    return html`
      <p>
        ${race.of(race.lanes[0], title(settings))}
        <span class="small">(${race.a})</span>
      </p>
      <div class="row">
        <label>
          ${race.b}
          <select
            .value=${live(this.preset)}
            @change=${(event: Event) => this.choosePreset((event.target as HTMLSelectElement).value)}
          >
            <option value="" ?selected=${!this.preset}>${race.asA}</option>
            ${PRESETS.map(
              (preset) => html`
                <option value=${preset.id} ?selected=${preset.id === this.preset}>
                  ${texts().core.preset(preset).title}
                </option>
              `,
            )}
          </select>
        </label>
        ${this.durations()}
      </div>
      <details class="options">
        <summary>
          ${race.options}
          <span>${changed.length ? texts().settings.changed(changed.length, list) : race.asBefore}</span>
        </summary>
        <div>
          ${optionFields(
            {
              specs: FREE,
              current: this.base,
              base: settings,
              was: race.inA,
              draft: this.draft,
              errors,
              disabled: false,
            },
            (name, text) => this.edit(name, text),
          )}
        </div>
      </details>
      <button class="primary" @click=${() => this.report(() => this.start())}>${race.start}</button>
      ${this.batches(changed)}
      ${
        this.isSame
          ? html`
              <p class="bad" role="alert">${race.same}</p>
            `
          : nothing
      }
    `;
  }

  private going(contest: Contest) {
    const { race } = texts();
    const settings = contest.lanes.map(({ settings }) => settings) as [Settings, Settings];
    const changed = differences(...settings);
    const { state } = contest;
    const isRunning = state === 'running';
    return html`
      <div class="row">
        <button
          class="primary"
          ?disabled=${state === 'preparing' || (state === 'paused' && contest.isOver)}
          @click=${() => this.report(() => (isRunning ? contest.pause() : this.goOn()))}
        >
          ${isRunning ? race.pause : race.goOn}
        </button>
        <button @click=${() => this.report(() => this.race(settings))}>${race.again}</button>
        <button @click=${() => this.report(() => this.leave())}>${race.other}</button>
        ${this.durations()}
        <span class="time">${this.time(contest)}</span>
      </div>
      ${this.standing(contest)}
      <div class="lanes">${contest.lanes.map((lane, index) => this.lane(lane, index, changed))}</div>
      ${this.batches(changed)}
      <section class="course" aria-label=${race.chart}>
        <div class="row compared">
          <label>
            ${race.measure}
            <select
              @change=${(event: Event) => {
                this.measure = (event.target as HTMLSelectElement).value as Measure;
                this.requestUpdate();
              }}
            >
              ${MEASURES.map(
                (measure) => html`
                  <option value=${measure} ?selected=${measure === this.measure}>
                    ${race.measures[measure]}
                  </option>
                `,
              )}
            </select>
          </label>
          <span class="small">${race.meanings[this.measure]}</span>
        </div>
        <div id="chart"></div>
      </section>
    `;
  }

  private durations() {
    const { race } = texts();
    return html`
      <label>
        ${race.duration}
        <select
          @change=${(event: Event) => {
            this.duration = Number((event.target as HTMLSelectElement).value);
            if (this.contest) this.contest.duration = this.duration;
            this.requestUpdate();
          }}
        >
          ${DURATIONS.map(
            (seconds) => html`
              <option value=${seconds} ?selected=${seconds === this.duration}>
                ${race.durations[seconds]}
              </option>
            `,
          )}
        </select>
      </label>
    `;
  }

  private time(contest: Contest): string {
    const { race } = texts();
    const { seconds, duration, state } = contest;
    const isUp = state === 'paused' && seconds >= duration;
    const end = Number.isFinite(duration) ? clock(duration) : undefined;
    return `${race.time(clock(seconds), end)} · ${race.states[isUp ? 'over' : state]}`;
  }

  private batches(changed: OptionSpec[]) {
    return changed.some(({ name }) => name === 'batch-size')
      ? html`
          <p class="small note">${texts().race.batches}</p>
        `
      : nothing;
  }

  /** Who leads, said aloud when that changes; and the numbers, which change too often for that. */
  private standing({ lanes }: Contest) {
    const { race } = texts();
    const [a, b] = lanes;
    const real =
      this.measure === 'frechet'
        ? (a.fullQuality?.full?.floor ?? b.fullQuality?.full?.floor)
        : (a.reference ?? b.reference)?.confidence;
    const comparison = compare(this.measure, [a.judgements[this.measure], b.judgements[this.measure]], real);
    const notes = [
      a.backend && b.backend && a.backend !== b.backend ? race.backends : '',
      this.yielded ? race.yielded : '',
      this.taken ? race.taken(this.taken.lane, number(this.taken.step)) : '',
    ];
    return html`
      <div class="standing">
        <p aria-live="polite">
          <b>${this.verdict(lanes, comparison)}</b>
          ${notes.join(' ')}
        </p>
        <p class="small">${comparison ? this.evidence(comparison) : nothing}</p>
      </div>
    `;
  }

  private verdict(lanes: [Lane, Lane], comparison: Comparison | undefined): string {
    const { race } = texts();
    const [first, second] = race.lanes;
    const [a, b] = lanes.map(({ error }) => error !== undefined);
    if (a && b) return race.bothOut;
    if (a) return race.alone(first, second);
    if (b) return race.alone(second, first);
    if (!comparison) return race.waiting;
    const leader = race.lanes[comparison.leader ?? -1];
    return leader ? race.leads[this.measure](leader) : race.even;
  }

  private evidence({ values, seconds, margin, samples }: Comparison): string {
    const digits = DIGITS[this.measure];
    const [a, b] = values.map((value) => number(value, digits)) as [string, string];
    return texts().race.evidence(a, b, number(seconds), number(margin, digits), number(samples));
  }

  private lane(lane: Lane, index: number, changed: OptionSpec[]) {
    const { race, panel } = texts();
    const name = race.lanes[index] ?? '';
    const own = changed.filter((spec) => applies(spec, lane.settings));
    const named = own.slice(0, NAMED).map((spec) => titled(spec, lane.settings));
    const rest = own.length - named.length;
    const state = lane.backend ? panel.backends[lane.backend] : '';
    const reason = lane.error
      ? race.out(said(lane.error.words))
      : lane.judgeError && said(lane.judgeError.words);
    return html`
      <section class="lane" aria-label=${name}>
        <h3>${race.of(name, title(lane.settings))}</h3>
        <p class="small">${[...named, ...(rest ? [race.more(rest)] : [])].join(', ')}</p>
        <div role="img" aria-label=${race.grid(name)}>${lane.canvas}</div>
        ${this.facts(lane)}
        <div>
          <p class="state small">
            ${
              reason
                ? html`
                    <span class="bad" role="alert">${reason}</span>
                  `
                : html`
                    ${state} ${lane.backendReason ? said(lane.backendReason) : nothing}
                  `
            }
          </p>
          <button
            aria-label=${race.takeOf(name)}
            ?disabled=${!lane.alive || lane.step === 0}
            @click=${() => this.report(() => this.take(lane, name))}
          >
            ${race.take}
          </button>
        </div>
      </section>
    `;
  }

  private facts(lane: Lane) {
    const { race, panel, quality } = texts();
    const vae = lane.run?.vae ?? false;
    const fixed = (value: number | undefined | null, digits: number) =>
      value == null ? NOTHING : number(value, digits);
    const loss = (which: 0 | 1) => fixed(lane.losses?.[which], vae ? 1 : 3);
    const seen = lane.quality;
    const modes = seen ? quality.ofAll(number(seen.modes), seen.histogram.length) : NOTHING;
    const facts = [
      [race.step, number(lane.step)],
      [race.speed, fixed(lane.stepsPerSecond, 1)],
      [race.seconds, race.trained(number(lane.seconds, 1))],
      [quality.facts.modes.name, modes],
      [vae ? panel.reconstruction : 'L_D', loss(0)],
      [vae ? panel.divergence : 'L_G', loss(1)],
      [race.frechet, fixed(lane.fullQuality?.full?.frechet, DIGITS.frechet)],
      [race.confidence, fixed(lane.quality?.confidence, DIGITS.confidence)],
    ];
    return html`
      <dl>
        ${facts.map(
          ([name, value]) => html`
            <div>
              <dt>${name}</dt>
              <dd>${value}</dd>
            </div>
          `,
        )}
      </dl>
    `;
  }
}

customElements.define('gan-race', Race);
