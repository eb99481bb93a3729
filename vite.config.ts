import { resolve } from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  // The page works under any path.
  base: './',
  build: {
    target: 'es2022',
    rolldownOptions: {
      input: {
        index: resolve(import.meta.dirname, 'index.html'),
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
