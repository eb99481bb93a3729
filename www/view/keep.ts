/** What a person keeps of runs and how they are shared, below all that shows the run. */

import { goesOnUnseen } from '../background.js';
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Keep } from '../keep/keep.js';
import { texts } from '../text/index.js';
import { number, percent } from '../text/numbers.js';
import { troubleWords } from './keep-notices.js';
import { focus, keptRun, naming, namingFields, runName } from './kept-run.js';

export function keepSection(keep: Keep) {
  const words = texts().keep;
  return html`
    <section class="keep" aria-label=${words.title}>
      <h2>
        ${words.title}
        <span>${words.aside}</span>
      </h2>
      <div class="panels">
        <div class="card">${runs(keep)}</div>
        <div class="card">${link(keep)} ${files(keep)} ${background(keep)}</div>
      </div>
    </section>
  `;
}

function runs(keep: Keep) {
  const { status } = keep.host;
  const words = texts().keep;
  const busy = status.state === 'loading' || status.state === 'failed';
  return html`
    <h3>${words.runs}</h3>
    <form
      class="naming"
      @submit=${(event: SubmitEvent) => {
        const { name, note } = naming(event);
        void keep.keep(name || runName(status), note);
        (event.target as HTMLFormElement).reset();
      }}
    >
      ${namingFields('', runName(status), '')}
      <button ?disabled=${busy || status.step === 0}>${words.keep}</button>
    </form>
    ${outcome(keep)}
    ${
      keep.runs.length > 0
        ? html`
            <ul class="runs">
              ${repeat(
                keep.runs,
                ({ id }) => id,
                (head) => keptRun(head, keep, busy),
              )}
            </ul>
          `
        : html`
            <p class="hint">${words.none}</p>
          `
    }
    ${keep.unreadable.map(
      (run) => html`
        <div class="acts">
          <p class="error">${words.unreadable(run.name)}</p>
          <button aria-label=${words.of(words.delete, run.name)} @click=${() => keep.forget(run)}>
            ${words.delete}
          </button>
        </div>
      `,
    )}
  `;
}

/** What the last thing that was asked for came to. */
function outcome(keep: Keep) {
  const { failure, kept, deleted } = keep;
  const words = texts().keep;
  if (failure) {
    return html`
      <p class="error" role="alert">${troubleWords(failure)}</p>
    `;
  }
  if (kept) {
    return html`
      <p class="said" role="status">${words.kept(kept)}</p>
    `;
  }
  if (deleted) {
    return html`
      <p class="said">
        <span role="status">${words.deleted(deleted.head.name ?? words.automatic)}</span>
        <button ${ref(focus)} @click=${() => keep.undelete()}>${words.undo}</button>
      </p>
    `;
  }
  return nothing;
}

function link({ share, host }: Keep) {
  const { link, end, isExact, copied } = share;
  const { state } = host.status;
  const words = texts().keep;
  if (link === undefined) return nothing;
  const step = end ? number(end) : undefined;
  const same = step ? (isExact ? words.linkExact(step) : words.linkNearly(step)) : words.linkOpen;
  const gives = host.status.settings.dataset === 'own' ? words.linkOwn : same;
  return html`
    <h3>${words.link}</h3>
    <div class="link">
      <label>
        ${words.stop}
        <input
          type="number"
          min="1"
          placeholder=${words.stopNone}
          .value=${live(String(host.stop ?? ''))}
          ?disabled=${state === 'training' || state === 'waiting'}
          @change=${(event: Event) => share.setStop((event.target as HTMLInputElement).value)}
        />
      </label>
      <input id="link" readonly aria-label=${words.link} .value=${link} />
      <button @click=${(event: Event) => share.copyLink(fieldBefore(event))}>${words.copy}</button>
    </div>
    <p class="hint">${gives}</p>
    <div role="status">
      ${
        copied
          ? html`
              <p class="said">${copied === 'copied' ? words.copied : words.copyByHand}</p>
            `
          : nothing
      }
    </div>
  `;
}

function fieldBefore(event: Event): HTMLInputElement {
  return (event.target as Element).previousElementSibling as HTMLInputElement;
}

function files({ share, host }: Keep) {
  const words = texts().keep;
  const none = host.status.state === 'loading';
  const { filming } = share;
  const film = filming === undefined ? words.film : words.filming(percent(filming));
  return html`
    <h3>${words.files}</h3>
    <div class="acts">
      <button ?disabled=${none} title=${words.pictureAbout} @click=${() => share.savePicture()}>
        ${words.picture}
      </button>
      <button
        ?disabled=${none || filming !== undefined}
        title=${words.filmAbout}
        @click=${() => share.saveFilm()}
      >
        ${film}
      </button>
      <button ?disabled=${none} title=${words.metricsAbout} @click=${() => share.saveMetrics()}>
        ${words.metrics}
      </button>
    </div>
  `;
}

function background(keep: Keep) {
  const words = texts().keep;
  return html`
    <label class="choice">
      <input
        type="checkbox"
        .checked=${live(goesOnUnseen())}
        @change=${(event: Event) => keep.setBackground((event.target as HTMLInputElement).checked)}
      />
      ${words.background}
    </label>
    <p class="hint">${words.backgroundAbout}</p>
  `;
}
