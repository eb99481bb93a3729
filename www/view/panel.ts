/** What <gan-playground> shows, as a function of its state. */

import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Losses, Status } from '../api.js';
import { isChanged, OPTIONS, PRESETS, preset, presetSettings, spec } from '../options.js';
import type {
  Adapter,
  DataProgress,
  Elbo,
  Epoch,
  ErrorInfo,
  Quality,
  Reference,
  RunInfo,
  Settings,
} from '../protocol.js';
import '../tools/tools.js';
import type { Subject } from '../tools/subject.js';
import type { ImageShape } from '../protocol.js';
import { classNames } from '../text/classes.js';
import { said, texts } from '../text/index.js';
import { clock, number, percent } from '../text/numbers.js';
import type { Words } from '../text/words.js';
import type { ExportFormat } from '../export/index.js';
import { toExpert, type View, viewSwitch } from './audience.js';
import { chartsPanel } from './charts-panel.js';
import { doctorCard } from './doctor.js';
import { exportSection } from './export.js';
import { introButton, introCard } from './intro.js';
import { plainQuality } from './plain-quality.js';
import { type Expectation, qualityPanel } from './quality.js';
import type { Readable } from './readable.js';
import { sampleButtons } from './sample-buttons.js';
import type { Scrubber, ScrubberActions } from './scrubber.js';
import type { Keep } from '../keep/keep.js';
import { choiceTitle, edits, errorsOf, settingsForm } from '../ui/settings.js';
import { EXPECTATIONS } from '../generated/expectations.js';

/** All that the markup depends on. */
export interface Model {
  status: Status;
  view: View;
  /** Whether the card that explains is open; nothing where there is none. */
  intro: boolean | undefined;
  /** The options of the toolbar as they are chosen. */
  options: { preset: string; seed: string; backend: string };
  /** The settings of the run, every option but the back end. */
  settings: Settings;
  /** Settings that were edited and not yet applied. */
  draft: Settings;
  /** Whether the generator is told which class to draw. */
  conditional: boolean;
  vae: boolean;
  /** What the images are, once there is a run. */
  shape: ImageShape | undefined;
  /** Steps that the charts are averaged over. */
  span: number;
  readable: Readable;
  scrubber: Scrubber;
  /** The GPU that computes. */
  adapter: Adapter | undefined;
  /** Why the back end is not the one that was asked for, or not a good one. */
  backendReason: Words | undefined;
  data: DataProgress | undefined;
  epochs: Epoch[];
  fullQuality: Quality | undefined;
  reference: Reference | undefined;
  elbo: Elbo | undefined;
  judgeError: ErrorInfo | undefined;
  error: ErrorInfo | undefined;
  /** What is waited for without a sign of life. */
  late: Words[];
  dataError: ErrorInfo | undefined;
  /** What the tools look at, once there is a run. */
  subject: Subject | undefined;
  /** The page of the 2-D mode, where it is known. */
  planeUrl: string | undefined;
  /** The sample that is looked at closely. */
  inspected: number | undefined;
  /** The run before this one. */
  previous: RunInfo | undefined;
  /** What keeps and shares the run, once it is loaded. */
  keeping: Keep | undefined;
}

/** What a person can do. */
export interface Actions extends ScrubberActions {
  train(): void;
  pause(): void;
  step(): void;
  reset(): void;
  choose(name: string, text: string): void;
  /** Edits a setting, which changes nothing before `apply`. */
  edit(name: string, text: string): void;
  discard(): void;
  apply(): void;
  toPreset(): void;
  applyFix(): void;
  save(): void;
  exportAs(format: ExportFormat): void;
  open(file: File): void;
  retry(): void;
  bringBack(): void;
  /** Looks at a sample closely; at none without an index. */
  inspect(index: number | undefined): void;
  smooth(span: number): void;
  show(view: View): void;
  toggleIntro(): void;
}

