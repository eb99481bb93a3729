/** What a person chose on this device; where the page may store nothing, the choice lasts as long as the page. */

const PREFIX = 'gan-playground:';

export function recall(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Said above.
  }
}
