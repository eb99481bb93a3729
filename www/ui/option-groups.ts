/** Fields of options in their groups. */

import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { OptionSpec } from '../protocol.js';
import { texts } from '../text/index.js';

export function optionGroups(
  shown: OptionSpec[],
  disabled: boolean,
  field: (spec: OptionSpec) => TemplateResult,
) {
  const groups = [...new Set(shown.map(({ group }) => group))];
  return repeat(
    groups,
    (group) => group,
    (group) => html`
      <fieldset ?disabled=${disabled}>
        <legend>${texts().core.group(group)}</legend>
        <div class="fields">
          ${repeat(
            shown.filter((spec) => spec.group === group),
            ({ name }) => name,
            field,
          )}
        </div>
      </fieldset>
    `,
  );
}
