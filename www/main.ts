/** The page: the element, with its options in the URL. */

import './element.js';
import { OPTION_NAMES, spec } from './options.js';

const playground = document.querySelector('gan-playground');

if (playground) {
  const parameters = new URLSearchParams(location.search);
  for (const name of OPTION_NAMES) {
    const value = parameters.get(name);
    if (value !== null) playground.setAttribute(name, value);
  }
  playground.addEventListener('optionchange', () => {
    const url = new URL(location.href);
    for (const name of OPTION_NAMES) {
      const text = playground.getAttribute(name);
      if (text === null || text === spec(name).default) url.searchParams.delete(name);
      else url.searchParams.set(name, text);
    }
    history.replaceState(null, '', url);
  });
}
