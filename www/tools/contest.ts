/** Two lanes that train for the same time: they begin and stop at the same moment. */

import type { Settings } from '../protocol.js';
import { Lane } from './race-lane.js';
import type { Subject } from './subject.js';

/** Both lanes are judged this often at the same moment, besides when their workers do by themselves. */
const JUDGE_MS = 10_000;

export class Contest {
  readonly lanes: [Lane, Lane];
  state: 'preparing' | 'running' | 'stopping' | 'paused' = 'preparing';
  /** Settles when both lanes could begin, or never will. */
  readonly ready: Promise<void>;
  private closed = false;
  /** The seconds until the last pause, and when it went on after it. */
  private before = 0;
  private since: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private judging: ReturnType<typeof setTimeout> | undefined;
  private stopped: Promise<void> = Promise.resolve();

  constructor(
    settings: [Settings, Settings],
    openClient: Subject['openClient'],
    private limit: number,
    private readonly changed: () => void,
  ) {
    const lane = (settings: Settings) =>
      new Lane(
        settings,
        openClient,
        () => this.seconds,
        () => this.follow(),
      );
    this.lanes = [lane(settings[0]), lane(settings[1])];
    this.ready = this.prepare();
  }

  /** Seconds that both lanes have had. */
  get seconds(): number {
    return this.before + (this.since === undefined ? 0 : (performance.now() - this.since) / 1000);
  }

  /** The seconds after which it is over. */
  get duration(): number {
    return this.limit;
  }

  set duration(seconds: number) {
    this.limit = seconds;
    if (this.state === 'running') this.setTimer();
    this.changed();
  }

  get isOver(): boolean {
    return this.seconds >= this.limit || this.lanes.every(({ error }) => error);
  }

  goOn(): void {
    if (this.closed || this.state !== 'paused' || this.isOver) return;
    this.state = 'running';
    this.since = performance.now();
    this.setTimer();
    this.judgeLater();
    for (const lane of this.lanes) lane.train();
    this.changed();
  }

  /** Stops both lanes; resolves once both have stopped and were judged as they are then. */
  pause(): Promise<void> {
    if (this.state === 'running') this.stopped = this.stop();
    return this.stopped;
  }

  close(): void {
    this.closed = true;
    this.clearTimers();
    for (const lane of this.lanes) lane.close();
  }

  private async prepare(): Promise<void> {
    await Promise.all(this.lanes.map(({ ready }) => ready));
    this.state = 'paused';
    this.changed();
  }

  private async stop(): Promise<void> {
    this.before = this.seconds;
    this.since = undefined;
    this.clearTimers();
    this.state = 'stopping';
    this.changed();
    await Promise.all(this.lanes.map((lane) => lane.pause()));
    this.state = 'paused';
    this.changed();
  }

  private setTimer(): void {
    clearTimeout(this.timer);
    if (!Number.isFinite(this.limit)) return;
    // A timer can be early by its rounding.
    const ring = () => (this.seconds < this.limit ? this.setTimer() : void this.pause());
    this.timer = setTimeout(ring, (this.limit - this.seconds) * 1000);
  }

  private judgeLater(): void {
    this.judging = setTimeout(async () => {
      await Promise.all(this.lanes.map((lane) => lane.judge()));
      if (this.state === 'running') this.judgeLater();
    }, JUDGE_MS);
  }

  private clearTimers(): void {
    clearTimeout(this.timer);
    clearTimeout(this.judging);
  }

  private follow(): void {
    if (this.lanes.every(({ error }) => error)) void this.pause();
    this.changed();
  }
}
