/** Work that is asked for faster than it is done: what is asked for meanwhile is done once, at the end. */
export class Latest {
  private running = false;
  private again = false;

  constructor(
    private readonly work: () => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  readonly request = async (): Promise<void> => {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    do {
      this.again = false;
      await this.work().catch(this.failed);
    } while (this.again);
    this.running = false;
  };
}
