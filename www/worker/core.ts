/** The Rust core: loads the build that has a back end, and watches the GPU it runs on. */

import type * as Core from '../../pkg/flex/gan_playground.js';
import { PlaygroundError } from '../error.js';
import type { Adapter, Backend } from '../protocol.js';
import { words } from '../text/words.js';

export type { Adapter, Core };

/** Loads the core. `onLost` is called at most once, when its GPU is lost. */
export async function loadCore(
  backend: Backend,
  onLost: (reason: string) => void,
): Promise<{ core: typeof Core; adapter: () => Adapter | undefined }> {
  // Each back end is a build of its own, so that a visitor downloads no other's code.
  if (backend !== 'webgpu') {
    const core = await (backend === 'flex'
      ? import('../../pkg/flex/gan_playground.js')
      : import('../../pkg/ndarray/gan_playground.js'));
    await core.default();
    return { core: core as unknown as typeof Core, adapter: () => undefined };
  }
  if (!navigator.gpu) {
    throw new PlaygroundError('backend_unavailable', words('noWebgpu'));
  }
  if (!(await navigator.gpu.requestAdapter())) {
    throw new PlaygroundError('backend_unavailable', words('noGpu'));
  }
  const adapter = watchGpu(onLost);
  const core = await import('../../pkg/webgpu/gan_playground.js');
  await core.default();
  return { core: core as unknown as typeof Core, adapter };
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
