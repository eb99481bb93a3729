/** What the doctor says of the run, as a card. */

import { html, nothing } from 'lit';
import { spec } from '../options.js';
import type { Diagnosis } from '../protocol.js';
import { evidence } from '../text/findings.js';
import { texts } from '../text/index.js';
import type { View } from './audience.js';
import { readable } from '../ui/settings.js';

type Kind = 'open' | 'good' | 'warn' | 'bad';

/** The card of a diagnosis, as high as the longest one, so that what is below stays where it is. */
export function doctorCard(
  diagnosis: Diagnosis | undefined,
  act: { applyFix(): void },
  disabled: boolean,
  view: View,
) {
  const words = texts().doctor;
  const { state, fix } = diagnosis ?? { state: 'unknown', fix: null };
  const says = diagnosis ? words.findings[diagnosis.finding.key].says : words.nothingYet.says;
  const kind = kindOf(state);
  const isExpert = view === 'expert';
  return html`
    <section class="doctor ${kind} ${view}" aria-label=${words.label} data-state=${state}>
      <h2>${words.label}</h2>
      ${icon(kind)}
      <div>
        <p role="status">${withLead(says)}</p>
        ${
          isExpert
            ? html`
                <p class="evidence">
                  ${diagnosis ? evidence(words.findings, diagnosis.finding) : words.nothingYet.evidence}
                </p>
              `
            : nothing
        }
      </div>
      ${
        fix || isExpert
          ? html`
              <div class="remedy">${fix ? remedy(fix, act, disabled, isExpert) : watched()}</div>
            `
          : nothing
      }
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
  const end = says.search(/[:：]/) + 1 || says.length;
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
  { key, changes }: NonNullable<Diagnosis['fix']>,
  act: { applyFix(): void },
  disabled: boolean,
  isExpert: boolean,
) {
  const { core, doctor: words } = texts();
  return html`
    <p>${words.remedies[key]}</p>
    ${
      isExpert
        ? html`
            <ul>
              ${changes.map(
                ([name, text]) => html`
                  <li>${words.change(core.fullTitle(spec(name)), readable(spec(name), text))}</li>
                `,
              )}
            </ul>
          `
        : nothing
    }
    <button ?disabled=${disabled} @click=${act.applyFix}>${words.apply}</button>
  `;
}

/** What the doctor looks for fills the place of a remedy while none is needed. */
function watched() {
  const words = texts().doctor;
  return html`
    <p>${words.looksFor}</p>
    <ul class="watched">
      ${words.signs.map(
        (sign) => html`
          <li>${sign}</li>
        `,
      )}
    </ul>
  `;
}
