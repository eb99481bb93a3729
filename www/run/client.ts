/**
 * The page's end of the calls: keeps a worker alive that trains. When one cannot start or dies (no
 * GPU, a lost one, a crash), the next takes over where the last checkpoint was.
 */

import { proxy, type Remote } from 'comlink';
import { aborted, PlaygroundError } from '../error.js';
import type { Adapter, Backend, Quality, RunInfo, Start, WorkerApi, WorkerEvent } from '../protocol.js';
import { type Words, words } from '../text/words.js';
import { Connection, WorkerDied } from './connection.js';

/** What the client tells its owner, besides what the worker says. */
export type ClientEvent =
  | Exclude<WorkerEvent, { type: 'fatal' }>
  /** A run began anew, or goes on on another worker. */
  | { type: 'run'; run: RunInfo; anew: boolean }
  /** A back end runs; `reason` says why it is not the one that was asked for. */
  | { type: 'backend'; backend: Backend; adapter: Adapter | undefined; reason: Words | undefined }
  /** No worker can be had any more. */
  | { type: 'failed'; error: PlaygroundError };

type Link = Connection<WorkerApi>;

/** A back end that fails this soon after it started is not tried again. */
const HOPELESS_MS = 10_000;
/** How long a GPU may take to start and to take its first step. */
const GPU_START_MS = 120_000;

export class Client {
  /** The worker that is open. */
  private link: Promise<Link>;
  /** The worker that there is, and whether it is open. */
  private connection: Link | undefined;
  private isOpen = false;
  private checkpoint: Uint8Array | undefined;
  private start: Start;
  private wantsTraining = false;
  private closed = false;

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

  /** Where the run would go on: at its last checkpoint, or else at its beginning. */
  get resumption(): Start {
    return this.checkpoint ? { checkpoint: this.checkpoint } : this.start;
  }

  /** Begins another run; the one before it ends. */
  async begin(start: Start): Promise<void> {
    this.wantsTraining = false;
    const run = await this.ask((api) => api.begin(start));
    this.start = start;
    this.checkpoint = undefined;
    this.emit({ type: 'run', run, anew: true });
  }

  /** Moves the run to another back end; calls under way are made again there. */
  async moveTo(wanted: Backend | 'auto'): Promise<void> {
    await this.pause();
    const bytes = await this.save();
    const link = await this.link;
    this.start = { checkpoint: bytes };
    this.checkpoint = bytes;
    this.link = this.open(wanted);
    this.link.catch(() => {});
    link.close(new WorkerDied(new PlaygroundError('core_failed', words('workerNotOpen'))));
    await this.link;
  }

  /** Trains until `step` steps were taken in all, or until `pause`, on whatever worker there is. */
  async trainTo(step: number): Promise<void> {
    this.wantsTraining = true;
    try {
      await this.ask(async (api) => {
        if (this.wantsTraining) await api.trainTo(step);
      });
    } finally {
      this.wantsTraining = false;
    }
  }

  async pause(): Promise<void> {
    this.wantsTraining = false;
    await this.ask((api) => api.pause());
  }

  sample(seed: number, labels: Uint8Array): Promise<Float32Array> {
    return this.ask((api) => api.sample(seed, labels));
  }

  judge(count: number): Promise<Quality> {
    return this.ask((api) => api.judge(count));
  }

  save(): Promise<Uint8Array> {
    return this.ask((api) => api.save());
  }

  retryData(): Promise<void> {
    return this.ask((api) => api.retryData());
  }

  /** Asks the worker there is for anything that it can be asked, and again the next one where it dies. */
  async ask<T>(work: (api: Remote<WorkerApi>) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await (await this.link).call(work);
      } catch (thrown) {
        if (!(thrown instanceof WorkerDied)) throw thrown;
      }
    }
  }

  /** Ends the worker, and all calls with an `AbortError`. */
  close(): void {
    this.closed = true;
    this.connection?.close(aborted());
  }

  /** Does so too, and says where the run goes on: where it was, if it can still be saved. */
  async suspend(): Promise<Start> {
    const { connection, isOpen } = this;
    this.closed = true;
    try {
      // One that is not open has nothing to save.
      if (!connection || !isOpen) return this.resumption;
      connection.abort(aborted());
      await connection.call((api) => api.pause());
      return { checkpoint: await connection.call((api) => api.save()) };
    } catch {
      return this.resumption;
    } finally {
      this.close();
    }
  }

  private emit(event: ClientEvent): void {
    if (!this.closed) this.onEvent(event);
  }

  /** Opens the back end that is wanted, or else the CPU, and says which one it is. */
  private async open(wanted: Backend | 'auto', because?: Words): Promise<Link> {
    const first = wanted === 'auto' ? 'webgpu' : wanted;
    try {
      return await this.openOn(first, because);
    } catch (thrown) {
      if (this.closed) throw aborted();
      const error = PlaygroundError.from(thrown);
      if (first !== 'webgpu' || !isAboutTheBackend(error)) {
        this.emit({ type: 'failed', error });
        throw error;
      }
      return this.open('flex', words('webgpuFails', error.words));
    }
  }

  private async openOn(backend: Backend, reason: Words | undefined): Promise<Link> {
    const opened = performance.now();
    this.isOpen = false;
    const worker = new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module' });
    const link: Link = new Connection<WorkerApi>(worker, (why) => {
      if (this.isOpen && this.connection === link) this.replace(backend, why, performance.now() - opened);
    });
    this.connection = link;
    const onEvent = (event: WorkerEvent) => {
      if (event.type === 'checkpoint') this.checkpoint = event.bytes;
      if (event.type === 'fatal') link.die(new PlaygroundError(event.error.code, event.error.words));
      else this.emit(event);
    };
    try {
      const opening = (api: Remote<WorkerApi>) => api.open(backend, this.start, this.dataUrl, proxy(onEvent));
      const run = await Promise.race([
        link.call(opening),
        ...(backend === 'webgpu' ? [timeout(GPU_START_MS)] : []),
      ]);
      const adapter = await link.call((api) => api.adapter());
      this.isOpen = true;
      this.emit({ type: 'run', run, anew: false });
      this.emit({ type: 'backend', backend, adapter, reason: reason ?? softwareHint(adapter) });
      return link;
    } catch (thrown) {
      link.close(aborted());
      throw thrown instanceof WorkerDied ? thrown.why : thrown;
    }
  }

  /** After the death of a worker that was open: another goes on from the last checkpoint. */
  private replace(backend: Backend, error: PlaygroundError, livedMs: number): void {
    if (this.closed) return;
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

/** Whether the CPU may work where this failed: not so where the data or a file is bad. */
function isAboutTheBackend({ code }: PlaygroundError): boolean {
  return !/^(data_|checkpoint_|invalid_|conflicting_)/.test(code);
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