/** The element's markup for a state. */
export function panel(model: Model, act: Actions) {
  const { status, options } = model;
  const busy = status.state === 'loading' || status.state === 'failed';
  const training = status.state === 'training' || status.state === 'waiting';
  const { about, label } = primary(status.state);
  const isExpert = model.view === 'expert';
  const { core, panel: words } = texts();
  const data = model.settings.dataset ?? '';
  return html`
    <div class="toolbar">
      <div class="settings">
        <button
          class="primary"
          ?disabled=${status.state === 'loading'}
          title=${about}
          @click=${training ? act.pause : act.train}
        >
          ${label}
        </button>
        <button ?disabled=${busy || status.step === 0} title=${words.reset.about} @click=${act.reset}>
          ${words.reset.label}
        </button>
      </div>
      <div class="settings">
        ${select(
          model,
          act,
          'preset',
          PRESETS.map((preset) => [preset.id, core.preset(preset).title]),
        )}
        ${viewSwitch(model.view, act.show)}
        ${model.intro === undefined ? nothing : introButton(model.intro, act.toggleIntro)}
      </div>
      <div class="files">
        <button ?disabled=${busy} title=${words.save.about} @click=${act.save}>${words.save.label}</button>
        <button
          ?disabled=${busy}
          title=${words.open.about}
          @click=${(event: Event) => fileInput(event).click()}
        >
          ${words.open.label}
        </button>
        <input
          id="file"
          class="hidden"
          type="file"
          accept=".safetensors"
          tabindex="-1"
          aria-label=${words.open.file}
          @change=${(event: Event) => pick(event, act)}
        />
      </div>
    </div>
    ${isExpert ? expertBar(model, act, busy || training) : nothing}
    <p class="about">${core.preset(preset(options.preset)).teaches}</p>
    ${model.readable.view(status.backend)} ${isExpert ? settings(model, act, busy) : nothing}
    <div class="notices">${notices(model, act)} ${model.keeping?.notices()}</div>
    ${dataProgress(model)}
    <div class="panels ${model.intro ? 'introduced' : ''}">
      ${model.intro ? introCard(introModel(model), act.toggleIntro) : nothing}
      <figure>
        <figcaption>
          ${words.generated}
          <span>${drawnHow(model)}</span>
        </figcaption>
        <div class="sampled">
          <canvas class="grid" id="samples" role="img" aria-label=${words.generatedGrid}></canvas>
          ${sampleButtons(model.inspected, act.inspect)}
        </div>
        ${model.scrubber.view(act, busy, model.view)}
      </figure>
      <figure>
        <figcaption>
          ${words.real}
          <span>${isExpert ? words.realByClass(choiceTitle(data)) : choiceTitle(data)}</span>
        </figcaption>
        <canvas class="grid" id="real" role="img" aria-label=${words.realGrid}></canvas>
      </figure>
      ${isExpert ? nothing : doctorCard(status.diagnosis, act, busy, model.view)}
    </div>
    ${inspected(model, act)}
    ${
      isExpert
        ? html`
            ${numbers(model)} ${doctorCard(status.diagnosis, act, busy, model.view)}
          `
        : nothing
    }
    ${quality(model)} ${chartsPanel(model, act.smooth, model.view, () => epochs(model))}
    <section class="tools">
      <h2>${texts().tools.label}</h2>
      <gan-tools .subject=${model.subject} .view=${model.view} .planeUrl=${model.planeUrl}></gan-tools>
    </section>
    ${isExpert ? exportSection(act, busy) : nothing} ${model.keeping?.section()}
  `;
}

/** What stands in the toolbar for experts alone, below it, so that nothing in it moves. */
function expertBar(model: Model, act: Actions, disabled: boolean) {
  const { core, panel: words } = texts();
  const { title, doc } = core.option(spec('seed'));
  return html`
    <div class="settings expert">
      <button ?disabled=${disabled} title=${words.step.about} @click=${act.step}>${words.step.label}</button>
      <label title=${doc}>
        ${title}
        <input
          type="number"
          min="0"
          .value=${live(model.options.seed)}
          ?disabled=${model.status.state === 'loading' || model.status.state === 'failed'}
          @change=${(event: Event) => act.choose('seed', (event.target as HTMLInputElement).value)}
        />
      </label>
      ${select(
        model,
        act,
        'backend',
        ['auto', 'webgpu', 'flex', 'ndarray'].map((id) => [id, choiceTitle(id)]),
      )}
    </div>
  `;
}

function introModel({ status, vae, readable }: Model) {
  return { status, vae, expected: readable.expectation(status.backend) };
}

/** What the generated images come from. */
function drawnHow({ view, conditional }: Model): string {
  const words = texts().panel;
  if (view === 'beginner') return texts().audience.drawn;
  return conditional ? words.fixedNoiseByClass : words.fixedNoise;
}

