/** Tells those who listen what happens, by name. */
export class Emitter<Events extends object> {
  private readonly target = new EventTarget();

  /** Calls `listener` at each event of a name, until `signal` aborts. */
  on<Name extends keyof Events & string>(
    name: Name,
    listener: (detail: Events[Name]) => void,
    signal?: AbortSignal,
  ): void {
    const heard = (event: Event) => listener((event as CustomEvent<Events[Name]>).detail);
    this.target.addEventListener(name, heard, signal && { signal });
  }

  protected emit<Name extends keyof Events & string>(name: Name, detail: Events[Name]): void {
    this.target.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
