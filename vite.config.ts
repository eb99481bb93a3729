import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { checkWords } from './scripts/words.mjs';
import { page } from './www/text/en/page.ts';

/**
 * Writes the page's English into it, for the first paint and for those who run no scripts. No page is built while a
 * language lacks words.
 */
const words: Plugin = {
  name: 'words',
  buildStart: checkWords,
  transformIndexHtml(html) {
    const entry = (key: string) => {
      if (!(key in page)) throw new Error(`www/text/en/page.ts has no ${key}`);
      return page[key as keyof typeof page];
    };
    return html
      .replace(
        /<meta ([^>]*)data-text="(\w+)"/g,
        (_, before, key) => `<meta ${before}data-text="${key}" content="${entry(key)}"`,
      )
      .replace(/data-text="(\w+)"><\//g, (_, key) => `data-text="${key}">${entry(key)}</`);
  },
};

/** The service worker of the page: its code, and of the rest what the visitor needed. */
const offline = VitePWA({
  injectRegister: null,
  manifest: false,
  workbox: {
    globPatterns: ['**/*.{js,css,html}'],
    // A core can come after the page.
    globIgnores: ['cores/**'],
    clientsClaim: true,
    // A policy that trusts no plain text (Trusted Types) refuses a worker that imports scripts by their names.
    inlineWorkboxRuntime: true,
    skipWaiting: true,
    // The options in the address do not make another page.
    ignoreURLParametersMatching: [/./],
    runtimeCaching: [
      // Their names change with their contents.
      { urlPattern: /\/(assets|cores)\//, handler: 'CacheFirst', options: { cacheName: 'assets' } },
      { urlPattern: /\/data\/|\/cores\.json$/, handler: 'NetworkFirst', options: { cacheName: 'data' } },
    ],
  },
});

export default defineConfig({
  plugins: [words, offline],
  // The page works under any path.
  base: './',
  build: {
    target: 'es2022',
    rolldownOptions: {
      input: {
        index: resolve(import.meta.dirname, 'index.html'),
        plane: resolve(import.meta.dirname, 'plane.html'),
        // What people embed, under a name that stays the same.
        'gan-playground': resolve(import.meta.dirname, 'www/element.ts'),
      },
      preserveEntrySignatures: 'exports-only',
      output: {
        entryFileNames: ({ name }) => (name === 'gan-playground' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  worker: { format: 'es' },
});
