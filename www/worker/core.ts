/** The Rust core: loads the build that has a back end, and watches the GPU it runs on. */

import type * as Core from '../../pkg/flex/gan_playground.js';
import flexUrl from '../../pkg/flex/gan_playground_bg.wasm?url';
import ndarrayUrl from '../../pkg/ndarray/gan_playground_bg.wasm?url';
import webgpuUrl from '../../pkg/webgpu/gan_playground_bg.wasm?url';
import { PlaygroundError } from '../error.js';
import { Patience } from '../patience.js';
import type { Adapter, Backend } from '../protocol.js';
import { words } from '../text/words.js';

export type { Adapter, Core };

/** Each back end is a build of its own, so that a visitor downloads no other's code. */
const BUILDS = {
  flex: { url: flexUrl, script: () => import('../../pkg/flex/gan_playground.js') },
  ndarray: { url: ndarrayUrl, script: () => import('../../pkg/ndarray/gan_playground.js') },
  webgpu: { url: webgpuUrl, script: () => import('../../pkg/webgpu/gan_playground.js') },
};

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
  const core = await importCore(backend);
  await start(core, BUILDS[backend].url, patience);
  return { core, adapter };
}

/** The script of the core, whose WebAssembly has yet to come. */
export async function importCore(backend: Backend): Promise<typeof Core> {
  try {
    return (await BUILDS[backend].script()) as unknown as typeof Core;
  } catch (thrown) {
    throw notLoaded((thrown as Error).message);
  }
}

/** Fetches the WebAssembly, which is compiled while it comes. */
async function start(core: typeof Core, url: string, patience: Patience): Promise<void> {
  const what = words('core');
  const { started } = await patience.for({ what, code: 'core_unavailable' }, async ({ signal, alive }) => {
    const response = await fetch(url, { signal }).catch((error: Error) => {
      throw notLoaded(error.message);
    });
    if (!response.ok) throw notLoaded(words('refused', response.status, new URL(response.url).pathname));
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
    throw isBroken ? notLoaded(thrown.message) : thrown;
  }
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

function notLoaded(reason: string | ReturnType<typeof words>): PlaygroundError {
  return new PlaygroundError('core_unavailable', words('notFetched', words('core'), reason));
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
