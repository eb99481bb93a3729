/** A stored run: its samples, what it is, and what can be done with it. */

import { html, nothing } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { Keep } from '../keep/keep.js';
import { qualityWords } from '../keep/stamp.js';
import type { Head } from '../keep/store.js';
import { preset } from '../options.js';
import { BUILT_IN } from '../shape.js';
import { language, texts } from '../text/index.js';
import { number } from '../text/numbers.js';
import { SampleGrid } from '../ui/sample-grid.js';

/** Drawn once for each picture, however often the page is. */
const drawn = new WeakMap<Uint8ClampedArray, HTMLCanvasElement>();

/** The samples of a run, small. */
export function thumbnail({ thumbnail, shape = BUILT_IN }: Head) {
  if (!thumbnail) return nothing;
  let canvas = drawn.get(thumbnail);
  if (!canvas) {
    canvas = document.createElement('canvas');
    canvas.className = 'grid thumbnail';
    canvas.setAttribute('role', 'img');
    new SampleGrid(canvas).draw({ pixels: thumbnail, shape });
    drawn.set(thumbnail, canvas);
  }
  canvas.setAttribute('aria-label', texts().keep.thumbnail);
  return canvas;
}

/** Which run it is, how far it has come, how good it is and when that was. */
export function aboutRun(head: Head): string {
  const quality = head.quality ? [qualityWords(head.quality)] : [];
  return [runName(head), ...quality, date(head.at)].join(' · ');
}

/** What a run is called that has no name. */
export function runName({ settings, step }: Pick<Head, 'settings' | 'step'>): string {
  const { core, keep } = texts();
  const { title } = core.preset(preset(settings.preset));
  return keep.about(title, settings.seed ?? '', number(step));
}

/** A run in the list. */
export function keptRun(head: Head, keep: Keep, busy: boolean) {
  return html`
    <li>${keep.renaming === head.id ? editor(head, keep) : entry(head, keep, busy)}</li>
  `;
}

function entry(head: Head, keep: Keep, busy: boolean) {
  const words = texts().keep;
  const name = head.name ?? words.automatic;
  const button = (label: string, act: () => void, disabled = false) => html`
    <button ?disabled=${disabled} aria-label=${words.of(label, name)} @click=${act}>${label}</button>
  `;
  return html`
    ${thumbnail(head)}
    <div>
      <strong>${name}</strong>
      ${
        head.note
          ? html`
              <p class="note">${head.note}</p>
            `
          : nothing
      }
      <p class="hint">${aboutRun(head)}</p>
    </div>
    <div class="acts">
      ${button(words.open, () => void keep.goOnWith(head), busy)}
      ${button(words.rename, () => keep.startRenaming(head.id))}
      ${button(words.download, () => void keep.download(head))}
      ${button(words.delete, () => void keep.delete(head))}
    </div>
  `;
}

/** Another name and note for it. */
function editor(head: Head, keep: Keep) {
  const words = texts().keep;
  return html`
    <form
      class="naming"
      @submit=${(event: SubmitEvent) => {
        const { name, note } = naming(event);
        void keep.rename(head, name || runName(head), note);
      }}
    >
      ${namingFields(head.name ?? '', runName(head), head.note, focus)}
      <div class="acts">
        <button>${words.save}</button>
        <button type="button" @click=${() => keep.startRenaming(undefined)}>${words.cancel}</button>
      </div>
    </form>
  `;
}

/** For what takes the place of a button that had the focus. */
export function focus(element?: Element): void {
  (element as HTMLElement | undefined)?.focus();
}

/** The fields for a name, which can be left out, and a note; `there` is called when they are there. */
export function namingFields(
  name: string,
  otherwise: string,
  note: string,
  there?: (field?: Element) => void,
) {
  const words = texts().keep;
  return html`
    <label>
      ${words.name}
      <input name="name" maxlength="80" .defaultValue=${name} placeholder=${otherwise} ${ref(there)} />
    </label>
    <label>
      ${words.note}
      <input name="note" maxlength="400" .defaultValue=${note} placeholder=${words.notePlaceholder} />
    </label>
  `;
}

/** What was typed into the fields of the form that is submitted. */
export function naming(event: SubmitEvent): { name: string; note: string } {
  event.preventDefault();
  const data = new FormData(event.target as HTMLFormElement);
  return { name: String(data.get('name')).trim(), note: String(data.get('note')).trim() };
}

function date(milliseconds: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(
    milliseconds,
  );
}
