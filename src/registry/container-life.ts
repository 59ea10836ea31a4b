import { ThawDetector } from '../invocation/thaw.js';
import type { ThawOptions } from '../options.js';
import type { InvocationStart } from '../singletons/invocation-view.js';
import type { Clock } from '../util/clock.js';
import { type Moment, momentOf } from '../util/clock.js';
import { nodeModules } from '../util/node-modules.js';
import { isThenable } from '../util/untrusted.js';
import { type ContainerStats, provider } from './container-stats.js';

/** An invocation that has not ended when another begins. */
interface BesideIt {
  readonly isOver: boolean;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/** Runs when an invocation begins; what it returns is waited for, before the handler sees the event. */
type StartHook = (start: InvocationStart) => unknown;

/** What there is of a container before its life is told. */
interface Beginnings {
  /** When it began, by both clocks. */
  readonly beganAt: Moment;
  readonly startHooks: Set<StartHook>;
}

/**
 * The life of one container: its identity, its invocations, its freezes, and whoever wants to know of them.
 */
export class ContainerLife {
  #id: string | undefined;
  readonly #startedAt: number;
  readonly #thaw: ThawDetector;
  #invocations = 0;
  #thaws = 0;
  readonly #startHooks: Set<StartHook>;

  /** `report` is told what a hook throws or rejects with: it never breaks an invocation. */
  constructor(
    private readonly clock: Clock,
    private readonly report: (error: unknown) => void = () => undefined,
    { beganAt, startHooks }: Beginnings = { beganAt: momentOf(clock), startHooks: new Set() },
  ) {
    this.#startedAt = beganAt.wall;
    this.#startHooks = startHooks;
    this.#thaw = new ThawDetector(clock, beganAt);
  }

  /** Sets when a gap between two invocations counts as a freeze; what is left out gets its default back. */
  configureThaw(options: ThawOptions): void {
    this.#thaw.configure(options);
  }

  /**
   * Runs `hook` when an invocation begins, and waits for what it returns before the handler runs. Gives what
   * takes the hook back.
   */
  onInvocationStart(hook: StartHook): () => void {
    const own: StartHook = (start) => hook(start);
    this.#startHooks.add(own);
    return () => void this.#startHooks.delete(own);
  }

  /**
   * Runs `hook` when an invocation finds the container thawed, and waits for what it returns. Gives what
   * takes the hook back.
   */
  onThaw(hook: () => unknown): () => void {
    return this.onInvocationStart(({ thawed }) => (thawed ? hook() : undefined));
  }

  /**
   * Notes that an invocation begins beside others; the promise, where there is one, resolves when the hooks
   * are done. It never rejects.
   */
  begin(serial = this.#invocations + 1, others: readonly BesideIt[] = []): Promise<unknown> | undefined {
    const othersRunning = others.filter(({ isOver }) => !isOver).length;
    this.#invocations++;
    const start = { serial, thawed: othersRunning === 0 && this.#noteThaw(others), othersRunning };
    return this.#runHooks(start);
  }

  /** Notes that an invocation has ended. */
  end(): void {
    this.noteActivity();
  }

  /** Notes that the container has been at work until now: a freeze is looked for from here on. */
  noteActivity(): void {
    this.#attempt(() => this.#thaw.noteActivity());
  }

  /**
   * Notes that init has come so far. Later the same code may run in a container that has just been thawed,
   * which only the next invocation may find out.
   */
  noteInit(): void {
    if (this.#invocations === 0) this.noteActivity();
  }

  stats(): ContainerStats {
    return {
      id: this.#identity(),
      provider: provider(process.env),
      startedAt: this.#startedAt,
      ageMs: Math.max(0, this.clock.now() - this.#startedAt) || 0,
      coldStart: this.#invocations <= 1,
      invocations: this.#invocations,
      thaws: this.#thaws,
      thread: nodeModules.workerThreads.threadId,
    };
  }

  #identity(): string {
    this.#id ??= crypto.randomUUID();
    return this.#id;
  }

  /** One past its deadline was at work until then, as far as anybody knows. */
  #noteThaw(others: readonly BesideIt[]): boolean {
    const thawed =
      this.#attempt(() => this.#thaw.wasFrozen(Math.max(0, ...others.map(({ deadline }) => deadline)))) ===
      true;
    if (thawed) this.#thaws++;
    return thawed;
  }

  #attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.report(error);
      return undefined;
    }
  }

  #runHooks(start: InvocationStart): Promise<unknown> | undefined {
    let pending: Promise<unknown>[] | undefined;
    for (const hook of this.#startHooks) {
      const result = this.#attempt(() => hook(start));
      if (!isThenable(result)) continue;
      pending ??= [];
      pending.push(Promise.resolve(result).then(undefined, (error: unknown) => this.report(error)));
    }
    return pending && Promise.all(pending);
  }
}
