/** The look of a chart. */

import { css, unsafeCSS } from 'lit';
import uPlotStyle from 'uplot/dist/uPlot.min.css?inline';

export const plotStyle = [
  unsafeCSS(uPlotStyle),
  css`
    .readout {
      display: flex;
      flex-wrap: wrap;
      gap: 0 14px;
      min-height: 24px;
      margin: 0 0 2px;
      color: var(--muted);
      font-size: 13px;
      line-height: 24px;
      font-variant-numeric: tabular-nums;
      white-space: nowrap;
    }
    .curve {
      color: var(--text);
    }
    .curve::before {
      display: inline-block;
      width: 12px;
      margin-right: 6px;
      border-top: 3px solid var(--curve);
      border-radius: 2px;
      vertical-align: middle;
      content: '';
    }
    .plot {
      height: 180px;
      border-radius: 4px;
    }
  `,
];
