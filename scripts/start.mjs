// `npm start`: installs and builds what is missing, then serves the page.
import { build } from './build.mjs';
import { setup } from './setup.mjs';
import { script } from './shell.mjs';

const ADDRESS = { host: process.env.HOST ?? 'localhost', port: Number(process.env.PORT ?? 4173) };

await script(async () => {
  await setup();
  await build();
  // Vite is there only now.
  const { preview } = await import('vite');
  const server = await preview({ preview: ADDRESS });
  const [url] = [...server.resolvedUrls.local, ...server.resolvedUrls.network];
  console.log(`\nThe GAN playground is at ${url}\nStop it with Ctrl-C.`);
});
