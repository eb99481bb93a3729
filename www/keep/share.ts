/** Shares the run of a <gan-playground>: as a picture, a film, numbers or a link. */

import { download } from '../download.js';
import type { GanPlayground } from '../element.js';
import { csv } from './csv.js';
import { encodeGif } from './encode-gif.js';
import { fileName } from './file.js';
import { pageAddress, runLink } from './link.js';
import { picture } from './picture.js';
import type { Recorder } from './recorder.js';
import { stampLines } from './stamp.js';

export class Share {
  /** How much of the film is encoded, while it is. */
  filming: number | undefined;
  /** What became of the link that was to be copied. */
  copied: 'copied' | 'byHand' | undefined;

  constructor(
    private readonly host: GanPlayground,
    private readonly recorder: Recorder,
    /** Does what was asked for and says what went wrong. */
    private readonly attempt: (work: () => Promise<void>) => Promise<void>,
  ) {}

  savePicture(): Promise<void> {
    return this.attempt(async () => {
      const last = this.recorder.frames.at(-1);
      if (!last) return;
      const stamp = { ...this.host.status, ...this.recorder.head(last.step) };
      download(fileName(stamp, 'png'), await picture(last, stampLines(stamp)));
    });
  }

  saveMetrics(): Promise<void> {
    return this.attempt(async () => {
      const { status, past } = this.host;
      const isVae = (status.settings.model ?? '').startsWith('vae');
      const text = csv(past.charts, this.recorder.allJudgements, isVae);
      download(fileName(status, 'csv'), text);
    });
  }

  saveFilm(): Promise<void> {
    return this.attempt(async () => {
      const { frames } = this.recorder;
      const last = frames.at(-1);
      if (!last || this.filming !== undefined) return;
      const stamp = this.recorder.head(last.step);
      const lineOf = (step: number) => stampLines({ ...stamp, step })[0] ?? '';
      const film = frames.map((frame) => ({ ...frame, line: lineOf(frame.step) }));
      const onDone = (share: number) => {
        this.filming = share;
        this.host.requestUpdate();
      };
      try {
        onDone(0);
        download(
          fileName(stamp, 'gif'),
          await encodeGif(film, last.shape, stampLines(stamp), 'training', onDone),
        );
      } finally {
        this.filming = undefined;
      }
    });
  }

  /** An address that gives this run; nothing where the element knows no page that takes it. */
  get link(): string | undefined {
    const { shareUrl, status, backend } = this.host;
    const page = pageAddress(shareUrl);
    if (!page) return undefined;
    // The two back ends of the CPU differ in the last digit, so the one that trained is part of the run.
    const computes = status.backend === 'webgpu' ? backend : (status.backend ?? backend);
    return runLink(page, status.settings, computes, this.end);
  }

  /** The step that a link stops at: the one that is set, or else where the run is. */
  get end(): number | undefined {
    const { stop, status } = this.host;
    return stop && stop >= status.step ? stop : status.step || undefined;
  }

  /** Whether the link gives the run to the byte. */
  get isExact(): boolean {
    return this.recorder.isExact;
  }

  copyLink(field: HTMLInputElement): Promise<void> {
    return this.attempt(async () => {
      this.copied = 'copied';
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        field.select();
        this.copied = 'byHand';
      }
    });
  }

  /** Has training pause at the step of a text; nowhere where it is empty. */
  async setStop(text: string): Promise<void> {
    const step = /^\d+$/.test(text) ? Number(text) : text;
    this.host.stop = text === '' ? undefined : (step as number);
    await this.host.updateComplete;
    this.host.dispatchEvent(new CustomEvent('optionchange', { detail: this.host.status }));
  }
}
