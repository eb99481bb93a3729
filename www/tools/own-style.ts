/** The look of one's own images. */

import { css } from 'lit';

export const ownStyle = css`
  .drop {
    display: grid;
    gap: 8px;
    padding: 16px;
    border: 2px dashed var(--line);
    border-radius: 10px;
    text-align: center;
  }
  .drop.over {
    border-color: var(--accent);
  }
  .drop .row {
    justify-content: center;
  }
  .drop p,
  .kept p {
    margin: 0;
  }
  .kept {
    align-items: center;
    margin: 0 0 12px;
  }
  .draw[open] {
    display: grid;
    gap: 8px;
  }
  .draw input {
    width: 100%;
  }
  .warning {
    padding-left: 10px;
    border-left: 3px solid var(--accent);
  }
  .refused ul {
    max-height: 200px;
    margin: 6px 0 0;
    padding-left: 18px;
    overflow: auto;
  }
  .refused li {
    overflow-wrap: anywhere;
  }
`;