function quality(model: Model) {
  const { status, settings } = model;
  if (settings.dataset === 'own') {
    const { own, quality: words } = texts();
    return html`
      <section class="quality" aria-label=${words.label}>
        <h2>${words.label}</h2>
        <p class="aside">${own.notJudged}</p>
      </section>
    `;
  }
  const shown = {
    quality: status.quality,
    reference: model.reference,
    classes: classNames(settings.dataset, model.shape),
    error: model.judgeError && said(model.judgeError.words),
  };
  if (model.view === 'beginner') return plainQuality(shown);
  const { fullQuality: full, elbo, vae } = model;
  return qualityPanel({ ...shown, full, elbo, vae, expectation: expectation(model) });
}

function epochs({ epochs: all, vae }: Model) {
  const words = texts().panel;
  return html`
    <section aria-label=${words.epochs}>
      <h2>
        ${words.epochs}
        <span>${words.means}</span>
      </h2>
      <div class="log" role="log" tabindex="0" aria-label=${words.log}>
        ${
          all.length
            ? html`
                <ol>
                  ${all.map((epoch) => epochLine(epoch, vae))}
                </ol>
              `
            : html`
                <p class="about">${words.noEpochs}</p>
              `
        }
      </div>
    </section>
  `;
}

function inspected({ inspected, subject }: Model, act: Actions) {
  if (inspected === undefined || !subject) return nothing;
  return html`
    <section class="inspected" aria-label=${texts().tools.sample}>
      <gan-sample .subject=${subject} .index=${inspected} @close=${() => act.inspect(undefined)}></gan-sample>
    </section>
  `;
}

function primary(state: Status['state']): { label: string; about: string } {
  const words = texts().panel;
  switch (state) {
    case 'loading':
      return words.loading;
    case 'training':
    case 'waiting':
      return words.pause;
    default:
      return words.train;
  }
}

function select(
  { status, options }: Model,
  act: Actions,
  name: 'preset' | 'backend',
  choices: [string, string][],
) {
  const { title, doc } = texts().core.option(spec(name));
  return html`
    <label title=${doc}>
      ${title}
      <select
        .value=${live(options[name])}
        ?disabled=${status.state === 'loading'}
        @change=${(event: Event) => act.choose(name, (event.target as HTMLSelectElement).value)}
      >
        ${choices.map(
          ([id, title]) => html`
            <option value=${id} ?selected=${id === options[name]}>${title}</option>
          `,
        )}
      </select>
    </label>
  `;
}

function notices(model: Model, act: Actions) {
  const { status, options, error, dataError, previous } = model;
  const { core, panel: words } = texts();
  const { caution } = core.preset(preset(options.preset));
  const retry = html`
    <button @click=${act.retry}>${words.retry}</button>
  `;
  const hides = error !== undefined && model.view === 'beginner' && concernsHidden(error);
  return html`
    ${
      error
        ? html`
            <div class="bad">
              <p role="alert">${said(error.words)} ${hides ? texts().audience.hiddenSetting : nothing}</p>
              ${status.state === 'failed' ? retry : nothing} ${hides ? toExpert(act.show) : nothing}
            </div>
          `
        : nothing
    }
    ${model.late.map(
      (what) => html`
        <div class="warn"><p role="status">${words.late(said(what))}</p></div>
      `,
    )}
    ${pending(model, act)}
    ${
      dataError
        ? html`
            <div class="bad">
              <p role="alert">${words.dataFailed(said(dataError.words))}</p>
              ${retry}
            </div>
          `
        : nothing
    }
    ${backendNotice(model, act)}
    ${
      caution
        ? html`
            <div class="warn"><p role="status">${caution}</p></div>
          `
        : nothing
    }
    ${
      previous
        ? html`
            <div>
              <p role="status">${words.kept(runText(previous))}</p>
              <button @click=${act.bringBack}>${words.bringBack}</button>
            </div>
          `
        : nothing
    }
  `;
}

/** Whether an error is about an option that a beginner does not see. */
function concernsHidden({ code, words }: ErrorInfo): boolean {
  const [name] = words.args;
  return (
    code === 'conflicting_options' || (code === 'invalid_option' && name !== 'preset' && name !== 'stop')
  );
}

/** That edits wait where a beginner does not see them. */
function pending({ view, draft, settings }: Model, act: Actions) {
  const count = view === 'beginner' ? edits({ draft, current: settings }).length : 0;
  if (count === 0) return nothing;
  return html`
    <div>
      <p role="status">${texts().audience.pending(count)}</p>
      ${toExpert(act.show)}
    </div>
  `;
}

