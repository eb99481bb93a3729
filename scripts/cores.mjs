// The Rust core: a build for each back end, and the folder beside the page from which it loads the one that runs.
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isDone, once, ROOT, run } from './shell.mjs';
import { installWasmBindgen, WASM } from './toolchain.mjs';

const INPUTS = ['Cargo.toml', 'Cargo.lock', '.cargo', 'src'];
const FILES = ['gan_playground.js', 'gan_playground_bg.wasm'];
const ABOUT = {
  flex: 'the CPU (a few minutes the first time)',
  webgpu: 'WebGPU (some minutes the first time)',
  ndarray: 'the CPU by ndarray, to compare (a few minutes the first time)',
};
const BACKENDS = Object.keys(ABOUT);

/** Builds the core for a back end into `pkg/<backend>`, and puts it beside the page. */
export async function buildCore(backend) {
  await once(`core-${backend}`, step(backend), async () => {
    // The tool is needed only after the compiler, which it then does not keep waiting.
    await Promise.all([
      installWasmBindgen(),
      run('cargo', [
        ...['build', '--lib', '--release', '--locked', '--target', WASM, '--target-dir', 'target'],
        ...['--no-default-features', '--features', backend],
      ]),
    ]);
    const wasm = join('target', WASM, 'release', 'gan_playground.wasm');
    await run('wasm-bindgen', ['--target', 'web', '--out-dir', join('pkg', backend), wasm]);
  });
  publishCores();
}

function step(backend) {
  return {
    title: `the core for ${ABOUT[backend]}`,
    inputs: INPUTS,
    outputs: FILES.map((file) => join('pkg', backend, file)),
  };
}

/** Whether there is something to do for `buildCore`. */
export function isBuilt(backend) {
  return isDone(`core-${backend}`, step(backend));
}

/**
 * Puts the cores that are built beside the page, each in a folder whose name changes with its contents, and
 * lists them in `cores.json`. The list is written last, so that it never names what is not there.
 */
export function publishCores() {
  const built = BACKENDS.filter(isBuilt).map((backend) => [backend, `${backend}-${fingerprint(backend)}`]);
  // The first is that of a page yet to be built, the second that of one that is there.
  const sites = [join(ROOT, 'public'), join(ROOT, 'dist')];
  for (const site of sites.filter((path, index) => index === 0 || existsSync(path))) {
    const cores = join(site, 'cores');
    mkdirSync(cores, { recursive: true });
    for (const [backend, name] of built) {
      mkdirSync(join(cores, name), { recursive: true });
      for (const file of FILES) copyFileSync(join(ROOT, 'pkg', backend, file), join(cores, name, file));
    }
    const list = Object.fromEntries(built.map(([backend, name]) => [backend, `cores/${name}/${FILES[0]}`]));
    writeFileSync(join(site, 'cores.json.new'), JSON.stringify(list, null, 1));
    renameSync(join(site, 'cores.json.new'), join(site, 'cores.json'));
    const stale = readdirSync(cores).filter((name) => !built.some(([, current]) => current === name));
    for (const name of stale) rmSync(join(cores, name), { recursive: true });
  }
}

function fingerprint(backend) {
  const hash = createHash('sha256');
  for (const file of FILES) hash.update(readFileSync(join(ROOT, 'pkg', backend, file)));
  return hash.digest('hex').slice(0, 8);
}
