/** A button over each sample of the grid, to look at it closely. The arrow keys go from one to the next. */

import { html } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { GRID } from '../protocol.js';
import { language, texts } from '../text/index.js';

const COUNT = GRID.columns * GRID.rows;

const MOVES: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -GRID.columns,
  ArrowDown: GRID.columns,
};

export function sampleButtons(inspected: number | undefined, inspect: (index: number | undefined) => void) {
  const { tools, sample } = texts();
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') inspect(undefined);
    const move = MOVES[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const buttons = all(event);
    const next = (buttons.indexOf(event.target as HTMLElement) + move + COUNT) % COUNT;
    buttons[next]?.focus();
    if (inspected !== undefined) inspect(next);
  };
  // Once for each change of what it depends on: the panel is drawn many times a second.
  return guard(
    [inspected, language()],
    () => html`
      <div class="samples" role="group" aria-label=${tools.grid} @keydown=${keys} @focusin=${rove}>
        ${Array.from(
          { length: COUNT },
          (_, index) => html`
            <button
              tabindex=${index === 0 ? 0 : -1}
              title=${tools.inspect}
              aria-label=${sample.title(index + 1)}
              aria-pressed=${index === inspected}
              @click=${() => inspect(index)}
            ></button>
          `,
        )}
      </div>
    `,
  );
}

/** Of all, the one that had the focus last is what Tab comes to. */
function rove(event: FocusEvent): void {
  for (const button of all(event)) button.tabIndex = button === event.target ? 0 : -1;
}

function all(event: Event): HTMLElement[] {
  return [...(event.currentTarget as Element).children] as HTMLElement[];
}
