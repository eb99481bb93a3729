/** Follows a run and keeps what its file does not hold: the film, the judgements and what computed it. */

import type { GanPlayground } from '../element.js';
import { Film } from './film.js';
import { judged, type Judgement } from './judgements.js';
import type { Body, Head } from './store.js';

/** In the place of a back end where a file does not say. */
const UNKNOWN = 'unknown';

export class Recorder {
  private film = new Film();
  private judgements: Judgement[] = [];
  private backends = new Set<string>();

  constructor(
    private readonly host: GanPlayground,
    signal: AbortSignal,
  ) {
    this.begin(false);
    const on = (type: string, listener: (detail: never) => void) =>
      host.addEventListener(type, (event) => listener((event as CustomEvent).detail as never), { signal });
    on('runchange', ({ goesOn }: { goesOn: boolean }) => this.begin(goesOn));
    on('samples', () => host.drawn && this.film.add({ step: host.status.step, ...host.drawn }));
    on('progress', () => this.backends.add(host.status.backend ?? UNKNOWN));
    on('quality', () => this.judge());
  }

  get frames() {
    return this.film.frames;
  }

  get allJudgements(): Judgement[] {
    return this.judgements;
  }

  /** Whether the same settings give the same run to the byte: so it is on one back end of the CPU. */
  get isExact(): boolean {
    const { backend } = this.host.status;
    const all = this.backends.size > 0 ? [...this.backends] : [backend ?? UNKNOWN];
    return all.length === 1 && (all[0] === 'flex' || all[0] === 'ndarray');
  }

  /** What a list shows of the run at `step`, without what a person says of it. */
  head(step: number): Pick<Head, 'settings' | 'step' | 'quality' | 'thumbnail' | 'shape' | 'backends'> {
    const { settings } = this.host.status;
    const quality = this.judgements.filter((judgement) => judgement.step <= step).at(-1)?.quality;
    const { pixels: thumbnail, shape } = this.film.frames.at(-1) ?? {};
    return { settings, step, quality, thumbnail, shape, backends: [...this.backends] };
  }

  body(bytes: Uint8Array): Body {
    return { bytes, past: this.host.past, judgements: this.judgements, film: this.film.frames };
  }

  /** Takes up what was kept of the run that was just loaded. */
  recall({ backends }: Head, { film, judgements }: Body): void {
    this.backends = new Set(backends);
    this.judgements = judgements;
    this.film = Film.of(film);
  }

  private begin(goesOn: boolean): void {
    const { status, drawn } = this.host;
    const { step } = status;
    if (goesOn) {
      this.film.cutAfter(step);
      this.judgements = this.judgements.filter((judgement) => judgement.step <= step);
      return;
    }
    this.film = new Film();
    // The first grid of a run comes before the news of it.
    if (drawn) this.film.add({ step, ...drawn });
    this.judgements = [];
    this.backends = new Set(step > 0 ? [UNKNOWN] : []);
  }

  private judge(): void {
    const { step, quality, elbo } = this.host.status;
    if (quality) this.judgements = judged(this.judgements, { step, quality, elbo });
  }
}
