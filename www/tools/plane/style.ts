/** The look of <gan-plane>, beside that of the other element. */

import { css } from 'lit';

export const planeStyle = css`
  :host {
    --js: var(--text);
    --kl: light-dark(#7a4fb0, #c3a3ee);
  }
  .choices {
    flex: 0 1 auto;
  }
  .choices label {
    flex: 1 1 130px;
    min-width: 0;
  }
  .choices select {
    width: 100%;
  }
  .thumbnails {
    display: grid;
    grid-template-columns: repeat(6, minmax(0, 78px));
    gap: 8px;
    padding: 4px 0 16px;
  }
  .thumbnails label {
    position: relative;
    display: grid;
    justify-items: center;
    gap: 4px;
    padding: 6px 4px 4px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--surface);
    font-size: 13px;
    cursor: pointer;
  }
  .thumbnails canvas {
    width: 100%;
    max-width: 64px;
  }
  .thumbnails input {
    position: absolute;
    inset: 0;
    opacity: 0;
    cursor: pointer;
  }
  .thumbnails label:hover {
    border-color: var(--accent);
  }
  .thumbnails label:has(:checked) {
    border-color: var(--accent);
    color: var(--text);
    box-shadow: inset 0 0 0 1px var(--accent);
  }
  .thumbnails label:has(:focus-visible) {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  .plane {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 20px;
    margin-bottom: 20px;
  }
  .square {
    position: relative;
  }
  #stage {
    display: block;
    width: 100%;
    aspect-ratio: 1;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--surface);
  }
  #stage.drawing {
    cursor: crosshair;
    touch-action: none;
  }
  .invitation,
  .outside {
    position: absolute;
    margin: 0;
    color: var(--muted);
    pointer-events: none;
  }
  .invitation {
    inset: 0;
    display: grid;
    place-items: center;
    padding: 20px;
    text-align: center;
  }
  .outside {
    right: 8px;
    bottom: 8px;
    padding: 2px 8px;
    border-radius: 6px;
    background: var(--surface);
    font-size: 12px;
  }
  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 6px;
    align-items: center;
    margin: 8px 0;
    color: var(--muted);
    font-size: 13px;
  }
  .key {
    white-space: nowrap;
  }
  .key .number,
  .longest {
    font-variant-numeric: tabular-nums;
  }
  .ramp {
    flex: 0 1 120px;
    min-width: 32px;
    height: 10px;
    border: 1px solid var(--line);
    border-radius: 5px;
    background:
      linear-gradient(
        90deg,
        color-mix(in srgb, var(--generator) 60%, transparent),
        transparent,
        color-mix(in srgb, var(--discriminator) 60%, transparent)
      ),
      var(--surface);
  }
  .longest {
    margin-left: auto;
  }
  .layers {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
  }
  .layers label {
    display: flex;
    gap: 6px;
    align-items: center;
    min-height: 32px;
    color: var(--text);
    font-size: 14px;
    cursor: pointer;
  }
  .swatch {
    width: 16px;
    fill: none;
    stroke: var(--generator);
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .swatch.heat {
    fill: color-mix(in srgb, var(--discriminator) 40%, transparent);
    stroke: none;
  }
  .swatch.real {
    stroke: var(--text);
    stroke-width: 3;
  }
  .swatch.samples {
    stroke-width: 4.5;
  }
  .swatch.descent {
    stroke-width: 1.5;
  }
  .swatch.manifold {
    stroke-width: 0.8;
  }
  .drawing-tools {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 8px;
  }
  .note {
    flex: 1 0 100%;
    margin: 4px 0 0;
    color: var(--muted);
    font-size: 12px;
    line-height: 18px;
  }
  .foot {
    position: static;
  }
  .side {
    display: grid;
    gap: 16px;
    align-content: start;
    min-width: 0;
  }
  .side dl {
    grid-template-columns: repeat(3, 1fr);
    margin: 0;
  }
  .side figure > div {
    min-height: 184px;
  }
  /* The dashed lines are explained below. */
  #divergences .u-series:nth-child(n + 4) {
    display: none;
  }
  .side .u-legend {
    font-size: 12px;
  }
  @container (max-width: 480px) {
    .toolbar button {
      min-width: 0;
      padding: 0 9px;
    }
    .toolbar .settings {
      gap: 8px;
    }
    .choices {
      width: 100%;
    }
    .thumbnails {
      gap: 4px;
    }
    .thumbnails label {
      padding: 4px 1px;
      font-size: 11px;
    }
    .thumbnails canvas {
      max-width: 44px;
    }
  }
  @container (min-width: 720px) {
    .plane {
      grid-template-columns: minmax(0, 6fr) minmax(0, 5fr);
      gap: 28px;
    }
  }
`;
