/** What is to be read above the samples: a run to go on with, where training will pause, what is not saved. */

import { html, nothing } from 'lit';
import type { Keep } from '../keep/keep.js';
import type { ErrorInfo } from '../protocol.js';
import { said, texts } from '../text/index.js';
import { number } from '../text/numbers.js';
import { aboutRun, thumbnail } from './kept-run.js';

export function keepNotices(keep: Keep) {
  return [offer(keep), stop(keep), trouble(keep)];
}

function offer(keep: Keep) {
  const { offer, host } = keep;
  const words = texts().keep;
  if (!offer) return nothing;
  return html`
    <div class="offer">
      ${thumbnail(offer)}
      <p role="status">
        <strong>${words.offer}</strong>
        <br />
        ${aboutRun(offer)}
      </p>
      <div class="settings">
        <button class="primary" ?disabled=${host.status.state === 'loading'} @click=${() => keep.goOn(offer)}>
          ${words.continue}
        </button>
        <button title=${words.offerHint} @click=${() => keep.dismiss()}>${words.dismiss}</button>
      </div>
    </div>
  `;
}

function stop({ host }: Keep) {
  const { stop, status } = host;
  const words = texts().keep;
  if (!stop || status.step >= stop || host.shareUrl === undefined) return nothing;
  return html`
    <div>
      <p role="status">
        ${words.stopsAt(number(stop))} ${status.backend === 'webgpu' ? words.stopsNearly : words.stopsExact}
      </p>
    </div>
  `;
}

function trouble(keep: Keep) {
  if (!keep.trouble) return nothing;
  const words = texts().keep;
  return html`
    <div class="warn">
      <p role="status">${words.notSaved} ${troubleWords(keep.trouble)}</p>
      <button @click=${() => keep.forgetTrouble()}>${words.ok}</button>
    </div>
  `;
}

/** What went wrong, in words. */
export function troubleWords({ code, words }: ErrorInfo): string {
  const { full, refused, gone } = texts().keep;
  return { storage_full: full, storage_refused: refused, storage_gone: gone }[code] ?? said(words);
}
