/** What must be undone at the end of a program, however it ends: last first, once, and one failure skips nothing. */
export class Cleanup {
  private readonly duties: (() => Promise<void>)[] = [];
  private readonly running: Promise<void>[] = [];
  private readonly beginning = new AbortController();

  /** Aborted when the cleaning up begins. */
  get signal(): AbortSignal {
    return this.beginning.signal;
  }

  /** Adds a duty. When the cleaning up has begun, it is carried out at once, and the caller is told to stop. */
  add(duty: () => Promise<void>): void {
    if (!this.signal.aborted) return void this.duties.push(duty);
    this.running.push(carryOut(duty));
    throw new Error('The program is being ended.');
  }

  /** Carries out every duty. Called again, it waits for the rest. */
  async run(): Promise<void> {
    this.beginning.abort();
    for (let duty = this.duties.pop(); duty; duty = this.duties.pop()) {
      const work = carryOut(duty);
      this.running.push(work);
      await work;
    }
    await Promise.all(this.running);
  }
}

async function carryOut(duty: () => Promise<void>): Promise<void> {
  await duty().catch((error: unknown) => console.error('Cleaning up failed:', error));
}
