/** The look of the fields of options. */

import { css } from 'lit';

export const fieldsStyle = css`
  fieldset {
    min-width: 0;
    margin: 0;
    padding: 8px 0 16px;
    border: 0;
  }
  legend {
    width: 100%;
    padding: 8px 0 4px;
    border-top: 1px solid var(--line);
    font-weight: 600;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 220px), 1fr));
    gap: 12px 20px;
  }
  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: 4px 12px;
    align-content: start;
    padding-left: 10px;
    border-left: 3px solid transparent;
  }
  .field.changed {
    border-color: var(--accent);
  }
  .name {
    display: flex;
    flex-direction: column;
    justify-content: center;
    color: var(--muted);
    font-size: 12px;
    line-height: 18px;
  }
  .name label {
    color: var(--text);
    font-size: 14px;
  }
  .changed label {
    font-weight: 600;
  }
  .field > :is(select, input, .switch) {
    width: 100%;
    min-width: 0;
  }
  .field :is(select, input) {
    padding: 0 10px;
    scroll-margin-bottom: 140px;
    font-variant-numeric: tabular-nums;
  }
  .field :is(select, input)[aria-invalid='true'] {
    border-color: var(--wrong);
  }
  .switch {
    display: flex;
    gap: 8px;
    align-items: center;
    min-height: 40px;
  }
  input[type='checkbox'] {
    width: 20px;
    min-height: 20px;
    margin: 0;
    accent-color: var(--accent);
  }
  .field p {
    grid-column: 1 / -1;
    margin: 0;
    font-size: 12px;
    line-height: 18px;
  }
  .hint {
    color: var(--muted);
  }
  .error {
    color: var(--wrong);
  }
  @container (min-width: 720px) {
    .field {
      grid-template-columns: 1fr;
    }
    .name {
      flex-direction: row;
      gap: 8px;
      justify-content: space-between;
    }
  }
`;
