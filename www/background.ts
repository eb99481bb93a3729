/** Whether what trains goes on in a tab that is not seen, as the person chose. */

import { recall, remember } from './preference.js';

const NAME = 'background';

let chosen = recall(NAME) !== 'off';

export function goesOnUnseen(): boolean {
  return chosen;
}

export function setGoesOnUnseen(goesOn: boolean): void {
  chosen = goesOn;
  remember(NAME, goesOn ? 'on' : 'off');
}

const isHidden = () => document.visibilityState === 'hidden';

/** What can be paused. */
interface Trains {
  isTraining(): boolean;
  /** Settles when training has stopped. */
  pause(): Promise<void>;
  goOn(): Promise<void>;
}

/** Pauses when the page goes out of sight, unless it is to go on, and goes on when it is back what that paused. */
export function pauseUnseen(trains: Trains, signal: AbortSignal): void {
  let pause: Promise<void> | undefined;
  const follow = async () => {
    if (isHidden()) {
      if (!chosen && trains.isTraining()) pause = trains.pause().catch(() => {}); // said where it is trained
    } else if (pause) {
      await pause;
      // It can be out of sight again by then.
      if (isHidden()) return;
      pause = undefined;
      await trains.goOn().catch(() => {}); // said where it is trained
    }
  };
  document.addEventListener('visibilitychange', () => void follow(), { signal });
}
