/** The page: the element, with its options in the URL. */

import './page.js';
import type { GanPlayground } from './element.js';
import './element.js';
import { OPTION_NAMES, spec, TOOLBAR } from './options.js';
import { openingView } from './view/audience.js';

const playground = document.querySelector('gan-playground');

if (playground) {
  const parameters = new URLSearchParams(location.search);
  for (const name of [...OPTION_NAMES, 'stop', 'view']) {
    const value = parameters.get(name);
    if (value !== null) playground.setAttribute(name, value);
  }
  const tell = async () => {
    await playground.updateComplete; // the attributes follow the properties only then
    const url = new URL(location.href);
    for (const name of [...OPTION_NAMES, 'stop']) {
      const text = playground.getAttribute(name);
      // The other options' defaults are the preset's, and what the preset gives is no attribute.
      const isDefault = TOOLBAR.includes(name) && text === spec(name).default;
      if (text === null || isDefault) url.searchParams.delete(name);
      else url.searchParams.set(name, text);
    }
    // Only where the rest of the address would open another one here.
    const opening = openingView(OPTION_NAMES.filter((name) => playground.hasAttribute(name)));
    if (playground.shownView === opening) url.searchParams.delete('view');
    else url.searchParams.set('view', playground.shownView);
    history.replaceState(null, '', url);
  };
  playground.addEventListener('optionchange', () => void tell());
  playground.addEventListener('viewchange', () => void tell());
  // Not before the data is here, whose way the service worker's own fetches would be in.
  playground.addEventListener('dataready', () => void keep(playground), { once: true });
}

async function keep(playground: GanPlayground): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const { keepForOffline } = await import('./offline.js');
  await keepForOffline(await playground.fetched()).catch(() => {}); // a page that is not kept works all the same
}
