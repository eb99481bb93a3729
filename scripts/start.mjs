// `npm start`: installs and builds what is missing, then serves the page.
import { script } from './shell.mjs';

const ADDRESS = { host: process.env.HOST ?? 'localhost', port: Number(process.env.PORT ?? 4173) };

await script(async () => {
  const { setup } = await import('./setup.mjs');
  await setup();
  const { build } = await import('./build.mjs');
  await build();
  // Vite is there only now.
  const { preview } = await import('vite');
  const server = await preview({ preview: ADDRESS });
  const [url] = [...server.resolvedUrls.local, ...server.resolvedUrls.network];
  console.log(`\nThe GAN playground is at ${url}\nStop it with Ctrl-C.`);
});
