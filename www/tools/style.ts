/** The look of the tools. Colors and the look of what people click are those of the element around them. */

import { css } from 'lit';
import { controls } from '../ui/style.js';

export const style = [
  controls,
  css`
    :host {
      display: block;
    }
    .about {
      max-width: 72ch;
      margin: 0 0 12px;
      color: var(--muted);
    }
    .about a {
      color: var(--generator);
    }
    .columns {
      display: flex;
      flex-wrap: wrap;
      gap: 16px 24px;
      align-items: flex-start;
    }
    .narrow {
      display: grid;
      flex: 1 1 220px;
      gap: 10px;
      min-width: 0;
      max-width: 280px;
      margin: 0;
    }
    .wide {
      display: grid;
      flex: 3 1 300px;
      gap: 14px;
      min-width: 0;
    }
    .row {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
      align-items: end;
    }
    .picture {
      display: block;
      width: 100%;
      border-radius: 10px;
      background: #000;
      image-rendering: pixelated;
    }
    figcaption,
    .small {
      color: var(--muted);
      font-size: 13px;
    }
    .more {
      color: rgb(255 140 40);
    }
    .less {
      color: rgb(60 140 255);
    }
    .strip {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(44px, 1fr));
      gap: 4px;
    }
    .strip .picture {
      border-radius: 4px;
    }
    .strip button {
      min-height: 0;
      padding: 2px;
      border-width: 2px;
      border-radius: 7px;
    }
    .strip button[aria-pressed='true'] {
      border-color: var(--accent);
    }
    fieldset {
      margin: 0;
      padding: 0;
      border: 0;
    }
    legend,
    h2,
    h3 {
      margin: 0 0 6px;
      padding: 0;
      font-size: 14px;
      font-weight: 600;
    }
    .verdict {
      display: flex;
      gap: 10px;
      align-items: baseline;
      margin: 0;
    }
    .verdict b {
      font-size: 40px;
      line-height: 1.1;
      font-variant-numeric: tabular-nums;
    }
    .verdict.fooled b {
      color: var(--generator);
    }
    .verdict.caught b {
      color: var(--discriminator);
    }
    .wide p {
      margin: 0;
    }
    .bad {
      margin: 12px 0 0;
      color: var(--wrong);
    }
    input[type='range'] {
      width: 100%;
      min-height: 28px;
      padding: 0;
      border: 0;
      background: none;
      accent-color: var(--accent);
    }
    label {
      color: var(--muted);
      font-size: 13px;
    }
    .stretch {
      flex: 1 1 160px;
    }
    .word {
      display: flex;
      flex: 1 1 200px;
      gap: 2px;
      min-width: 0;
    }
    .word .picture {
      flex: 1 1 0;
      min-width: 0;
      max-width: 56px;
      border-radius: 3px;
    }
    .way .picture {
      max-width: none;
    }
    .ends {
      flex-wrap: nowrap;
      align-items: center;
      margin-bottom: 4px;
    }
    .ends .small {
      width: 36px;
    }
    .strip button:not(:has(canvas)) {
      min-height: 36px;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    fieldset > button {
      margin-top: 6px;
    }
    .saving {
      align-items: center;
      margin-top: 6px;
    }
    .saving button {
      min-width: 190px;
      font-variant-numeric: tabular-nums;
    }
    .saving .bad {
      flex: 1 0 100%;
      margin: 0;
    }
    .plane {
      position: relative;
      max-width: 420px;
      overflow: hidden;
      border-radius: 10px;
      cursor: crosshair;
      touch-action: none;
    }
    .plane canvas {
      display: block;
      width: 100%;
      background: #000;
    }
    .mark {
      position: absolute;
      width: 16px;
      height: 16px;
      margin: -8px;
      border: 2px solid #fff;
      border-radius: 50%;
      box-shadow: 0 0 0 2px rgb(0 0 0 / 60%);
      pointer-events: none;
    }
    .dimensions {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(130px, 1fr));
      gap: 6px 14px;
      margin-top: 10px;
      font-variant-numeric: tabular-nums;
    }
    summary {
      margin-bottom: 6px;
      font-size: 14px;
      font-weight: 600;
      cursor: pointer;
    }
    .row figure {
      width: 96px;
      margin: 0;
    }
    .row gan-pad {
      width: 140px;
    }
    .tabs {
      display: flex;
      flex-wrap: wrap;
      gap: 6px;
      margin-bottom: 14px;
    }
    .tabs button[aria-selected='true'],
    button[aria-pressed='true'] {
      border-color: var(--accent);
      background: var(--good);
    }
    .three {
      display: grid;
      grid-template-columns: repeat(3, 1fr);
      gap: 12px;
    }
    .three figure,
    .scored figure {
      min-width: 0;
      margin: 0;
    }
    .three .erase {
      cursor: crosshair;
      touch-action: none;
    }
    .scored figure {
      flex: 1 1 0;
      max-width: 84px;
      text-align: center;
    }
    .scored .picture {
      max-width: none;
    }
    .misfit {
      width: 160px;
      height: 40px;
    }
    polyline {
      fill: none;
      stroke: var(--accent);
      stroke-width: 1.5;
      vector-effect: non-scaling-stroke;
    }
    .check {
      display: flex;
      gap: 8px;
      align-items: center;
    }
    .check input {
      min-height: 20px;
    }
    .flow {
      display: block;
      width: 100%;
      max-width: 720px;
      height: auto;
      margin: 14px 0 6px;
    }
    .flow rect {
      fill: var(--surface);
      stroke: var(--line);
      transition: fill 0.2s;
    }
    .flow text {
      fill: var(--muted);
      font-size: 15px;
      text-anchor: middle;
    }
    .flow path {
      fill: none;
      stroke: var(--muted);
      stroke-width: 1.5;
    }
    .flow .d text {
      fill: var(--discriminator);
    }
    .flow .g text {
      fill: var(--generator);
    }
    .flow .passed rect {
      stroke: var(--accent);
    }
    .flow .lit rect {
      fill: var(--accent);
      stroke: var(--accent);
    }
    .flow .lit text {
      fill: var(--on-accent);
    }
    .d {
      color: var(--discriminator);
    }
    .g {
      color: var(--generator);
    }
    .network {
      flex: 1 1 340px;
      min-width: 0;
      color: var(--text);
    }
    .network.g h3 {
      color: var(--generator);
    }
    .network.d h3 {
      color: var(--discriminator);
    }
    .network ol {
      display: grid;
      gap: 6px;
      margin: 0 0 10px;
      padding: 0;
      list-style: none;
    }
    .network li {
      position: relative;
      display: grid;
      grid-template-columns: 1fr auto;
      gap: 0 10px;
      padding: 8px 10px 10px;
      overflow: hidden;
      border: 1px solid var(--line);
      border-radius: 8px;
      font-size: 14px;
    }
    .network .bar {
      position: absolute;
      bottom: 0;
      left: 0;
      height: 4px;
      background: var(--generator);
      opacity: 0.5;
    }
    .network.d .bar {
      background: var(--discriminator);
    }
    .network .cost {
      text-align: right;
    }
    .memory dl {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(200px, 1fr));
      gap: 4px 20px;
      margin: 8px 0 0;
    }
    .memory dl > div {
      display: flex;
      justify-content: space-between;
    }
    .memory dd {
      margin: 0;
      font-variant-numeric: tabular-nums;
    }
    .network .edit {
      grid-column: 1 / -1;
      margin-top: 4px;
    }
    .network .edit input {
      width: 96px;
      min-height: 32px;
    }
    .network .edit button {
      min-height: 32px;
      padding: 0 10px;
    }
  `,
];
