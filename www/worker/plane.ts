/** The worker of <gan-plane>: takes steps, and shows what they make of the points. */

import { expose, transfer } from 'comlink';
import { passErrorCodes } from '../calls.js';
import {
  ARROWS,
  type Begun,
  CURVE_POINTS,
  type Frame,
  GRID_SIDE,
  HEAT_SIDE,
  type Learns,
  type PlaneApi,
  type Settings,
  SHOWN,
} from './plane-protocol.js';
import { type Core, loadCore } from './core.js';

/** The back end whose operations cost the least, which is what counts for small networks. */
const BACKEND = 'flex';
/** How long steps are taken at a time. */
const TURN_MS = 8;
/** Frames, and divergences, take at most these shares of the time. */
const FRAME_SHARE = 0.35;
const DIVERGENCE_SHARE = 0.1;
const DIVERGENCE_MS = 150;
/** A rate is said of at least so long a time. */
const RATE_MS = 400;

class Runner {
  private session: Core.PlaneSession | undefined;
  /** Calls on the session run one after another. */
  private queue: Promise<unknown> = Promise.resolve();
  /** Another object for each training; nothing while paused. */
  private training: object | undefined;
  /** Settles when the training under way has ended. */
  private loop: Promise<void> = Promise.resolve();
  private stepsPerSecond = 1;
  private frameMs = 0;
  private stepsPerTurn = 1;
  private nextFrame = 0;
  private nextDivergence = 0;
  /** Whether the page still works on the last frame. */
  private shown: Promise<void> | undefined;
  private rate = { since: 0, steps: 0, value: 0 };

  constructor(
    private readonly core: typeof Core,
    private readonly show: (frame: Frame) => void | Promise<void>,
  ) {}

  sketch(distribution: string, count: number): Float32Array<ArrayBuffer> {
    return this.core.planePoints(distribution, count) as Float32Array<ArrayBuffer>;
  }

  async begin(settings: Settings, drawn: Float32Array): Promise<Begun> {
    const session = await this.core.PlaneSession.create(settings, BACKEND, drawn);
    await this.pause();
    return this.enqueue(async () => {
      this.session?.free();
      this.session = session;
      this.stepsPerTurn = 1;
      this.rate = { since: 0, steps: 0, value: 0 };
      await this.draw(session, true);
      return {
        real: session.real(SHOWN) as Begun['real'],
        floor: session.floor(),
        probabilities: session.probabilities,
      };
    });
  }

  pace(stepsPerSecond: number, frameMs: number): void {
    this.stepsPerSecond = stepsPerSecond;
    this.frameMs = frameMs;
  }

  async pause(): Promise<void> {
    this.training = undefined;
    await this.loop.catch(() => {}); // its failure is that of `train`
  }

  step(learns: Learns): Promise<void> {
    return this.enqueue(async () => {
      const { session } = this;
      session?.advance(1, learns);
      if (session) await this.draw(session, true);
    });
  }

  async train(): Promise<void> {
    await this.pause();
    this.training = {};
    this.loop = this.run(this.training);
    await this.loop;
  }

  private async run(training: object): Promise<void> {
    let due = 0;
    let last = performance.now();
    this.rate = { since: last, steps: 0, value: 0 };
    try {
      while (this.training === training) {
        const now = performance.now();
        due = Math.min(due + ((now - last) * this.stepsPerSecond) / 1000, this.stepsPerTurn);
        last = now;
        const steps = Math.floor(due);
        due -= steps;
        await this.enqueue(() => this.turn(steps));
        await (steps ? nextTask() : sleep(TURN_MS));
      }
    } finally {
      if (this.training === training) this.training = undefined;
      await this.enqueue(async () => this.session && this.draw(this.session, true));
    }
  }

  /** Takes steps, and shows what came of them if it is time. */
  private async turn(steps: number): Promise<void> {
    const { session } = this;
    if (!session || !steps) return;
    const began = performance.now();
    session.advance(steps, 'both');
    this.rate.steps += steps;
    const took = performance.now() - began;
    const fitting = Math.round((steps * TURN_MS) / Math.max(took, 0.1));
    this.stepsPerTurn = Math.min(Math.max(fitting, 1), 2 * this.stepsPerTurn);
    if (!this.shown && performance.now() >= this.nextFrame) await this.draw(session, false);
  }

  /** Shows how things stand; with the divergence where it is time for it, or `whole`. */
  private async draw(session: Core.PlaneSession, whole: boolean): Promise<void> {
    const began = performance.now();
    const records = await session.readLosses();
    const heat = await session.heat(HEAT_SIDE);
    const samples = await session.samples(SHOWN);
    const descent = await session.descent(ARROWS);
    const manifold = await session.manifold(this.lines(session));
    const drawn = performance.now();
    this.nextFrame = drawn + Math.max(this.frameMs, (drawn - began) * (1 / FRAME_SHARE - 1));
    let divergence: Frame['divergence'];
    if (whole || drawn >= this.nextDivergence) {
      divergence = await session.divergence();
      const cost = performance.now() - drawn;
      this.nextDivergence = drawn + Math.max(DIVERGENCE_MS, cost / DIVERGENCE_SHARE);
    }
    const numbers = { heat, samples, descent, manifold } as Pick<
      Frame,
      'heat' | 'samples' | 'descent' | 'manifold'
    >;
    const frame = { ...numbers, step: session.step, stepsPerSecond: this.measured(), records, divergence };
    const buffers = Object.values(numbers).map(({ buffer }) => buffer);
    this.shown = Promise.resolve(this.show(transfer(frame, buffers))).finally(() => {
      this.shown = undefined;
    });
  }

  /** A noise of one number gives a curve, which more points make smooth. */
  private lines(session: Core.PlaneSession): number {
    return session.noiseWidth === 1 ? CURVE_POINTS : GRID_SIDE;
  }

  private measured(): number {
    const now = performance.now();
    const milliseconds = now - this.rate.since;
    if (milliseconds >= RATE_MS) {
      this.rate = { since: now, steps: 0, value: (this.rate.steps * 1000) / milliseconds };
    }
    return this.training ? this.rate.value : 0;
  }

  /** Runs `work` when all work before it has ended. */
  private enqueue<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.queue.then(work, work);
    this.queue = result.catch(() => {});
    return result;
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Lets messages in; a timer of 0 ms would wait for 4. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

let runner: Promise<Runner>;

const api: PlaneApi = {
  async open(show) {
    runner = loadCore(BACKEND, () => {}).then(({ core }) => new Runner(core, show));
    await runner;
  },
  sketch: async (distribution, count) => (await runner).sketch(distribution, count),
  begin: async (settings, drawn) => (await runner).begin(settings, drawn),
  train: async () => (await runner).train(),
  pause: async () => (await runner).pause(),
  step: async (learns) => (await runner).step(learns),
  pace: async (stepsPerSecond, frameMs) => (await runner).pace(stepsPerSecond, frameMs),
};

passErrorCodes();
expose(api);
