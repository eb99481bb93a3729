/** The card of a first visit: what a GAN is, what to do now, and what can go wrong. */

import { html, nothing, svg } from 'lit';
import type { Status } from '../api.js';
import { recall, remember } from '../preference.js';
import { texts } from '../text/index.js';
import { number } from '../text/numbers.js';
import type { View } from './audience.js';
import type { Expected } from './readable.js';

const NAME = 'intro';
/** How many seconds of training each place of the loop is lit. */
const LIT_S = 0.7;
/** The places in the order in which data goes through them. */
const WAY = ['noise', 'G', 'images', 'D', 'answer', 'learning'] as const;

export interface IntroModel {
  status: Status;
  vae: boolean;
  /** When digits are readable; nothing where that was not measured. */
  expected: Expected | undefined;
}

export class Intro {
  private isRead = recall(NAME) === 'read';
  private opened: boolean | undefined;

  /** Opens by itself only where the document has it do so, for a beginner who has not closed it yet. */
  isOpen(attribute: string | undefined, view: View): boolean {
    if (attribute === 'off') return false;
    return this.opened ?? (attribute === 'open' && view === 'beginner' && !this.isRead);
  }

  toggle(isOpen: boolean): void {
    this.opened = !isOpen;
    if (!isOpen) return;
    this.isRead = true;
    remember(NAME, 'read');
  }
}

export function introButton(isOpen: boolean, toggle: () => void) {
  return html`
    <button id="what" aria-expanded=${isOpen} aria-controls=${isOpen ? 'intro' : nothing} @click=${toggle}>
      ${texts().intro.button}
    </button>
  `;
}

export function introCard(model: IntroModel, close: () => void) {
  const words = texts().intro;
  return html`
    <section id="intro" class="intro" aria-labelledby="intro-heading">
      <div class="head">
        <h2 id="intro-heading">${words.title}</h2>
        <button @click=${close}>${words.close}</button>
      </div>
      ${picture(litPlace(model))}
      <ol>
        ${words.steps.map(
          ([lead, rest]) => html`
            <li>
              <b>${lead}</b>
              ${rest}
            </li>
          `,
        )}
      </ol>
      <p class="now">${now(model)}</p>
      <p>${words.mishap}</p>
    </section>
  `;
}

/** Says another thing only when a click begins something, so that nothing jumps while it trains. */
function now({ status, expected }: IntroModel): string {
  const words = texts().intro;
  if (status.step > 0 || status.state === 'training' || status.state === 'waiting') return words.watch;
  if (!expected) return words.press;
  const { steps, seconds } = expected;
  return `${words.press} ${seconds === undefined ? words.afterSteps(number(steps)) : words.inAbout(seconds)}`;
}

/** Training itself moves the light, so that it takes no timer and stands still with it. */
function litPlace({ status, vae }: IntroModel): string | undefined {
  if (status.state !== 'training' || vae) return undefined;
  return WAY[Math.floor(status.seconds / LIT_S) % WAY.length];
}

/** How bright the noise is, cell by cell. */
const NOISE = [
  [0.9, 0.2, 0.6, 0.1, 0.7],
  [0.3, 0.8, 0.1, 0.9, 0.4],
  [0.6, 0.1, 1, 0.3, 0.2],
  [0.2, 0.7, 0.4, 0.6, 0.9],
  [0.8, 0.3, 0.1, 0.8, 0.2],
];
const CELL = 8;
/** Lines, each with its head. */
const ARROWS = {
  flow: 'M42 64H64m-6-4l6 4l-6 4M112 64H134m-6-4l6 4l-6 4M262 100H284m-6-4l6 4l-6 4',
  toD: 'M180 64C204 64 192 92 214 93m-7-4l7 4l-6 5M180 136C204 136 192 108 214 107m-7 4l7-4l-6-5',
  learnG: 'M234 16H88V40m-4-6l4 6l4-6',
  learnD: 'M333 82V16H238V76m-4-6l4 6l4-6',
};

function picture(lit: string | undefined) {
  const words = texts().intro.picture;
  const state = (place: (typeof WAY)[number]) => (place === lit ? 'lit' : '');
  return html`
    <svg class="loop" viewBox="-8 8 390 170" role="img" aria-labelledby="loop-title loop-about">
      <title id="loop-title">${words.title}</title>
      <desc id="loop-about">${words.about}</desc>
      <path class="line" d=${ARROWS.flow + ARROWS.toD}></path>
      <g class="learning ${state('learning')}">
        <path class="line g" d=${ARROWS.learnG}></path>
        <path class="line d" d=${ARROWS.learnD}></path>
        <text x="163" y="34">${words.learning}</text>
      </g>
      <g class=${state('noise')}>
        <rect class="image" y="44" width="40" height="40" rx="4"></rect>
        ${NOISE.flatMap((row, y) => row.map((light, x) => svg`<rect class="cell" x=${x * CELL} y=${44 + y * CELL} width=${CELL} height=${CELL} opacity=${light}></rect>`))}
        <text x="20" y="101">${words.noise}</text>
      </g>
      <g class="network g ${state('G')}">
        <rect x="68" y="44" width="40" height="40" rx="10"></rect>
        <text x="88" y="71">G</text>
      </g>
      <g class=${state('images')}>
        <rect class="image" x="138" y="44" width="40" height="40" rx="4"></rect>
        <path class="ink rough" d="M148 54c5-6 18-4 17 3-1 5-6 5-9 6 6 0 13 3 11 9-2 7-14 7-20 1"></path>
        <text x="158" y="101">${words.fake}</text>
        <rect class="image" x="138" y="116" width="40" height="40" rx="4"></rect>
        <path class="ink" d="M149 124h17l-9 10c7-1 11 3 11 7 0 8-13 10-19 4"></path>
        <text x="158" y="173">${words.real}</text>
      </g>
      <g class="network d ${state('D')}">
        <rect x="218" y="80" width="40" height="40" rx="10"></rect>
        <text x="238" y="107">D</text>
      </g>
      <g class="answer ${state('answer')}">
        <rect x="288" y="84" width="90" height="32" rx="8"></rect>
        <text x="333" y="105">${words.answer}</text>
      </g>
    </svg>
  `;
}
