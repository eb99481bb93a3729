// Builds all that the page needs: the core for the CPU and for WebGPU, the data, and the page.
import { join } from 'node:path';
import { BANDS, BANDS_MODULE, writeBands } from './bands.mjs';
import { copyClassifiers, makeData, MANIFESTS } from './data.mjs';
import { EXPECTATIONS_MODULE, MEASURED, writeExpectations } from './expectations.mjs';
import { OPTIONS_MODULE, PLANE_MODULE, writeOptions } from './options.mjs';
import { setup } from './setup.mjs';
import { isMain, once, run, script } from './shell.mjs';

const CORE = ['Cargo.toml', 'Cargo.lock', '.cargo', 'src'];

/** One build of the core for a back end into `pkg/<feature>`; a visitor downloads only the one that runs. */
function buildCore(feature, about) {
  const out = join('pkg', feature);
  return once(
    `core-${feature}`,
    {
      title: `the core for ${about}`,
      inputs: CORE,
      outputs: [join(out, 'gan_playground_bg.wasm'), join(out, 'gan_playground.js')],
    },
    () =>
      run('wasm-pack', [
        ...['build', '--release', '--target', 'web', '--no-pack', '--out-dir', out],
        ...['--', '--no-default-features', '--features', feature],
      ]),
  );
}

export async function build() {
  await makeData();
  await copyClassifiers();
  await buildCore('flex', 'the CPU (a few minutes the first time)');
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
  await buildCore('webgpu', 'WebGPU (some minutes the first time)');
  await buildCore('ndarray', 'the CPU by ndarray, to compare (a few minutes the first time)');
  await once(
    'page',
    {
      title: 'the page',
      inputs: [
        'index.html',
        'plane.html',
        'vite.config.ts',
        'package-lock.json',
        'www',
        'pkg',
        'weights',
        ...MANIFESTS,
      ],
      outputs: [join('dist', 'index.html'), join('dist', 'gan-playground.js')],
    },
    () => run('npx', ['vite', 'build', '--logLevel', 'warn']),
  );
}

if (isMain(import.meta.url)) {
  await script(async () => {
    await setup();
    await build();
  });
}
