/** The look of <gan-playground>. */

import { css, unsafeCSS } from 'lit';
import plotStyle from 'uplot/dist/uPlot.min.css?inline';

export const style = [
  unsafeCSS(plotStyle),
  css`
    :host {
      color-scheme: light dark;
      --surface: light-dark(#ffffff, #17191d);
      --text: light-dark(#1d2127, #e8eaed);
      --muted: light-dark(#5a626d, #a2abb6);
      --line: light-dark(#e2e5e9, #2c3138);
      --accent: light-dark(#2f5bd0, #86a8ff);
      --on-accent: light-dark(#ffffff, #0d1423);
      --discriminator: light-dark(#b4480b, #ffa76b);
      --generator: light-dark(#1667b8, #6cb7ff);
      --warn: light-dark(#fff4dc, #362b12);
      --bad: light-dark(#fde8e6, #3d1d1b);
      --good: light-dark(#e9f0ff, #1b2640);
      display: block;
      color: var(--text);
      font:
        15px/1.5 system-ui,
        sans-serif;
      container-type: inline-size;
    }
    * {
      box-sizing: border-box;
    }
    .toolbar,
    .settings,
    .files {
      display: flex;
      flex-wrap: wrap;
      gap: 8px 12px;
      align-items: end;
    }
    .toolbar {
      justify-content: space-between;
      padding-bottom: 16px;
    }
    button,
    select,
    input {
      min-height: 40px;
      padding: 0 14px;
      border: 1px solid var(--line);
      border-radius: 8px;
      background: var(--surface);
      color: inherit;
      font: inherit;
    }
    button {
      cursor: pointer;
      white-space: nowrap;
    }
    button:hover:not(:disabled) {
      border-color: var(--accent);
    }
    button:disabled {
      cursor: default;
      opacity: 0.5;
    }
    button.primary {
      min-width: 104px;
      border-color: var(--accent);
      background: var(--accent);
      color: var(--on-accent);
      font-weight: 600;
    }
    :focus-visible {
      outline: 3px solid var(--accent);
      outline-offset: 2px;
    }
    label {
      display: grid;
      gap: 2px;
      color: var(--muted);
      font-size: 13px;
    }
    label > * {
      color: var(--text);
      font-size: 15px;
    }
    input[type='number'] {
      width: 128px;
    }
    .about {
      margin: 0 0 16px;
      color: var(--muted);
    }
    .notices {
      display: grid;
      gap: 8px;
    }
    .notices > * {
      display: flex;
      flex-wrap: wrap;
      gap: 8px 12px;
      align-items: center;
      justify-content: space-between;
      margin-bottom: 8px;
      padding: 10px 14px;
      border-radius: 8px;
      background: var(--good);
    }
    .notices > :last-child {
      margin-bottom: 16px;
    }
    .notices .warn {
      background: var(--warn);
    }
    .notices .bad {
      background: var(--bad);
    }
    .notices p {
      flex: 1 1 280px;
      margin: 0;
    }
    .panels {
      display: grid;
      gap: 20px;
      grid-template-columns: 1fr;
    }
    figure,
    section {
      min-width: 0;
      margin: 0;
    }
    figcaption,
    h2 {
      display: flex;
      justify-content: space-between;
      gap: 12px;
      margin: 0 0 6px;
      font-size: 15px;
      font-weight: 600;
    }
    figcaption span,
    h2 span {
      color: var(--muted);
      font-weight: 400;
    }
    canvas.grid {
      display: block;
      width: 100%;
      border-radius: 8px;
      background: #000;
      image-rendering: pixelated;
    }
    .data {
      display: grid;
      gap: 4px;
      margin-bottom: 16px;
      color: var(--muted);
      font-size: 13px;
    }
    progress {
      width: 100%;
      height: 8px;
      accent-color: var(--accent);
    }
    dl {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(96px, 1fr));
      gap: 8px 16px;
      margin: 16px 0;
      padding: 12px 0;
      border: solid var(--line);
      border-width: 1px 0;
    }
    dt {
      color: var(--muted);
      font-size: 13px;
    }
    dd {
      margin: 0;
      font-size: 18px;
      font-variant-numeric: tabular-nums;
      white-space: nowrap;
    }
    dd small {
      display: block;
      color: var(--muted);
      font-size: 12px;
      white-space: normal;
    }
    .u-legend {
      color: var(--muted);
      font-size: 13px;
      text-align: left;
    }
    .u-legend .u-value {
      min-width: 4em;
      text-align: left;
      font-variant-numeric: tabular-nums;
    }
    .log {
      height: 232px;
      padding: 8px 12px;
      overflow: auto;
      border: 1px solid var(--line);
      border-radius: 8px;
      background: var(--surface);
    }
    ol {
      margin: 0;
      padding: 0;
      font-variant-numeric: tabular-nums;
      list-style: none;
    }
    ol li + li {
      border-top: 1px solid var(--line);
    }
    ol li {
      padding: 4px 0;
    }
    ol small {
      display: block;
      color: var(--muted);
    }
    .d {
      color: var(--discriminator);
    }
    .g {
      color: var(--generator);
    }
    .hidden {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    @container (min-width: 720px) {
      .panels {
        grid-template-columns: 1fr 1fr;
      }
      .panels.wide {
        grid-template-columns: 5fr 3fr;
      }
    }
  `,
];
