/** The switch between the views. */

import { html } from 'lit';
import { live } from 'lit/directives/live.js';
import { type View, VIEWS } from '../audience.js';
import { texts } from '../text/index.js';

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
