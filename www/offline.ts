/** Without a network after the first visit: a service worker keeps what was fetched. */

import { Workbox } from 'workbox-window';
import { ownScript } from './own-script.js';

/**
 * Keeps the page and `fetched`, what was fetched before the service worker was there: it passes by it once more,
 * out of the browser's own cache. Says when all of it is kept.
 */
export async function keepForOffline(fetched: string[]): Promise<void> {
  await new Workbox(ownScript('sw.js')).register();
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) await controlled();
  const own = fetched.filter((address) => new URL(address).origin === location.origin);
  await Promise.all(own.map((address) => fetch(address, { cache: 'force-cache' })));
  document.documentElement.dataset.offline = 'ready';
}

function controlled(): Promise<void> {
  return new Promise((resolve) => {
    navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true });
  });
}
