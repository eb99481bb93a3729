/** The Rust core: loads the build that has a back end, and watches the GPU it runs on. */

import type * as Core from '../../pkg/flex/gan_playground.js';
import { PlaygroundError } from '../error.js';
import { Patience } from '../patience.js';
import type { Adapter, Backend } from '../protocol.js';
import { type Words, words } from '../text/words.js';

export type { Adapter, Core };

/** The folder of the page: a build has the workers in `assets/`. */
const SITE = new URL(import.meta.env.DEV ? '/' : '../', import.meta.url);

/** Loads the core. `onLost` is called at most once, when its GPU is lost. */
export async function loadCore(
  backend: Backend,
  onLost: (reason: string) => void,
  patience = new Patience(() => {}),
): Promise<{ core: typeof Core; adapter: () => Adapter | undefined }> {
  if (typeof WebAssembly === 'undefined') throw new PlaygroundError('wasm_unavailable', words('noWasm'));
  let adapter: () => Adapter | undefined = () => undefined;
  if (backend === 'webgpu') {
    if (!navigator.gpu) {
      throw new PlaygroundError('backend_unavailable', words('noWebgpu'));
    }
    if (!(await navigator.gpu.requestAdapter())) {
      throw new PlaygroundError('backend_unavailable', words('noGpu'));
    }
    adapter = watchGpu(onLost);
  }
  const { core, wasm } = await importCore(backend);
  await start(core, wasm, patience);
  return { core, adapter };
}

/** Whether there is a build for a back end: `npm start` serves the page before it has all of them. */
export async function isBuilt(backend: Backend): Promise<boolean> {
  return backend in (await fetchBuilds());
}

/**
 * The script of the core, and where its WebAssembly is, which has yet to come. Each back end is a build of its own,
 * so that a visitor downloads no other's code.
 */
export async function importCore(backend: Backend): Promise<{ core: typeof Core; wasm: URL }> {
  const path = (await fetchBuilds())[backend];
  if (!path) throw new PlaygroundError('backend_unavailable', words('coreNotBuilt', backend));
  const script = new URL(path, SITE);
  try {
    const core = (await import(/* @vite-ignore */ script.href)) as typeof Core;
    return { core, wasm: new URL(script.href.replace(/\.js$/, '_bg.wasm')) };
  } catch (thrown) {
    throw notLoaded(words('core'), (thrown as Error).message);
  }
}

/** Fetches the WebAssembly, which is compiled while it comes. */
async function start(core: typeof Core, url: URL, patience: Patience): Promise<void> {
  const what = words('core');
  const { started } = await patience.for({ what, code: 'core_unavailable' }, async ({ signal, alive }) => {
    const response = await fetch(url, { signal }).catch((error: Error) => {
      throw notLoaded(what, error.message);
    });
    if (!response.ok)
      throw notLoaded(what, words('refused', response.status, new URL(response.url).pathname));
    alive();
    const copy = response.clone();
    const started = core.default({ module_or_path: response });
    started.catch(() => {}); // handled below
    await follow(copy, alive);
    // Compiling it may take longer than any wait for a byte.
    return { started };
  });
  try {
    await started;
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    // Browsers word it differently, but all name the policy.
    if (/content.?security.?policy|\bCSP\b/i.test(thrown.message)) {
      throw new PlaygroundError('wasm_unavailable', words('wasmForbidden'));
    }
    const isBroken = thrown instanceof WebAssembly.CompileError || thrown instanceof TypeError;
    throw isBroken ? notLoaded(what, thrown.message) : thrown;
  }
}

/** The paths of the builds that are there. */
async function fetchBuilds(): Promise<Partial<Record<Backend, string>>> {
  const what = words('listOfCores');
  const url = new URL('cores.json', SITE);
  const response = await fetch(url, { cache: 'no-cache' }).catch((error: Error) => {
    throw notLoaded(what, error.message);
  });
  if (!response.ok) throw notLoaded(what, words('refused', response.status, url.pathname));
  return response.json().catch((error: Error) => {
    throw notLoaded(what, error.message);
  });
}

/** Sees each part of a body come. How it fails is seen by who uses it. */
async function follow({ body }: Response, onPart: () => void): Promise<void> {
  const reader = body?.getReader();
  try {
    while (reader && !(await reader.read()).done) onPart();
  } catch {
    // Said above.
  }
}

function notLoaded(what: Words, reason: string | Words): PlaygroundError {
  return new PlaygroundError('core_unavailable', words('notFetched', what, reason));
}

/** The core asks for its device itself, so this listens in on what it gets. */
function watchGpu(onLost: (reason: string) => void): () => Adapter | undefined {
  let found: Adapter | undefined;
  const requestDevice = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    const device = await requestDevice.call(this, descriptor);
    const { vendor, architecture, description, isFallbackAdapter } = this.info ?? {};
    const name = description || [vendor, architecture].filter(Boolean).join(' ');
    found = {
      name,
      software: isFallbackAdapter || /swiftshader|llvmpipe|basic render/i.test(`${name} ${architecture}`),
    };
    device.lost.then(({ message }) => onLost(message));
    return device;
  };
  return () => found;
}
