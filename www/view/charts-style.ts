/** The look of the charts, of the time left and of the steps before. */

import { css } from 'lit';

export const chartsStyle = css`
  :host {
    --frechet: light-dark(#7b3fa0, #cfa3f2);
    --confidence: light-dark(#0b7264, #5fd0bd);
    --classes: light-dark(#5a626d, #a2abb6);
  }
  .charts {
    margin-top: 24px;
  }
  .charts-head {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    align-items: center;
    justify-content: space-between;
    margin-bottom: 8px;
  }
  .charts-head h2 {
    margin: 0;
    font-size: 18px;
  }
  .smoothing {
    display: flex;
    gap: 10px;
    align-items: center;
  }
  .smoothing output {
    min-width: 5em;
    color: var(--muted);
    font-size: 13px;
    font-variant-numeric: tabular-nums;
  }
  input[type='range'] {
    width: 120px;
    min-height: 32px;
    padding: 0;
    border: 0;
    background: none;
    accent-color: var(--accent);
  }
  .charts-grid {
    display: grid;
    gap: 24px 20px;
    grid-template-columns: minmax(0, 1fr);
  }
  .charts figcaption {
    flex-wrap: wrap;
    gap: 0 12px;
    margin: 0;
  }
  .charts :is(figcaption, section h2) span {
    font-size: 13px;
    line-height: 22px;
  }
  /* Longer values do not make more lines. */
  :is(.wide, .widest) .readout > :first-child {
    flex-basis: 100%;
  }
  .charts .log {
    height: 150px;
  }
  .charts section {
    grid-column: 1 / -1;
  }
  .readable {
    margin: 0 0 16px;
  }
  /* As high with the longest sentence. */
  .readable p {
    min-height: 2lh;
    margin: 0 0 4px;
    font-size: 14px;
    font-variant-numeric: tabular-nums;
  }
  .readable progress {
    display: block;
  }
  .scrubber {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 4px 12px;
    align-items: center;
    margin-top: 8px;
  }
  .scrubber input {
    width: 100%;
  }
  .scrubber output {
    min-width: 10em;
    font-size: 13px;
    font-variant-numeric: tabular-nums;
    text-align: right;
  }
  /* As high with buttons as with words. */
  .branch {
    display: flex;
    flex-wrap: wrap;
    grid-column: 1 / -1;
    gap: 8px;
    align-content: start;
    min-height: 40px;
  }
  .branch p {
    margin: 0;
    color: var(--muted);
    font-size: 13px;
    line-height: 20px;
  }
  @container (min-width: 720px) {
    .readable p {
      min-height: 1lh;
    }
    .charts-grid {
      grid-template-columns: repeat(3, minmax(0, 1fr));
    }
    .charts .wide {
      grid-column: span 2;
    }
    :is(.wide, .widest) .readout > :first-child {
      flex-basis: auto;
    }
    .charts .widest {
      grid-column: 1 / -1;
    }
  }
`;
