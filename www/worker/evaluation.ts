/** Judges samples beside training, cheaply often and thoroughly rarely, and asks the doctor. */

import { errorInfo } from '../error.js';
import type { Backend, Quality, WorkerEvent } from '../protocol.js';
import type { Core } from './core.js';
import type { Source } from './source.js';

/** Samples of a cheap and of a thorough judgement; fewer than a thousand make a Frechet distance too large. */
const COUNTS = { cheap: 200, full: 1000 } as const;
/** The shares of the time that judgements may take, less than 5 % together. */
const SHARES = { cheap: 0.02, full: 0.025 } as const;
/** Judgements are no closer together than this. */
const EVERY_MS = { cheap: 1000, full: 5000 } as const;
const EVERY_DIAGNOSIS_MS = 1000;
/** Test images that a VAE's ELBO is measured on. */
const ELBO_IMAGES = 500;

type Kind = keyof typeof COUNTS;

export class Evaluation {
  private evaluator: Core.Evaluator | undefined;
  /** Times from which on something is due. */
  private readonly due: Record<Kind | 'diagnosis', number> = { cheap: 0, full: 0, diagnosis: 0 };
  private hasTest = false;
  private closed = false;
  /** Whether the classifier could not be had. */
  failed = false;
  /** Settles once the classifier is here, or cannot be had. */
  opened: Promise<void> = Promise.resolve();

  constructor(
    private readonly core: typeof Core,
    private readonly backend: Backend,
    private readonly source: Source,
    private readonly emit: (event: WorkerEvent) => void,
  ) {}

  /**
   * Loads the classifier; without it there are no judgements, and training is none the worse. What asks the core is
   * done by `enqueue`, so that nothing waits for the file.
   */
  open(enqueue: (work: () => Promise<void>) => Promise<void>): Promise<void> {
    this.opened = this.load(enqueue);
    return this.opened;
  }

  private async load(enqueue: (work: () => Promise<void>) => Promise<void>): Promise<void> {
    this.failed = false;
    try {
      const bytes = await this.source.classifier;
      if (!bytes) return;
      await enqueue(async () => {
        if (this.closed) return;
        this.evaluator = await this.core.Evaluator.create(bytes, this.backend);
        if (this.hasTest) await this.evaluator.setReal(this.source.test);
      });
    } catch (thrown) {
      if (this.closed) return;
      this.failed = true;
      this.emit({ type: 'judgeError', error: errorInfo(thrown) });
    }
  }

  /** For a run that begins: its first samples are worth no thorough judgement. */
  restart(): void {
    this.due.full = performance.now() + EVERY_MS.full;
  }

  /** Takes the test images to compare with, once they are there, whether the classifier is or not. */
  async takeTest(): Promise<void> {
    this.hasTest = true;
    await this.evaluator?.setReal(this.source.test);
  }

  /** Does what is due after a turn of training. */
  async evaluateIfDue(session: Core.Session): Promise<void> {
    // A full judgement needs real images to compare with.
    const kinds: Kind[] = !this.evaluator ? [] : this.hasTest ? ['full', 'cheap'] : ['cheap'];
    const kind = kinds.find((kind) => performance.now() >= this.due[kind]);
    if (kind) await this.evaluateNow(session, kind);
    else if (performance.now() >= this.due.diagnosis) this.diagnose(session);
  }

  /** Judges `count` samples; nothing without a classifier. */
  async evaluateSamples(session: Core.Session, count: number): Promise<Quality | undefined> {
    if (!this.evaluator) return undefined;
    const full = count >= COUNTS.full;
    const quality = await session.judge(this.evaluator, count, full);
    const elbo = full && this.hasTest ? await session.elbo(this.source.test, ELBO_IMAGES) : undefined;
    this.emit({ type: 'quality', quality, elbo, reference: this.evaluator.reference });
    this.diagnose(session);
    return quality;
  }

  close(): void {
    this.closed = true;
    this.evaluator?.free();
    this.evaluator = undefined;
  }

  private async evaluateNow(session: Core.Session, kind: Kind): Promise<void> {
    const start = performance.now();
    await this.evaluateSamples(session, COUNTS[kind]);
    const now = performance.now();
    this.due[kind] = now + Math.max(EVERY_MS[kind], (now - start) / SHARES[kind]);
  }

  private diagnose(session: Core.Session): void {
    this.emit({ type: 'diagnosis', diagnosis: session.diagnose(this.evaluator?.reference?.ceiling) });
    this.due.diagnosis = performance.now() + EVERY_DIAGNOSIS_MS;
  }
}
