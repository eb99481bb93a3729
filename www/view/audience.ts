/** Whom the element speaks to: a beginner's view hides what an expert's shows. */

import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { recall, remember } from '../preference.js';
import { texts } from '../text/index.js';

export type View = 'beginner' | 'expert';

const VIEWS: View[] = ['beginner', 'expert'];
const NAME = 'view';
/** The options that say nothing of how much a person knows. */
const PLAIN = ['preset', 'seed', 'backend', 'dataset'];

/** The view of a text, if there is one. */
export function knownView(text: string | null | undefined): View | undefined {
  return VIEWS.find((view) => view === text);
}

/** The view that opens where none is asked for: the chosen one, else the one that shows the options that are set. */
export function openingView(options: string[]): View {
  const isPlain = options.every((name) => PLAIN.includes(name));
  return knownView(recall(NAME)) ?? (isPlain ? 'beginner' : 'expert');
}

export function keepView(view: View): void {
  remember(NAME, view);
}

export function viewSwitch(shown: View, show: (view: View) => void) {
  const words = texts().audience;
  return html`
    <div class="views" role="radiogroup" aria-labelledby="views">
      <span id="views">${words.label}</span>
      <div>
        ${VIEWS.map(
          (view) => html`
            <label title=${words.about[view]}>
              <input
                class="hidden"
                type="radio"
                name="view"
                .checked=${live(view === shown)}
                @change=${() => show(view)}
              />
              <span>${words.views[view]}</span>
            </label>
          `,
        )}
      </div>
    </div>
  `;
}

/** Leads from the beginner's view to what it hides. */
export function toExpert(show: (view: View) => void) {
  return html`
    <button @click=${() => show('expert')}>${texts().audience.toExpert}</button>
  `;
}
