/** The page of the 2-D mode. */

import './view/plane/element.js';
import { html, render } from 'lit';
import { language, onLanguage, texts } from './text/index.js';

function head(): void {
  const { title, intro, back } = texts().plane;
  document.title = title;
  document.documentElement.lang = language() === 'zh' ? 'zh-Hans' : language();
  const header = document.querySelector('header');
  if (!header) return;
  render(
    html`
      <h1>${title}</h1>
      <p>
        ${intro}
        <br />
        <a href="./">${back}</a>
      </p>
    `,
    header,
  );
}

head();
onLanguage(head, new AbortController().signal);
