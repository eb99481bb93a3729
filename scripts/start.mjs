// `npm start`: installs and builds what is missing, and serves the page as soon as it can train on the CPU.
import { buildOtherCores, buildPage, missingCores } from './build.mjs';
import { report, script, StepError } from './shell.mjs';
import { installRust } from './toolchain.mjs';

const ADDRESS = { host: process.env.HOST ?? 'localhost', port: Number(process.env.PORT ?? 4173) };

await script(async () => {
  await installRust();
  await buildPage();
  // Vite is there only now.
  const { preview } = await import('vite');
  const server = await preview({ preview: ADDRESS });
  const [url] = [...server.resolvedUrls.local, ...server.resolvedUrls.network];
  console.log(`\nThe GAN playground is at ${url}\nStop it with Ctrl-C.`);

  const missing = missingCores();
  if (missing.length === 0) return;
  console.log(
    `It trains on the CPU for now. What it needs for ${missing.join(' and ')} is built meanwhile, and taken up when it comes.`,
  );
  try {
    await buildOtherCores();
    console.log(`\nAll back ends are there now, at ${url}`);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    report(error);
    console.error(`  The page goes on without it, at ${url}`);
  }
});
