/** <gan-own>: images of one's own, looked at before they are trained on. */

import { proxy, type Remote, wrap } from 'comlink';
import { fromEvent } from 'file-selector';
import { html, nothing } from 'lit';
import { PlaygroundError } from '../error.js';
import { presetSettings, spec } from '../options.js';
import { collected, type Drawing, namesOf, type Own } from '../own/collection.js';
import { ENOUGH_IMAGES, HARDLY_ANY_IMAGES, LEAST_IMAGES, MOST_CLASSES } from '../own/limits.js';
import { GROUNDS, type NamedFile, type Prepared, type PrepareOptions } from '../own/prepare.js';
import { FITS } from '../own/shape.js';
import { type OwnImages, readOwn, removeOwn, writeOwn } from '../own/store.js';
import type { OwnWorker } from '../own/worker.js';
import workerUrl from '../own/worker.ts?worker&url';
import { said, texts } from '../text/index.js';
import { number, percent } from '../text/numbers.js';
import { words } from '../text/words.js';
import { openWorker } from '../own-script.js';
import { BUILT_IN, lengthOf } from '../shape.js';
import { imageAt, intensities, picture } from './image.js';
import { ownStyle } from './own-style.js';
import './pad.js';
import type { Pad } from './pad.js';
import { choiceTitle } from '../ui/settings.js';
import { Tool } from './tool.js';

const SHOWN = 60;
const SHOWN_REFUSALS = 100;
const MNIST_IMAGES = 60_000;

/** What was chosen, which outlives the tool that shows it. */
const desk: {
  files: NamedFile[];
  drawings: Drawing[];
  options: PrepareOptions;
  prepared: Prepared | undefined;
  /** The augmentation, where a person chose one. */
  augmentation: string | undefined;
} = {
  files: [],
  drawings: [],
  options: { fit: 'crop', ground: 'auto' },
  prepared: undefined,
  augmentation: undefined,
};

export class OwnTool extends Tool {
  static override styles = [...Tool.styles, ownStyle];

  private stored: OwnImages | undefined;
  /** The share of the files that was read, while they are. */
  private reading: number | undefined;
  private worker: Worker | undefined;
  private drawn = new Float32Array(lengthOf(BUILT_IN));
  private drawingClass = '';
  private over = false;
  private together: { prepared: Prepared | undefined; drawings: Drawing[]; own: Own } | undefined;

  protected override async show(): Promise<void> {
    this.stored = await readOwn();
  }

  /** Nothing here changes while a run learns. */
  protected override renew(): void {}

  private async look(): Promise<void> {
    await this.show().catch((thrown) => this.fail(thrown));
    this.requestUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
    // A reading ends with the tool that began it.
    if (desk.files.length > 0 && !desk.prepared) void this.read();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.worker?.terminate();
  }

  /** Reads what was chosen anew; an earlier reading under way ends. */
  private async read(): Promise<void> {
    this.worker?.terminate();
    desk.prepared = undefined;
    this.error = undefined;
    this.reading = desk.files.length > 0 ? 0 : undefined;
    this.requestUpdate();
    if (desk.files.length === 0) return;
    const worker = openWorker(workerUrl);
    this.worker = worker;
    const failed = new Promise<never>((_, reject) => {
      worker.onerror = () => reject(new PlaygroundError('core_failed', words('workerNotLoaded')));
    });
    const onProgress = (share: number) => {
      // The last shares come by another port than the images, and may come after them.
      if (this.worker !== worker) return;
      this.reading = share;
      this.requestUpdate();
    };
    try {
      const api: Remote<OwnWorker> = wrap<OwnWorker>(worker);
      const reading = api.prepare(desk.files, desk.options, proxy(onProgress));
      desk.prepared = await Promise.race([reading, failed]);
    } catch (thrown) {
      this.fail(thrown);
    }
    worker.terminate();
    this.worker = undefined;
    this.reading = undefined;
    this.requestUpdate();
  }

  private async take(event: Event): Promise<void> {
    event.preventDefault();
    this.over = false;
    const input = event.target;
    const found = (await fromEvent(event)).filter((each) => each instanceof File);
    // So that the same can be chosen again.
    if (input instanceof HTMLInputElement) input.value = '';
    const files = found.map((file) => ({ path: pathOf(file), file }));
    if (files.length === 0) return;
    desk.files = [...desk.files, ...files];
    await this.read();
  }

  private async choose(options: Partial<PrepareOptions>): Promise<void> {
    desk.options = { ...desk.options, ...options };
    await this.read();
  }

  private addDrawing(): void {
    const pixels = Uint8Array.from(this.drawn, (value) => Math.round(value * 255));
    desk.drawings = [...desk.drawings, { pixels, class: this.drawingClass.trim() }];
    this.pad.clear();
    this.requestUpdate();
  }

  private get pad(): Pad {
    return this.renderRoot.querySelector('gan-pad') as Pad;
  }

