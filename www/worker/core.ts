/** The Rust core: loads the build that has a back end, and watches the GPU it runs on. */

import type * as Core from '../../pkg/flex/gan_playground.js';
import { PlaygroundError } from '../error.js';
import type { Adapter, Backend } from '../protocol.js';
import { words } from '../text/words.js';

export type { Adapter, Core };

/** The folder of the page: a build has the workers in `assets/`. */
const SITE = new URL(import.meta.env.DEV ? '/' : '../', import.meta.url);

/** Loads the core. `onLost` is called at most once, when its GPU is lost. */
export async function loadCore(
  backend: Backend,
  onLost: (reason: string) => void,
): Promise<{ core: typeof Core; adapter: () => Adapter | undefined }> {
  if (backend !== 'webgpu') return { core: await loadBuild(backend), adapter: () => undefined };
  if (!navigator.gpu) {
    throw new PlaygroundError('backend_unavailable', words('noWebgpu'));
  }
  if (!(await navigator.gpu.requestAdapter())) {
    throw new PlaygroundError('backend_unavailable', words('noGpu'));
  }
  const adapter = watchGpu(onLost);
  return { core: await loadBuild(backend), adapter };
}

/** Whether there is a build for a back end: `npm start` serves the page before it has all of them. */
export async function isBuilt(backend: Backend): Promise<boolean> {
  return backend in (await fetchBuilds());
}

/** Each back end is a build of its own, so that a visitor downloads no other's code. */
async function loadBuild(backend: Backend): Promise<typeof Core> {
  const path = (await fetchBuilds())[backend];
  if (!path) throw new PlaygroundError('backend_unavailable', words('coreNotBuilt', backend));
  const core = (await import(/* @vite-ignore */ new URL(path, SITE).href)) as typeof Core;
  await core.default();
  return core;
}

/** The paths of the builds that are there. */
async function fetchBuilds(): Promise<Partial<Record<Backend, string>>> {
  const url = new URL('cores.json', SITE);
  const response = await fetch(url, { cache: 'no-cache' });
  if (!response.ok) {
    const answer = words('refused', response.status, url.pathname);
    throw new PlaygroundError('core_failed', words('notFetched', words('listOfCores'), answer));
  }
  return response.json();
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