/** Why it is this back end. A beginner is told what changed or can be changed; how long it takes is said anyway. */
function backendNotice({ view, backendReason }: Model, act: Actions) {
  const isBeginner = view === 'beginner';
  if (!backendReason || (isBeginner && backendReason.key === 'webgpuFails')) return nothing;
  return html`
    <div class="warn">
      <p role="status">${said(backendReason)}</p>
      ${isBeginner && backendReason.key === 'software' ? toExpert(act.show) : nothing}
    </div>
  `;
}

/** What a run is called, and how far it came. */
function runText({ settings, step }: RunInfo): string {
  const { core, panel: words } = texts();
  const { title } = core.preset(preset(settings.preset));
  const name = isChanged(settings) ? words.changed(title) : title;
  return words.run(name, settings.seed ?? '', number(step));
}

function dataProgress({ status, data, settings }: Model) {
  const { loadedBytes = 0, totalBytes = 0 } = data ?? {};
  if (totalBytes > 0 && loadedBytes === totalBytes) return nothing;
  const words = texts().panel;
  const megabytes = (bytes: number) => number(bytes / 1e6, 1);
  const text = totalBytes
    ? words.fetching(choiceTitle(settings.dataset ?? ''), megabytes(loadedBytes), megabytes(totalBytes))
    : words.loadingData;
  return html`
    <label class="data">
      ${status.state === 'waiting' ? words.waiting(text) : text}
      <progress max=${totalBytes || 1} value=${loadedBytes}></progress>
    </label>
  `;
}

function numbers({ status, adapter, vae }: Model) {
  const { step, epoch, losses, backend, imagesPerSecond, seconds } = status;
  const [first, second] = lossTexts(losses, vae);
  const words = texts().panel;
  return html`
    <dl>
      <div>
        <dt>${words.stepNumber}</dt>
        <dd>${number(step)}</dd>
      </div>
      <div>
        <dt>${words.epochNumber}</dt>
        <dd>${number(epoch, 2)}</dd>
      </div>
      <div>
        <dt>${vae ? words.reconstruction : 'L_D'}</dt>
        <dd class="d">${first}</dd>
      </div>
      <div>
        <dt>${vae ? words.divergence : 'L_G'}</dt>
        <dd class="g">${second}</dd>
      </div>
      <div>
        <dt>${words.speed}</dt>
        <dd>${number(imagesPerSecond)}</dd>
      </div>
      <div>
        <dt>${words.time}</dt>
        <dd>${clock(seconds)}</dd>
      </div>
      <div>
        <dt>${words.runsOn}</dt>
        <dd>
          ${backend ? words.backends[backend] : '–'}
          ${
            adapter
              ? html`
                  <small>${words.adapter(adapter.name, adapter.software)}</small>
                `
              : nothing
          }
        </dd>
      </div>
    </dl>
  `;
}

function fileInput(event: Event): HTMLInputElement {
  return (event.target as Element).parentElement?.querySelector('input[type=file]') as HTMLInputElement;
}

/** The same file can be opened again. */
function pick(event: Event, act: Actions): void {
  const input = event.target as HTMLInputElement;
  const file = input.files?.[0];
  input.value = '';
  if (file) act.open(file);
}

function lossTexts(losses: Losses | undefined, vae: boolean): [string, string] {
  if (!losses) return ['–', '–'];
  const [first, second] =
    'discriminator' in losses
      ? [losses.discriminator, losses.generator]
      : [losses.reconstruction, losses.divergence];
  const digits = vae ? 1 : 3;
  return [number(first, digits), number(second, digits)];
}

function epochLine({ epoch, losses: [first, second], scores }: Epoch, vae: boolean) {
  const words = texts().panel;
  const digits = vae ? 1 : 3;
  return html`
    <li>
      ${words.epoch(number(epoch))} ·
      <span class="d">${vae ? words.epochReconstruction : 'L_D'} ${number(first, digits)}</span>
      ·
      <span class="g">${vae ? words.divergence : 'L_G'} ${number(second, digits)}</span>
      ${
        scores
          ? html`
              <small>${words.scores(percent(scores.train), percent(scores.test))}</small>
            `
          : nothing
      }
    </li>
  `;
}

function settings(model: Model, act: Actions, disabled: boolean) {
  return settingsForm(
    {
      specs: OPTIONS,
      current: model.settings,
      base: presetSettings(model.settings.preset),
      was: texts().settings.preset,
      draft: model.draft,
      errors: errorsOf(model.draft),
      disabled,
    },
    act,
  );
}

/** What this preset reached when it was measured; nothing where its settings were changed. */
function expectation({ settings }: Model): Expectation | undefined {
  return isChanged(settings) ? undefined : EXPECTATIONS[settings.preset ?? ''];
}
