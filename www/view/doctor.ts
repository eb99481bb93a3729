/** What the doctor says of the run, as a card. */

import { html } from 'lit';
import { spec } from '../options.js';
import type { Diagnosis } from '../protocol.js';
import { optionTitle, readable } from './settings.js';

type Kind = 'open' | 'good' | 'warn' | 'bad';

const NOTHING_YET: Diagnosis = {
  state: 'unknown',
  says: 'Nothing to say yet.',
  evidence: 'The doctor watches the run as it trains.',
  fix: null,
};

/** The card of a diagnosis, as high as the longest one, so that what is below stays where it is. */
export function doctorCard(diagnosis: Diagnosis | undefined, act: { applyFix(): void }, disabled: boolean) {
  const { state, says, evidence, fix } = diagnosis ?? NOTHING_YET;
  const kind = kindOf(state);
  return html`
    <section class="doctor ${kind}" aria-label="Doctor" data-state=${state}>
      <h2>Doctor</h2>
      ${icon(kind)}
      <div>
        <p role="status">${withLead(says)}</p>
        <p class="evidence">${evidence}</p>
      </div>
      <div class="remedy">${fix ? remedy(fix, act, disabled) : watched()}</div>
    </section>
  `;
}

function kindOf(state: Diagnosis['state']): Kind {
  switch (state) {
    case 'unknown':
      return 'open';
    case 'healthy':
      return 'good';
    case 'divergence':
      return 'bad';
    default:
      return 'warn';
  }
}

/** The words before the colon name the state, so they stand out. */
function withLead(says: string) {
  const end = says.indexOf(':') + 1 || says.length;
  return html`
    <strong>${says.slice(0, end)}</strong>
    ${says.slice(end)}
  `;
}

/** Each kind has a shape of its own, for those who do not see its color. */
function icon(kind: Kind) {
  return html`
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d=${OUTLINES[kind]} />
      <path d=${SIGNS[kind]} />
    </svg>
  `;
}

const CIRCLE = 'M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20';
const OUTLINES: Record<Kind, string> = {
  open: CIRCLE,
  good: CIRCLE,
  warn: 'M12 3L22.5 21h-21z',
  bad: 'M8 2h8l6 6v8l-6 6H8l-6-6V8z',
};
const SIGNS: Record<Kind, string> = {
  open: 'M7.5 12h.01M12 12h.01M16.5 12h.01',
  good: 'M7.5 12.5l3 3l6-6.5',
  warn: 'M12 10v5M12 18h.01',
  bad: 'M8.5 8.5l7 7M15.5 8.5l-7 7',
};

function remedy(
  { says, changes }: NonNullable<Diagnosis['fix']>,
  act: { applyFix(): void },
  disabled: boolean,
) {
  return html`
    <p>${says}.</p>
    <ul>
      ${changes.map(
        ([name, text]) => html`
          <li>${`${optionTitle(spec(name))}: ${readable(spec(name), text)}`}</li>
        `,
      )}
    </ul>
    <button ?disabled=${disabled} @click=${act.applyFix}>Apply and begin anew</button>
  `;
}

const SIGNS_OF_TROUBLE = [
  'Mode collapse: few different samples',
  'D wins: nearly all pairs told apart',
  'G wins: next to no pair told apart',
  'G stops learning: hardly any gradient',
  'Oscillation: now D is ahead, now G',
  'D at chance: real and generated score alike',
  'Divergence: numbers beyond all bounds',
];

/** What the doctor looks for fills the place of a remedy while none is needed. */
function watched() {
  return html`
    <p>What it looks for in a GAN:</p>
    <ul class="watched">
      ${SIGNS_OF_TROUBLE.map(
        (sign) => html`
          <li>${sign}</li>
        `,
      )}
    </ul>
  `;
}
