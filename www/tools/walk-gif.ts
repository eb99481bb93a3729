/** Saves walks through latent space as GIFs, one at a time, and says how far that is. */

import { html, nothing } from 'lit';
import { download } from '../download.js';
import { PlaygroundError } from '../error.js';
import { encodeGif } from '../keep/encode-gif.js';
import { fileName } from '../keep/file.js';
import { stampLines } from '../keep/stamp.js';
import type { RunInfo } from '../protocol.js';
import { said, texts } from '../text/index.js';
import { percent } from '../text/numbers.js';
import type { Words } from '../text/words.js';
import { images } from './image.js';

/** Which of the walks of the latent space. */
export type WalkName = 'digits' | 'samples' | 'plane';

export interface Walk {
  name: WalkName;
  run: RunInfo;
  /** Where it goes, in words. */
  about: string;
  /** Has its images drawn: pixels in 0..1, one after another. */
  draw(): Promise<Float32Array>;
}

export class WalkGif {
  /** The walk that was saved last, or is being saved. */
  private name: WalkName | undefined;
  /** How much of it is encoded, until it is saved. */
  private share: number | undefined;
  private error: Words | undefined;

  /** `onChange` is called when there is something else to show. */
  constructor(private readonly onChange: () => void) {}

  /** The button for a walk, which `start` saves, and what came of it. */
  view(name: WalkName, disabled: boolean, start: () => void) {
    const { latent } = texts();
    const isThis = this.name === name;
    const isSaving = isThis && this.share !== undefined;
    return html`
      <div class="row saving">
        <button ?disabled=${disabled || this.share !== undefined} @click=${start}>
          ${isSaving ? latent.savingWalk(percent(this.share ?? 0)) : latent.saveWalk}
        </button>
        <span class="small" role="status">
          ${isThis && !isSaving && !this.error ? latent.walkSaved : nothing}
        </span>
        ${
          isThis && this.error
            ? html`
                <p class="bad" role="alert">${latent.walkFailed(said(this.error))}</p>
              `
            : nothing
        }
      </div>
    `;
  }

  async save({ name, run, about, draw }: Walk): Promise<void> {
    if (this.share !== undefined) return;
    this.name = name;
    this.error = undefined;
    this.say(0);
    try {
      const pictures = images(await draw(), run.shape).map((image) => ({
        pixels: Uint8ClampedArray.from(image, (light) => light * 255),
      }));
      const lines = [...stampLines({ ...run, quality: undefined }), about];
      const bytes = await encodeGif(pictures, run.shape, lines, 'walk', (share) => this.say(share));
      download(fileName(run, 'walk.gif'), bytes);
    } catch (thrown) {
      this.error = PlaygroundError.from(thrown).words;
    }
    this.say(undefined);
  }

  private say(share: number | undefined): void {
    this.share = share;
    this.onChange();
  }
}
