import type { Clock } from '../cache/clock.js';
import { isThenable } from '../cache/hostile-values.js';
import { OptionWarning, type WarmscopeWarning } from '../errors.js';
import { type Generation, isExpired } from './generation.js';
import type { Holder, InvocationStart, InvocationView } from './invocation-view.js';
import type { Singleton } from './singleton.js';
import type { Succession } from './succession.js';

/** Runs something once, that many milliseconds from now; gives what calls it off. */
export type Timer = (milliseconds: number, work: () => void) => () => void;

/** Milliseconds that `validate` may take: a connection that died in a freeze often never answers. */
export const VALIDATION_MS = 1_000;

/** What renewing singletons needs of the container. */
export interface RenewalHost {
  readonly clock: Clock;
  readonly invocations: InvocationView;
  readonly succession: Succession;
  readonly timer: Timer;
  /** The singletons that have an instance. */
  built(): Singleton[];
  warn(member: object, warning: WarmscopeWarning): void;
}

/** The boundary between invocations: singletons past their lifetime are replaced, and after a thaw those with `validate` are asked. */
export class Renewal {
  /** False until there is a singleton that asks for any of this. */
  isNeeded = false;
  readonly #watched = new WeakSet<Holder>();
  /** Invocations that begin meanwhile wait for it as well. */
  #validation: Promise<void> | undefined;

  constructor(private readonly host: RenewalHost) {}

  /** Notes a singleton that was registered. */
  note({ options: { maxAge, maxIdle, validate } }: Singleton): void {
    if (maxAge !== undefined || maxIdle !== undefined || validate !== undefined) this.isNeeded = true;
  }

  /** Told of every invocation that begins; where it gives a promise, the invocation's work waits for that. */
  begin({ thawed, othersRunning }: InvocationStart): void | Promise<void> {
    if (!this.isNeeded) return undefined;
    const { clock, succession, invocations } = this.host;
    const newcomer = newcomerAmong([...invocations.running], othersRunning);
    for (const holder of invocations.running) this.#watch(holder);
    const now = clock.now();
    if (othersRunning > 0) this.#noteUse(now);
    const isOver = ({ kept }: Singleton): boolean => kept?.mortals.some((mortal) => isExpired(mortal, now)) === true;
    const expired = this.host.built().filter(isOver);
    if (expired.length > 0) succession.replace(expired, newcomer);
    if (thawed) this.#validate(newcomer);
    return this.#validation;
  }

  /** When an invocation ends, what it has read was in use until now. */
  #watch(holder: Holder): void {
    if (this.#watched.has(holder)) return;
    this.#watched.add(holder);
    holder.onEnd(() => {
      try {
        this.#noteUse(this.host.clock.now());
      } catch {
        // A clock that fails must not fail the invocation that has just ended.
      }
    });
  }

  #noteUse(now: number): void {
    for (const { kept } of this.host.built()) kept?.noteBoundary(now);
  }

  #validate(newcomer: number): void {
    const refused = new Set<Generation>();
    const pending = this.host.built().flatMap((singleton) => this.#ask(singleton, refused) ?? []);
    const replaceRefused = (): void => {
      const invalid = this.host.built().filter(({ kept }) => kept !== undefined && refused.has(kept));
      if (invalid.length > 0) this.host.succession.replace(invalid, newcomer);
    };
    if (pending.length === 0) {
      replaceRefused();
      return;
    }
    const validation = Promise.all(pending).then(() => {
      if (this.#validation === validation) this.#validation = undefined;
      replaceRefused();
    });
    this.#validation = validation;
  }

  /** Asks one singleton; a promise where its answer takes time. What throws or rejects has said no. */
  #ask(singleton: Singleton, refused: Set<Generation>): Promise<void> | undefined {
    const { kept, options } = singleton;
    if (kept === undefined || options.validate === undefined) return undefined;
    const judge = (answer: unknown): void => {
      if (!answer) refused.add(kept);
    };
    try {
      const answer: unknown = options.validate(kept.instance);
      if (isThenable(answer)) return this.#within(singleton, Promise.resolve(answer)).then(judge, () => judge(false));
      judge(answer);
    } catch {
      judge(false);
    }
    return undefined;
  }

  #within(singleton: Singleton, answer: Promise<unknown>): Promise<unknown> {
    const patience = new Promise<false>((resolve) => {
      const giveUp = (): void => {
        const problem = `Option "validate" of @ContainerSingleton on ${singleton.label} gave no answer within ${VALIDATION_MS} ms, so the instance was replaced.`;
        this.host.warn(singleton, new OptionWarning(problem));
        resolve(false);
      };
      const callOff = this.host.timer(VALIDATION_MS, giveUp);
      answer.then(callOff, callOff);
    });
    return Promise.race([answer, patience]);
  }
}

/** The serial of the invocation that is beginning: the last of those running, where it is counted among them already. */
function newcomerAmong(running: readonly Holder[], othersRunning: number): number {
  const last = Math.max(0, ...running.map(({ serial }) => serial));
  return running.length > othersRunning ? last : last + 1;
}
