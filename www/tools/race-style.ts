/** The look of a race. */

import { css } from 'lit';
import { fieldsStyle } from '../ui/fields-style.js';
import { plotStyle } from '../ui/plot-style.js';
import { style } from './style.js';

export const raceStyle = [
  ...style,
  fieldsStyle,
  ...plotStyle,
  css`
    :host {
      --lane-a: light-dark(#7b3fa0, #cfa3f2);
      --lane-b: light-dark(#0b7264, #5fd0bd);
    }
    .lanes {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: 12px 20px;
      align-items: start;
      margin: 12px 0 16px;
    }
    .lane {
      display: grid;
      grid-row: span 5;
      grid-template-rows: subgrid;
      gap: 8px;
      min-width: 0;
    }
    .lane h3 {
      margin: 0;
      color: var(--lane);
    }
    .lane p {
      margin: 0;
    }
    .lane:first-child {
      --lane: var(--lane-a);
    }
    .lane:last-child {
      --lane: var(--lane-b);
    }
    .lane canvas {
      display: block;
      width: 100%;
      border-radius: 8px;
      background: #000;
      image-rendering: pixelated;
    }
    .lane dl {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 200px), 1fr));
      gap: 0 20px;
      margin: 0;
      font-size: 14px;
    }
    .lane dl div {
      display: flex;
      gap: 8px;
      justify-content: space-between;
      padding: 3px 0;
      border-bottom: 1px solid var(--line);
    }
    dt {
      color: var(--muted);
    }
    dd {
      margin: 0;
      font-variant-numeric: tabular-nums;
      white-space: nowrap;
    }
    /* As high with a reason as without, so that nothing moves while both train. */
    .lane .state {
      min-height: 40px;
      font-size: 13px;
      line-height: 20px;
      overflow-wrap: anywhere;
    }
    .lane .bad {
      margin: 0;
    }
    .lane button {
      justify-self: start;
      max-width: 100%;
      padding: 4px 12px;
      white-space: normal;
    }
    .standing {
      min-height: 72px;
      margin: 12px 0 0;
      padding: 10px 14px;
      border-radius: 8px;
      background: var(--good);
    }
    .standing p {
      margin: 0;
    }
    .standing b {
      font-weight: 600;
    }
    .standing .small {
      font-variant-numeric: tabular-nums;
    }
    .time {
      line-height: 40px;
      color: var(--muted);
      font-size: 13px;
      font-variant-numeric: tabular-nums;
    }
    .note {
      margin: 8px 0 0;
    }
    .options {
      margin: 12px 0;
      border: 1px solid var(--line);
      border-radius: 8px;
      background: var(--surface);
    }
    .options summary {
      margin: 0;
      padding: 9px 14px;
    }
    .options summary span {
      color: var(--muted);
      font-weight: 400;
    }
    .options > div {
      padding: 0 14px;
    }
    .course {
      margin-top: 16px;
    }
    .compared {
      margin-bottom: 8px;
    }
    .compared .small {
      flex: 1 1 220px;
      padding-bottom: 8px;
    }
    .row select {
      max-width: 100%;
    }
    @container (max-width: 719px) {
      .lanes {
        column-gap: 12px;
      }
      .lane dl {
        font-size: 13px;
      }
      .standing {
        min-height: 112px;
      }
    }
  `,
];
