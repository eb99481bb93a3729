/** Whether training goes on in a tab that is not seen, as the person chose. */

import type { GanPlayground } from '../element.js';

const KEY = 'gan-playground:background';

export class Background {
  private chosen = stored();
  /** The pause that this made; settles when training has stopped. */
  private pause: Promise<void> | undefined;

  constructor(
    private readonly host: GanPlayground,
    signal: AbortSignal,
  ) {
    document.addEventListener('visibilitychange', () => void this.follow(), { signal });
  }

  get goesOn(): boolean {
    return this.chosen;
  }

  set goesOn(chosen: boolean) {
    this.chosen = chosen;
    try {
      localStorage.setItem(KEY, chosen ? 'on' : 'off');
    } catch {
      // The choice then holds until the page is left.
    }
  }

  /** Pauses when the page goes out of sight, and goes on when it is back what that paused. */
  private async follow(): Promise<void> {
    const { state } = this.host.status;
    if (document.visibilityState === 'hidden') {
      if (this.chosen || (state !== 'training' && state !== 'waiting')) return;
      this.pause = this.host.pause();
    } else if (this.pause) {
      await this.pause;
      this.pause = undefined;
      await this.host.goOn();
    }
  }
}

function stored(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}
