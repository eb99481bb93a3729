/** How fast this device trained a preset last, kept so that the next visit can say how long it will take. */

const KEY = 'gan-playground-steps-per-second';

/** Steps a second; nothing where the preset never ran here on this back end. */
export function speedOf(preset: string, backend: string): number | undefined {
  return read()[`${preset} ${backend}`];
}

export function keepSpeed(preset: string, backend: string, stepsPerSecond: number): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...read(), [`${preset} ${backend}`]: stepsPerSecond }));
  } catch {
    // A private window keeps nothing, and has the estimate once it trains.
  }
}

function read(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, number>;
  } catch {
    return {};
  }
}
