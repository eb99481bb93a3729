/** The look of <gan-playground>. */

import { css } from 'lit';
import { fieldsStyle } from './fields-style.js';

/** What people click and choose with, in the element and in what is in it. */
export const controls = css`
  * {
    box-sizing: border-box;
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
`;

export const style = [
  controls,
  fieldsStyle,
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
      --wrong: light-dark(#b3261e, #ff9d94);
      display: block;
      color: var(--text);
      font:
        15px/1.5 system-ui,
        sans-serif;
      container-type: inline-size;
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
    .export {
      margin-top: 20px;
    }
    .export .about {
      margin-bottom: 8px;
    }
    @container (min-width: 720px) {
      .panels {
        grid-template-columns: 1fr 1fr;
      }
    }
    /* The settings. */
    .options {
      margin-bottom: 16px;
      border: 1px solid var(--line);
      border-radius: 8px;
      background: var(--surface);
    }
    summary {
      padding: 9px 14px;
      border-radius: 8px;
      cursor: pointer;
    }
    .options > summary {
      font-weight: 600;
    }
    .options > summary span {
      color: var(--muted);
      font-weight: 400;
    }
    form {
      padding: 0 14px;
    }
    .foot {
      position: sticky;
      bottom: 0;
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
      align-items: center;
      margin: 0 -14px;
      padding: 12px 14px;
      border-top: 1px solid var(--line);
      border-radius: 0 0 8px 8px;
      background: var(--surface);
    }
    .foot .error {
      flex: 1 0 100%;
      margin: 0;
      font-size: 13px;
    }
    .foot button {
      padding: 0 12px;
    }
    .pending {
      flex: 1 1 60px;
      color: var(--muted);
      font-size: 12px;
      line-height: 16px;
    }

    /* The quality of samples. */
    .measures {
      display: grid;
      gap: 20px;
      align-items: start;
    }
    .histogram figcaption {
      margin: 0;
      color: var(--muted);
      font-size: 13px;
      font-weight: 400;
      line-height: 26px;
    }
    .chart {
      display: grid;
      grid-template-columns: 36px 1fr;
      gap: 4px 6px;
      padding-top: 10px;
      color: var(--muted);
      font-size: 12px;
      line-height: 16px;
      font-variant-numeric: tabular-nums;
    }
    .axis {
      position: relative;
      text-align: right;
    }
    .axis span {
      position: absolute;
      white-space: nowrap;
      right: 0;
      transform: translateY(50%);
    }
    .bars,
    .names {
      display: grid;
    }
    .bars {
      position: relative;
      height: 150px;
      border-bottom: 1px solid var(--muted);
    }
    .bars > [title] {
      display: flex;
      align-items: end;
      padding: 0 12%;
    }
    .bars > [title] > span {
      width: 100%;
      border-radius: 2px 2px 0 0;
      background: var(--generator);
    }
    .even {
      position: absolute;
      right: 0;
      left: 0;
      border-top: 1px dashed var(--text);
    }
    .names {
      grid-column: 2;
      text-align: center;
    }
    .upright {
      justify-items: center;
      height: 72px;
    }
    .upright span {
      text-align: start;
      writing-mode: vertical-rl;
    }
    .upright:lang(zh) span {
      text-orientation: upright;
    }
    .frechet {
      display: grid;
      grid-template-columns: 1fr auto;
      column-gap: 12px;
      align-items: end;
    }
    .frechet p {
      margin: 0;
      color: var(--muted);
      font-size: 13px;
    }
    .frechet small {
      font-size: 12px;
    }
    .frechet .value {
      min-width: 3em;
      color: var(--text);
      font-size: 22px;
      line-height: 1.2;
      font-variant-numeric: tabular-nums;
      text-align: right;
    }
    .scale {
      position: relative;
      grid-column: 1 / -1;
      height: 34px;
      border-bottom: 6px solid var(--line);
      border-radius: 3px;
      color: var(--muted);
      font-size: 12px;
    }
    .tick {
      position: absolute;
      bottom: -6px;
      padding-bottom: 10px;
      line-height: 16px;
      transform: translateX(-50%);
    }
    .tick::after {
      position: absolute;
      bottom: 0;
      left: 50%;
      height: 6px;
      border-left: 1px solid var(--muted);
      content: '';
    }
    .mark {
      position: absolute;
      bottom: -11px;
      width: 16px;
      height: 16px;
      border: 3px solid var(--surface);
      border-radius: 50%;
      background: var(--generator);
      transform: translateX(-50%);
    }
    .frechet .ends {
      display: flex;
      grid-column: 1 / -1;
      justify-content: space-between;
      padding-top: 8px;
      font-size: 12px;
      font-variant-numeric: tabular-nums;
    }
    .measures dl {
      grid-template-columns: 1fr 1fr;
      margin-bottom: 0;
      border-bottom: 0;
    }
    .aside {
      min-height: 60px;
      margin: 12px 0 0;
      font-size: 13px;
    }
    .aside:not(.error) {
      color: var(--muted);
    }
    .meanings > summary {
      width: fit-content;
      padding: 6px 0;
      color: var(--muted);
      font-size: 13px;
    }
    .meanings dl {
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
      margin: 4px 0 0;
      border: 0;
      padding: 0;
    }
    .meanings dt {
      color: var(--text);
      font-weight: 600;
    }
    .meanings dd {
      color: var(--muted);
      font-size: 13px;
      white-space: normal;
    }

    /* The doctor's card. */
    .doctor {
      margin-bottom: 20px;
      display: grid;
      grid-template-columns: 28px 1fr;
      gap: 4px 10px;
      align-content: start;
      min-height: 430px;
      padding: 14px;
      border: 1px solid var(--line);
      border-radius: 8px;
      background: var(--surface);
    }
    .doctor.good {
      background: var(--good);
    }
    .doctor.warn {
      background: var(--warn);
    }
    .doctor.bad {
      background: var(--bad);
    }
    .doctor h2 {
      grid-column: 1 / -1;
    }
    .doctor p {
      margin: 0 0 6px;
      line-height: 1.4;
    }
    .evidence,
    .remedy {
      font-size: 13px;
      font-variant-numeric: tabular-nums;
    }
    .icon {
      width: 28px;
      fill: none;
      stroke: currentColor;
      stroke-width: 2;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    .remedy {
      grid-column: 1 / -1;
    }
    .remedy button {
      font-size: 15px;
    }
    .remedy ul {
      display: flex;
      flex-wrap: wrap;
      gap: 0 14px;
      margin: 0 0 10px;
      padding: 0;
      list-style: none;
    }
    .remedy .watched {
      display: block;
    }
    @container (min-width: 720px) {
      .pending {
        order: 1;
      }
      .measures {
        grid-template-columns: 2fr 3fr;
        gap: 32px;
      }
      .measures dl {
        grid-template-columns: repeat(4, 1fr);
      }
      .bars {
        height: 190px;
      }
      .aside {
        min-height: 20px;
      }
      .doctor h2 {
        grid-column: 1 / 3;
      }
      .doctor {
        grid-template-rows: auto 1fr;
        grid-template-columns: 28px 1fr 1fr;
        column-gap: 14px;
        align-content: stretch;
        min-height: 220px;
      }
      .remedy {
        grid-row: 1 / 3;
        grid-column: 3;
        padding-left: 18px;
        border-left: 1px solid var(--line);
      }
    }
    .sampled {
      position: relative;
    }
    .samples {
      position: absolute;
      inset: 0;
      display: grid;
      grid-template: repeat(6, 1fr) / repeat(10, 1fr);
    }
    .samples button {
      min-width: 0;
      min-height: 0;
      padding: 0;
      border: 0;
      border-radius: 4px;
      background: none;
      cursor: zoom-in;
    }
    .samples button[aria-pressed='true'] {
      box-shadow: inset 0 0 0 2px var(--accent);
    }
    .inspected {
      margin: 16px 0;
      padding: 16px;
      border: 1px solid var(--line);
      border-radius: 12px;
      background: var(--surface);
    }
    .tools {
      margin-top: 28px;
    }
  `,
];
