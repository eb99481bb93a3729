/** The look of what is kept and shared. */

import { css } from 'lit';

export const keepStyle = css`
  .keep {
    margin-top: 20px;
  }
  .keep .panels {
    align-items: start;
  }
  .card {
    min-width: 0;
    padding: 14px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--surface);
  }
  .keep h3 {
    margin: 0 0 8px;
    font-size: 14px;
    font-weight: 600;
  }
  .keep h3:not(:first-child) {
    margin-top: 18px;
  }
  .keep .hint {
    margin: 0;
    font-size: 13px;
    overflow-wrap: anywhere;
  }
  .keep .hint + .hint,
  .link + .hint {
    margin-top: 8px;
  }
  .naming {
    display: grid;
    flex: 1;
    grid-template-columns: 1fr;
    gap: 8px 12px;
    align-items: end;
    padding: 0;
  }
  .naming input,
  .link input {
    width: 100%;
    min-width: 0;
  }
  .naming input {
    text-overflow: ellipsis;
  }
  .naming ::placeholder {
    color: var(--muted);
    opacity: 1;
  }
  .said {
    display: flex;
    gap: 12px;
    align-items: center;
    justify-content: space-between;
    margin: 10px 0 0;
    padding: 4px 12px;
    min-height: 40px;
    border-radius: 8px;
    background: var(--good);
    font-size: 13px;
  }
  .said button {
    min-height: 32px;
  }
  .naming ~ .hint {
    margin-top: 12px;
  }
  .runs {
    max-height: 460px;
    /* Room for the outline of what has the focus. */
    margin: 12px -6px -6px;
    padding: 0 6px 6px;
    overflow: auto;
    list-style: none;
  }
  .runs li {
    display: grid;
    grid-template-columns: 100px 1fr;
    gap: 8px 12px;
    padding: 12px 0;
    border-top: 1px solid var(--line);
  }
  .runs li:last-child {
    padding-bottom: 0;
  }
  .runs li > div {
    min-width: 0;
  }
  .runs strong,
  .runs .note {
    font-weight: 600;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  .runs .note {
    margin: 2px 0;
    font-weight: 400;
    font-size: 14px;
  }
  .runs .acts,
  .runs .naming {
    grid-column: 1 / -1;
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .runs .acts button {
    flex: 1 1 auto;
    min-height: 36px;
    padding: 0 10px;
    font-size: 14px;
  }
  canvas.grid.thumbnail {
    width: 100px;
    border-radius: 4px;
  }
  .notices .offer {
    justify-content: start;
  }
  .notices .offer .thumbnail {
    flex: none;
  }
  .link {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 8px 12px;
    align-items: end;
  }
  .link label {
    grid-column: 1 / -1;
  }
  .link label input {
    width: 160px;
  }
  #link {
    color: var(--muted);
    text-overflow: ellipsis;
  }
  .choice {
    display: flex;
    gap: 10px;
    align-items: center;
    width: fit-content;
    min-height: 40px;
    margin-top: 14px;
    color: var(--text);
    font-size: 15px;
    cursor: pointer;
  }
  @container (min-width: 720px) {
    .keep .panels {
      grid-template-columns: 1fr 1fr;
    }
    .naming {
      grid-template-columns: 1fr 1fr;
    }
    .naming > button {
      justify-self: start;
    }
  }
`;
