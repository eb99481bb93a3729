// Builds all that the page needs: the core for the CPU and for WebGPU, the data, and the page.
import { join } from 'node:path';
import { BANDS, BANDS_MODULE, writeBands } from './bands.mjs';
import { copyClassifiers, makeData, MANIFESTS } from './data.mjs';
import { EXPECTATIONS_MODULE, MEASURED, writeExpectations } from './expectations.mjs';
import { OPTIONS_MODULE, PLANE_MODULE, writeOptions } from './options.mjs';
import { buildCore, isBuilt } from './cores.mjs';
import { installPackages } from './setup.mjs';
import { isMain, once, run, script } from './shell.mjs';
import { installRust } from './toolchain.mjs';

/** Builds the page with the core for the CPU: all that it needs to train. */
export async function buildPage() {
  await Promise.all([buildData(), buildCore('flex')]);
  await once(
    'options',
    {
      title: 'the options of the page',
      inputs: [join('pkg', 'flex'), join('scripts', 'options.mjs')],
      outputs: [OPTIONS_MODULE, PLANE_MODULE],
    },
    writeOptions,
  );
  await once(
    'expectations',
    {
      title: 'what to expect of the presets',
      inputs: [MEASURED, join('scripts', 'expectations.mjs')],
      outputs: [EXPECTATIONS_MODULE],
    },
    writeExpectations,
  );
  await once(
    'bands',
    {
      title: 'the losses of healthy runs',
      inputs: [BANDS, join('scripts', 'bands.mjs')],
      outputs: [BANDS_MODULE],
    },
    writeBands,
  );
  await once(
    'page',
    {
      title: 'the page',
      inputs: [
        ...['index.html', 'plane.html', 'vite.config.ts', 'package-lock.json'],
        ...['www', 'weights', ...MANIFESTS],
      ],
      outputs: [join('dist', 'index.html'), join('dist', 'gan-playground.js')],
    },
    () => run('npx', ['vite', 'build', '--logLevel', 'warn']),
  );
}

async function buildData() {
  await installPackages();
  await makeData();
  await copyClassifiers();
}

/** The back ends that the page can do without until they come. */
const OTHERS = ['webgpu', 'ndarray'];

export function missingCores() {
  return OTHERS.filter((backend) => !isBuilt(backend));
}

export async function buildOtherCores() {
  for (const backend of OTHERS) await buildCore(backend);
}

/** Builds all of the page. */
export async function build() {
  await buildPage();
  await buildOtherCores();
}

if (isMain(import.meta.url)) {
  await script(async () => {
    await installRust();
    await build();
  });
}
