/**
 * The place in storage where a tab saves its run by itself. A lock says that its tab lives; the browser drops
 * it with the tab, however that ends. Where there are no locks no place is known to be taken, and each run
 * gets a new one.
 */

const LOCK = 'gan-playground:';
/** Where a tab notes its place, so that a reload finds its own run. */
const OWN = 'gan-playground:slot';

export class Slot {
  private release: () => void = () => {};
  private held: string | undefined;

  get id(): string | undefined {
    return this.held;
  }

  /** The tab's place; a new one where it has none. */
  own(): string {
    if (this.held) return this.held;
    const id = newId();
    this.hold(id);
    // Nobody else knows the place, so there is no need to wait for the lock.
    void lock(id).then((release) => this.keep(id, release));
    return id;
  }

  /** Saves to a place that is there, unless another tab does. */
  async claim(id: string): Promise<void> {
    this.leave();
    const release = await lock(id);
    if (!release) return;
    this.hold(id);
    this.keep(id, release);
  }

  /** Leaves what is saved there for later. */
  leave(): void {
    this.held = undefined;
    this.release();
    this.release = () => {};
  }

  private hold(id: string): void {
    this.held = id;
    try {
      sessionStorage.setItem(OWN, id);
    } catch {
      // A reload then offers the newest run, which is nearly always the same.
    }
  }

  private keep(id: string, release: (() => void) | undefined): void {
    if (this.held === id) this.release = release ?? this.release;
    else release?.();
  }
}

/** A lock that may be had is had at once; some browsers never answer. */
const ANSWER_MS = 3000;

/** Locks a place; nothing where that cannot be. */
function lock(id: string): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    const nothing = () => resolve(undefined);
    const hold = (lock: Lock | null) => (lock ? new Promise<void>((release) => resolve(release)) : nothing());
    setTimeout(nothing, ANSWER_MS);
    // Locks are not there, or refused, where the page has no origin of its own.
    const request = async () => navigator.locks.request(LOCK + id, { ifAvailable: true }, hold);
    request().catch(nothing);
  });
}

/** The place that this tab had before it was loaded again. */
export function lastOwn(): string | undefined {
  try {
    return sessionStorage.getItem(OWN) ?? undefined;
  } catch {
    return undefined;
  }
}

/** The places whose tabs live, where that can be known. */
export async function taken(): Promise<Set<string>> {
  const silence = new Promise<undefined>((resolve) => setTimeout(resolve, ANSWER_MS));
  const query = async () => navigator.locks.query();
  const { held = [] } = (await Promise.race([query().catch(() => undefined), silence])) ?? {};
  const names = held.map(({ name }) => name ?? '').filter((name) => name.startsWith(LOCK));
  return new Set(names.map((name) => name.slice(LOCK.length)));
}

/** `crypto.randomUUID` is only there where the page came by https. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((word) => word.toString(36)).join('-');
}
