import { OptionWarning, type WarmscopeWarning } from '../errors.js';
import type { TimerClock } from '../util/clock.js';
import { isThenable } from '../util/untrusted.js';
import type { Holder, InvocationStart, InvocationView } from './invocation-view.js';
import type { Singleton } from './singleton.js';
import type { Succession } from './succession.js';
import { type ClientFacts, isExpired, type Version } from './version.js';

/** Milliseconds that `validate` may take: a connection that died in a freeze often never answers. */
export const VALIDATION_MS = 1_000;

/** What renewing singletons needs of the container. */
export interface RenewalHost {
  readonly clock: TimerClock;
  readonly invocations: InvocationView;
  readonly succession: Succession;
  warn(member: object, warning: WarmscopeWarning): void;
}

/**
 * The boundary between invocations: singletons past their lifetime are replaced, and after a thaw those with
 * `validate` are asked.
 */
export class Renewal {
  /** False until there is a singleton that asks for any of this. */
  isNeeded = false;
  readonly #watched = new WeakSet<Holder>();
  /** Invocations that begin meanwhile wait for it as well. */
  #validation: Promise<void> | undefined;

  constructor(private readonly host: RenewalHost) {}

  /** Notes a singleton that was registered. */
  note({ client: { maxAge, maxIdle, options } }: Singleton): void {
    const isLimited = maxAge !== Number.POSITIVE_INFINITY || maxIdle !== Number.POSITIVE_INFINITY;
    if (isLimited || options.validate !== undefined) this.isNeeded = true;
  }

  /** Told of every invocation that begins; where it gives a promise, the invocation's work waits for that. */
  begin({ serial, thawed, othersRunning }: InvocationStart): void | Promise<void> {
    const { clock, succession, invocations } = this.host;
    succession.replaceOrphans(serial);
    if (!this.isNeeded) return undefined;
    for (const holder of invocations.running) this.#watch(holder);
    const now = clock.now();
    if (othersRunning > 0) this.#noteUse(now);
    const expired = succession
      .kept()
      .filter(({ expirables }) => expirables.some((one) => isExpired(one, now)));
    succession.replace(expired, serial);
    if (thawed) this.#validate(serial);
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
        // Where there is no stack left, that must not fail the invocation that has just ended.
      }
    });
  }

  #noteUse(now: number): void {
    for (const version of this.host.succession.kept()) version.noteBoundary(now);
  }

  #validate(newcomer: number): void {
    const { succession } = this.host;
    const refused = new Set<Version>();
    const pending = succession.kept().flatMap((version) => this.#ask(version, refused) ?? []);
    const replaceRefused = (): void =>
      succession.replace(
        succession.kept().filter((version) => refused.has(version)),
        newcomer,
      );
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

  /** Asks of one version; a promise where the answer takes time. What throws or rejects has said no. */
  #ask(version: Version, refused: Set<Version>): Promise<void> | undefined {
    const { client, instance } = version;
    const { validate } = client.options;
    if (validate === undefined) return undefined;
    const judge = (answer: unknown): void => {
      if (!answer) refused.add(version);
    };
    try {
      const answer: unknown = validate(instance);
      if (isThenable(answer))
        return this.#within(client, Promise.resolve(answer)).then(judge, () => judge(false));
      judge(answer);
    } catch {
      judge(false);
    }
    return undefined;
  }

  #within(client: ClientFacts, answer: Promise<unknown>): Promise<unknown> {
    const patience = new Promise<false>((resolve) => {
      const giveUp = (): void => {
        const problem =
          `Option "validate" of the container singleton ${client.label} gave no answer ` +
          `within ${VALIDATION_MS} ms, so the instance was replaced.`;
        this.host.warn(client, new OptionWarning(problem));
        resolve(false);
      };
      const callOff = this.host.clock.after(VALIDATION_MS, giveUp);
      answer.then(callOff, callOff);
    });
    return Promise.race([answer, patience]);
  }
}