  private async clear(): Promise<void> {
    desk.files = [];
    desk.drawings = [];
    await this.read();
  }

  private async forget(): Promise<void> {
    await removeOwn().catch((thrown) => this.fail(thrown));
    await this.look();
  }

  private async train(own: Own, augmentation: string): Promise<void> {
    try {
      this.stored = { ...own, at: Date.now() };
      await writeOwn(this.stored);
      await this.trainOn(own, augmentation);
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  private async trainOn({ classes }: Pick<Own, 'classes'>, augmentation: string): Promise<void> {
    const { settings, vae } = this.subject.run;
    const condition =
      settings.condition === 'none' ? presetSettings(settings.preset).condition : settings.condition;
    await this.subject.train({
      dataset: 'own',
      // Without classes there is nothing to tell the networks.
      condition: classes.length === 0 ? 'none' : (condition ?? 'none'),
      ...(!vae && { augmentation }),
    });
  }

  /** All images, put together again only where there are others. */
  private all(): Own {
    const { prepared, drawings } = desk;
    if (this.together?.prepared !== prepared || this.together?.drawings !== drawings) {
      this.together = { prepared, drawings, own: collected(prepared, drawings) };
    }
    return this.together.own;
  }

  protected override render() {
    const { own } = texts();
    const all = this.all();
    return html`
      <p class="about">${own.about}</p>
      ${this.keptSet()}
      <div class="columns">
        <div class="narrow">${this.sources()}</div>
        <div class="wide">
          ${this.choices()} ${this.progress()} ${all.labels.length > 0 ? this.looked(all) : nothing}
          ${this.refusals()} ${this.failure()}
        </div>
      </div>
    `;
  }

  private keptSet() {
    const { own } = texts();
    const { stored } = this;
    if (!stored) return nothing;
    const inUse = this.subject.run.settings.dataset === 'own';
    const augmentation = recommended(stored.labels.length);
    return html`
      <div class="row kept">
        <p>${own.kept(number(stored.labels.length))} ${inUse ? own.inUse : nothing}</p>
        ${
          inUse
            ? nothing
            : html`
                <button
                  @click=${() => this.trainOn(stored, augmentation).catch((thrown) => this.fail(thrown))}
                >
                  ${own.trainKept}
                </button>
              `
        }
        <button ?disabled=${inUse} @click=${() => this.forget()}>${own.remove}</button>
      </div>
    `;
  }

  private sources() {
    const { own } = texts();
    const drag = (over: boolean) => (event: DragEvent) => {
      event.preventDefault();
      this.over = over;
      this.requestUpdate();
    };
    const pick = (id: string) => () => this.renderRoot.querySelector<HTMLInputElement>(`#${id}`)?.click();
    const taken = (event: Event) => void this.take(event).catch((thrown) => this.fail(thrown));
    const isEmpty = this.drawn.every((value) => value === 0);
    return html`
      <div
        class="drop ${this.over ? 'over' : ''}"
        @dragenter=${drag(true)}
        @dragover=${drag(true)}
        @dragleave=${drag(false)}
        @drop=${taken}
      >
        <p>${own.drop}</p>
        <div class="row">
          <button @click=${pick('files')}>${own.files}</button>
          <button @click=${pick('folder')}>${own.folder}</button>
        </div>
        <p class="small">${own.folders}</p>
        <input id="files" type="file" multiple hidden aria-label=${own.files} @change=${taken} />
        <input id="folder" type="file" webkitdirectory hidden aria-label=${own.folder} @change=${taken} />
      </div>
      <details class="draw">
        <summary>${own.draw}</summary>
        <gan-pad
          @draw=${(event: CustomEvent<Float32Array<ArrayBuffer>>) => {
            this.drawn = event.detail;
            this.requestUpdate();
          }}
        ></gan-pad>
        <label>
          ${own.drawingClass}
          <input
            maxlength="20"
            .value=${this.drawingClass}
            @input=${(event: Event) => {
              this.drawingClass = (event.target as HTMLInputElement).value;
            }}
          />
        </label>
        <div class="row">
          <button ?disabled=${isEmpty} @click=${() => this.addDrawing()}>${own.addDrawing}</button>
          <button @click=${() => this.pad.clear()}>${own.clearPad}</button>
        </div>
      </details>
    `;
  }

  private choices() {
    const { own } = texts();
    const select = <K extends keyof PrepareOptions>(
      name: K,
      title: string,
      all: readonly PrepareOptions[K][],
      titles: Record<PrepareOptions[K], string>,
    ) => html`
      <label>
        ${title}
        <select
          @change=${(event: Event) =>
            this.choose({ [name]: (event.target as HTMLSelectElement).value } as Partial<PrepareOptions>)}
        >
          ${all.map(
            (each) => html`
              <option value=${each} ?selected=${desk.options[name] === each}>${titles[each]}</option>
            `,
          )}
        </select>
      </label>
    `;
    return html`
      <div class="row">
        ${select('fit', own.fit, FITS, own.fits)} ${select('ground', own.ground, GROUNDS, own.grounds)}
      </div>
    `;
  }

  private progress() {
    const { own } = texts();
    return this.reading === undefined
      ? nothing
      : html`
          <p>
            ${own.reading(percent(this.reading))}
            <progress max="1" value=${this.reading} aria-label=${own.read}></progress>
          </p>
        `;
  }

  /** What was found, as training will see it, and what to expect of it. */
  private looked(all: Own) {
    const { own } = texts();
    const { labels, pixels } = all;
    const count = labels.length;
    const drawings = desk.drawings.length;
    const augmentation = desk.augmentation ?? recommended(count);
    return html`
      <div>
        <h3><span role="status">${own.count(number(count), drawings ? number(drawings) : '')}</span></h3>
        <p class="small">${classesText(all)} ${desk.prepared?.isInverted ? own.inverted : nothing}</p>
      </div>
      <div class="strip" role="group" aria-label=${own.preview}>
        ${Array.from({ length: Math.min(SHOWN, count) }, (_, index) => {
          // Spread over all of them, so that every class is seen.
          const at = Math.floor((index * count) / Math.min(SHOWN, count));
          const name = all.classes[labels[at] ?? 0] ?? '';
          return picture(imageAt(intensities(pixels), at, BUILT_IN), BUILT_IN, own.image(name));
        })}
      </div>
      ${
        count > SHOWN
          ? html`
              <p class="small">${own.more(number(count - SHOWN))}</p>
            `
          : nothing
      }
      <p class=${count < ENOUGH_IMAGES ? 'warning' : ''}>
        ${expectation(count, augmentation, this.subject.run.vae)}
      </p>
      <div class="row">
        ${this.augmentationChoice(augmentation)}
        <button
          class="primary"
          ?disabled=${count < LEAST_IMAGES || this.reading !== undefined}
          @click=${() => this.train(all, augmentation)}
        >
          ${own.train(number(count))}
        </button>
        <button @click=${() => this.clear()}>${own.clear}</button>
      </div>
      <p class="small">${own.held}</p>
    `;
  }

  private augmentationChoice(chosen: string) {
    const option = spec('augmentation');
    if (this.subject.run.vae || option.kind !== 'choice') return nothing;
    return html`
      <label title=${texts().core.option(option).doc}>
        ${texts().own.augmentation}
        <select
          @change=${(event: Event) => {
            desk.augmentation = (event.target as HTMLSelectElement).value;
            this.requestUpdate();
          }}
        >
          ${option.choices.map(
            (each) => html`
              <option value=${each} ?selected=${each === chosen}>${choiceTitle(each)}</option>
            `,
          )}
        </select>
      </label>
    `;
  }

  private refusals() {
    const refused = desk.prepared?.refused ?? [];
    if (refused.length === 0) return nothing;
    return html`
      <details class="refused" open>
        <summary>${texts().own.refused(number(refused.length))}</summary>
        <ul>
          ${refused.slice(0, SHOWN_REFUSALS).map(
            ({ path, reason }) => html`
              <li>${texts().own.refusal(path, said(reason))}</li>
            `,
          )}
        </ul>
      </details>
    `;
  }
}

/** Where a file lies among those that were chosen. */
function pathOf(file: File): string {
  const { path, relativePath } = file as File & { path?: string; relativePath?: string };
  return (file.webkitRelativePath || relativePath || path || file.name).replace(/^\.?\//, '');
}

/** What helps with so many images. */
function recommended(count: number): string {
  return count < HARDLY_ANY_IMAGES ? 'translation' : 'off';
}

function classesText(all: Own): string {
  const { own } = texts();
  const names = namesOf(desk.prepared, desk.drawings);
  const without = names.filter((name) => name === '').length;
  const distinct = new Set(names.filter(Boolean)).size;
  if (all.classes.length > 0) {
    const counts = all.classes.map((name) => names.filter((each) => each === name).length);
    return own.classes(all.classes.map((name, index) => own.classCount(name, number(counts[index] ?? 0))));
  }
  if (distinct > MOST_CLASSES) return own.manyClasses(number(distinct), MOST_CLASSES);
  if (distinct > 1 && without > 0) return own.someWithout(number(without));
  return own.noClasses;
}

function expectation(count: number, augmentation: string, vae: boolean): string {
  const { own } = texts();
  if (count < LEAST_IMAGES) return own.tooFew(number(count), LEAST_IMAGES);
  if (vae) return count < ENOUGH_IMAGES ? own.fewForVae(number(count)) : '';
  if (count >= ENOUGH_IMAGES) return own.many(number(count));
  const few = own.few(number(count), number(ENOUGH_IMAGES), percent(count / MNIST_IMAGES, 1));
  const isUsual = augmentation === recommended(count);
  if (!isUsual) return few;
  return `${few} ${augmentation === 'off' ? own.notAugmented : own.augmented}`;
}

customElements.define('gan-own', OwnTool);
