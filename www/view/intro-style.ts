/** The look of the card of a first visit, of the switch between the views, and of what a beginner's has for itself. */

import { css } from 'lit';

export const introStyle = css`
  .views {
    display: grid;
    gap: 2px;
    color: var(--muted);
    font-size: 13px;
  }
  .views > div {
    position: relative;
    display: flex;
    padding: 3px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--surface);
  }
  .views label > span {
    padding: 0 10px;
    border-radius: 5px;
    line-height: 32px;
    cursor: pointer;
  }
  .views :checked + span {
    background: var(--accent);
    color: var(--on-accent);
  }
  .views :focus-visible + span {
    outline: 3px solid var(--accent);
    outline-offset: 4px;
  }
  .views .hidden {
    min-height: 0;
    padding: 0;
  }
  .expert {
    padding-bottom: 16px;
  }

  .intro {
    display: grid;
    gap: 8px;
    align-content: start;
    padding: 12px 16px 14px;
    border: 1px solid var(--line);
    border-radius: 12px;
    background: var(--surface);
    font-size: 14px;
    line-height: 1.4;
  }
  .intro > * {
    margin: 0;
  }
  .intro ol {
    padding-left: 20px;
    list-style: decimal;
  }
  .intro li {
    padding: 2px 0;
    border: 0;
  }
  .intro p {
    color: var(--muted);
  }
  /* As high with either sentence. */
  .intro .now {
    min-height: 2.8em;
    color: var(--text);
  }
  .head {
    display: flex;
    gap: 12px;
    align-items: center;
    justify-content: space-between;
  }
  .head h2 {
    margin: 0;
  }
  .head button {
    min-height: 32px;
    font-size: 14px;
  }
  .loop {
    display: block;
    width: 100%;
    max-width: 390px;
    height: auto;
    justify-self: center;
  }
  .loop text {
    fill: var(--muted);
    font-size: 14px;
    text-anchor: middle;
  }
  .loop rect {
    fill: var(--surface);
    stroke: var(--line);
    stroke-width: 1.5;
    transition: stroke 0.3s;
  }
  .loop .image {
    fill: #000;
  }
  .loop .cell {
    fill: #fff;
    stroke: none;
  }
  .loop path {
    fill: none;
  }
  .line {
    stroke: var(--muted);
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .learning .line {
    stroke-dasharray: 5 4;
  }
  .loop .line.g {
    stroke: var(--generator);
  }
  .loop .line.d {
    stroke: var(--discriminator);
  }
  .ink {
    stroke: #fff;
    stroke-width: 4;
    stroke-linecap: round;
  }
  .rough {
    stroke-dasharray: 9 5;
    opacity: 0.8;
  }
  .network text {
    font-size: 20px;
    font-weight: 600;
  }
  .network.g rect {
    stroke: var(--generator);
  }
  .network.g text {
    fill: var(--generator);
  }
  .network.d rect {
    stroke: var(--discriminator);
  }
  .network.d text {
    fill: var(--discriminator);
  }
  .answer text {
    fill: var(--text);
    font-size: 13px;
  }
  @media (prefers-reduced-motion: no-preference) {
    .loop .lit rect:not(.cell) {
      stroke: var(--accent);
      stroke-width: 3;
    }
    .learning.lit .line {
      stroke-width: 3;
    }
  }

  .doctor.beginner {
    grid-column: 1 / -1;
    grid-template-rows: auto;
    align-content: start;
    min-height: 260px;
    margin: 0;
  }
  .doctor.beginner:not(:has(.remedy)) {
    & > h2 {
      grid-column: 1 / -1;
    }
    & > div {
      grid-column: 2 / -1;
    }
  }
  .plain p {
    margin: 0 0 12px;
    color: var(--muted);
  }
  .plain b {
    display: block;
    color: var(--text);
    font-size: 20px;
    font-weight: 500;
  }
  .plain .verdict {
    min-height: 3em;
    color: var(--text);
    font-weight: 600;
  }
  .charts figure > .about {
    margin: 8px 0 0;
    font-size: 13px;
  }
  .panels + .quality {
    margin-top: 24px;
  }
  @container (min-width: 720px) {
    .intro {
      grid-column: 1 / -1;
    }
    .doctor.beginner {
      grid-template-columns: 28px 3fr 2fr;
      min-height: 144px;
    }
    .plain .verdict {
      min-height: 0;
    }
  }
  @container (min-width: 960px) {
    .introduced {
      grid-template-rows: auto 1fr;
      grid-template-columns: 28fr 19fr 19fr;
    }
    .intro {
      grid-row: 1 / 3;
      grid-column: 1;
    }
    .introduced .doctor.beginner {
      grid-column: 2 / -1;
    }
  }
`;
