/** What the tools look at: the run that is there, and how to ask it something. */

import type { Remote } from 'comlink';
import type { Past } from '../api.js';
import type { Client, ClientEvent } from '../client.js';
import type { RunInfo, Settings, Start, WorkerApi } from '../protocol.js';

export interface Subject {
  run: RunInfo;
  /** Whether it trains right now. */
  training: boolean;
  /** The names of its ten classes. */
  classes: string[];
  /** Settings that were edited and not yet applied. */
  draft: Settings;
  ask<T>(work: (api: Remote<WorkerApi>) => Promise<T>): Promise<T>;
  /** Begins a run with some settings changed, and trains it. */
  train(changes: Settings): Promise<void>;
  /** Edits a setting, which changes nothing before `apply`. */
  edit(name: string, text: string): void;
  apply(): void;
  discard(): void;
  /** Pauses the run; resolves once it has. */
  pause(): Promise<void>;
  /** Begins another run beside this one, on the same back end and the same data. */
  openClient(start: Start, onEvent: (event: ClientEvent) => void): Client;
  /** Puts another run in the place of this one, which is kept. */
  take(bytes: Uint8Array, past: Past): Promise<void>;
}
