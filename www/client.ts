/**
 * The page's end of the calls: keeps a worker alive that trains. When one cannot start or dies (no
 * GPU, a lost one, a crash), the next takes over where the last checkpoint was.
 */

import { proxy, type Remote, wrap } from 'comlink';
import { passErrorCodes } from './calls.js';
import { PlaygroundError } from './error.js';
import { Patience } from './patience.js';
import type { Adapter, Backend, Quality, RunInfo, Start, WorkerApi, WorkerEvent } from './protocol.js';
import { type Words, words } from './text/words.js';
import { openWorker } from './own-script.js';
import workerUrl from './worker/worker.ts?worker&url';

/** What the client tells its owner, besides what the worker says. */
export type ClientEvent =
  | Exclude<WorkerEvent, { type: 'fatal' }>
  /** A run began anew, or goes on on another worker. */
  | { type: 'run'; run: RunInfo; isNew: boolean }
  /** A back end runs; `reason` says why it is not the one that was asked for. */
  | { type: 'backend'; backend: Backend; adapter: Adapter | undefined; reason: Words | undefined }
  /** No worker can be had any more. */
  | { type: 'failed'; error: PlaygroundError };

/** A worker that is open. */
interface Link {
  api: Remote<WorkerApi>;
  worker: Worker;
  /** Rejects when the worker dies. */
  died: Promise<never>;
}

/** Why a call has to be made again on the next worker. */
class WorkerDied extends Error {}

/** A back end that fails this soon after it started is not tried again. */
const HOPELESS_MS = 10_000;
/** How long the worker's scripts, which show no sign of life while they come, may take in one try. */
const SCRIPTS_MS = 20_000;
/** How long a GPU may take to start and to take its first step. */
const GPU_START_MS = 120_000;
/** How often it is asked whether a core that is being built is there. */
const BUILT_POLL_MS = 3000;

passErrorCodes();

export class Client {
  private link: Promise<Link>;
  private checkpoint: Uint8Array | undefined;
  private start: Start;
  private wantsTraining = false;
  /** The back end that the CPU stands in for and that was built meanwhile; the next run takes it. */
  private built: Backend | undefined;
  private closed = false;
  private readonly patience = new Patience((late) => this.emit({ type: 'late', late }));

  constructor(
    wanted: Backend | 'auto',
    start: Start,
    private readonly dataUrl: string,
    private readonly onEvent: (event: ClientEvent) => void,
  ) {
    this.start = start;
    this.link = this.open(wanted);
    this.link.catch(() => {}); // said by the event `failed`, and by every call
  }

  /** Settles once a worker is open; fails where none can be had. */
  get ready(): Promise<void> {
    return this.link.then(() => {});
  }

  /** Where the run would go on: at its last checkpoint, or else at its beginning. */
  get resumption(): Start {
    return this.checkpoint ? { checkpoint: this.checkpoint } : this.start;
  }

  /** Begins another run; the one before it ends. */
  async begin(start: Start): Promise<void> {
    this.wantsTraining = false;
    const run = await this.call((api) => api.begin(start));
    this.start = start;
    this.checkpoint = undefined;
    this.emit({ type: 'run', run, isNew: true });
    if (this.built) await this.moveTo(this.built);
  }

  /** Moves the run to another back end. */
  async moveTo(wanted: Backend | 'auto'): Promise<void> {
    await this.pause();
    const bytes = await this.save();
    const link = await this.link;
    this.start = { checkpoint: bytes };
    this.checkpoint = bytes;
    link.worker.terminate();
    this.built = undefined;
    this.link = this.open(wanted);
    this.link.catch(() => {});
    await this.link;
  }

  /** Trains until `step` steps were taken in all, or until `pause`, on whatever worker there is. */
  async trainTo(step: number): Promise<void> {
    this.wantsTraining = true;
    try {
      await this.call(async (api) => {
        if (this.wantsTraining) await api.trainTo(step);
      });
    } finally {
      this.wantsTraining = false;
    }
  }

  async pause(): Promise<void> {
    this.wantsTraining = false;
    await this.call((api) => api.pause());
  }

  /** Asks the worker there is for anything that it can be asked. */
  ask<T>(work: (api: Remote<WorkerApi>) => Promise<T>): Promise<T> {
    return this.call(work);
  }

  sample(seed: number, labels: Uint8Array): Promise<Float32Array> {
    return this.call((api) => api.sample(seed, labels));
  }

  judge(count: number): Promise<Quality> {
    return this.call((api) => api.judge(count));
  }

  save(): Promise<Uint8Array> {
    return this.call((api) => api.save());
  }

  retryData(): Promise<void> {
    return this.call((api) => api.retryData());
  }

  close(): void {
    this.closed = true;
    this.link.then(({ worker }) => worker.terminate()).catch(() => {});
  }

  private emit(event: ClientEvent): void {
    if (!this.closed) this.onEvent(event);
  }

  /** Makes a call on the worker there is, and again on the next one where it dies. */
  private async call<T>(work: (api: Remote<WorkerApi>) => Promise<T>): Promise<T> {
    for (;;) {
      const link = await this.link;
      try {
        return await Promise.race([work(link.api), link.died]);
      } catch (thrown) {
        if (!(thrown instanceof WorkerDied)) throw thrown;
      }
    }
  }

  /** Opens the back end that is wanted, or else the CPU, and says which one it is. */
  private async open(wanted: Backend | 'auto', because?: Words): Promise<Link> {
    const first = wanted === 'auto' ? 'webgpu' : wanted;
    try {
      return await this.openOn(first, because);
    } catch (thrown) {
      const error = PlaygroundError.from(thrown);
      if (error.words.key === 'coreNotBuilt' && first !== 'flex') return this.standIn(first);
      if (first !== 'webgpu' || !isAboutTheBackend(error)) {
        this.emit({ type: 'failed', error });
        throw error;
      }
      return this.open('flex', words('webgpuFails', error.words));
    }
  }

  /** Opens the CPU in the place of a back end that is still being built, and says when that one is there. */
  private async standIn(missing: Backend): Promise<Link> {
    const name = missing === 'webgpu' ? 'WebGPU' : missing;
    const link = await this.open('flex', words('coreAwaited', name));
    const watch = async () => {
      while (!(await link.api.isBuilt(missing))) {
        await new Promise((resolve) => setTimeout(resolve, BUILT_POLL_MS));
      }
      if ((await this.link) !== link) return;
      this.built = missing;
      this.emit({ type: 'backend', backend: 'flex', adapter: undefined, reason: words('coreCame', name) });
    };
    watch().catch(() => {}); // a server that is gone: a reload finds the core, too
    return link;
  }

  private async openOn(backend: Backend, reason: Words | undefined): Promise<Link> {
    const opened = performance.now();
    const { worker, api, failed, die } = await this.patience.for(
      { what: words('worker'), code: 'worker_unavailable', tryMs: SCRIPTS_MS },
      ({ signal }) => startWorker(backend, signal),
    );
    const onEvent = (event: WorkerEvent) => {
      if (event.type === 'checkpoint') this.checkpoint = event.bytes;
      if (event.type === 'fatal') die(new PlaygroundError(event.error.code, event.error.words));
      else this.emit(event);
    };
    try {
      const opening = api.open(backend, this.start, this.dataUrl, proxy(onEvent));
      const run = await Promise.race([
        opening,
        failed,
        ...(backend === 'webgpu' ? [timeout(GPU_START_MS)] : []),
      ]);
      const adapter = await api.adapter();
      this.emit({ type: 'run', run, isNew: false });
      this.emit({ type: 'backend', backend, adapter, reason: reason ?? softwareHint(adapter) });
    } catch (thrown) {
      worker.terminate();
      throw thrown;
    }
    const died = failed.catch((error) => {
      worker.terminate();
      this.replace(backend, error, performance.now() - opened);
      throw new WorkerDied();
    });
    died.catch(() => {}); // seen by whoever is calling, if anyone is
    return { api, worker, died };
  }

  /** After the death of a worker that was open: another goes on from the last checkpoint. */
  private replace(backend: Backend, error: PlaygroundError, livedMs: number): void {
    if (this.closed) return;
    this.emit({ type: 'late', late: [] }); // what the dead one waited for
    this.start = this.resumption;
    if (backend === 'webgpu') {
      this.link = this.open('flex', words('webgpuStopped', error.words));
    } else if (livedMs > HOPELESS_MS) {
      this.link = this.open(backend, words('coreRestarted', error.words));
    } else {
      this.link = Promise.reject(error);
      this.emit({ type: 'failed', error });
    }
    this.link.catch(() => {});
  }
}

/** A worker whose scripts are here. */
interface Started {
  worker: Worker;
  api: Remote<WorkerApi>;
  /** Rejects when the worker dies. */
  failed: Promise<never>;
  die: (error: PlaygroundError) => void;
}

/** How often nothing came of a worker. */
let silences = 0;

async function startWorker(backend: Backend, signal: AbortSignal): Promise<Started> {
  // By the same address, Chromium has a request wait for the one that hangs, even where its worker is gone.
  const worker = openWorker(silences ? `${workerUrl}?again=${silences}` : workerUrl);
  signal.addEventListener('abort', () => {
    silences++;
    worker.terminate();
  });
  const api = wrap<WorkerApi>(worker);
  let die: (error: PlaygroundError) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    die = reject;
  });
  failed.catch(() => {}); // handled by who opens it
  // No script of it has run by then: it is missing, or something else than a script.
  worker.onerror = () => die(new PlaygroundError('worker_unavailable', words('workerNotLoaded')));
  try {
    await Promise.race([api.load(backend), failed]);
  } catch (thrown) {
    worker.terminate();
    throw thrown;
  }
  worker.onerror = ({ message }) => die(PlaygroundError.from(message));
  return { worker, api, failed, die };
}

/** Whether the CPU may work where this failed: not so where the data, a file or the worker's script is bad. */
function isAboutTheBackend({ code }: PlaygroundError): boolean {
  return !/^(data_|checkpoint_|invalid_|conflicting_|worker_|wasm_)/.test(code);
}

function softwareHint(adapter: Adapter | undefined): Words | undefined {
  return adapter?.software ? words('software') : undefined;
}

function timeout(milliseconds: number): Promise<never> {
  return new Promise((_, reject) => {
    const error = new PlaygroundError('backend_unavailable', words('gpuSlow', milliseconds / 1000));
    setTimeout(() => reject(error), milliseconds);
  });
}
