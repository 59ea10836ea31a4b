import { OptionWarning, type WarmscopeWarning } from '../errors.js';
import type { TimerClock } from '../util/clock.js';
import { settledWithin } from '../util/time-limit.js';
import type { InvocationStart } from './invocation-view.js';
import type { Succession } from './succession.js';
import type { Version } from './version.js';

/** Milliseconds that `validate` may take: a connection that died in a freeze often never answers. */
const VALIDATION_MS = 1_000;

/** What renewing singletons needs of the container. */
export interface RenewalHost {
  readonly clock: TimerClock;
  readonly succession: Succession;
  warn(member: object, warning: WarmscopeWarning): void;
}

/**
 * The boundary between invocations: singletons past their lifetime are replaced, and after a thaw those with
 * `validate` are asked.
 */
export class Renewal {
  readonly #host: RenewalHost;
  /** Invocations that begin meanwhile wait for it as well. */
  #validation: Promise<void> | undefined;

  constructor(host: RenewalHost) {
    this.#host = host;
  }

  /** Runs when an invocation begins, which waits for the promise that this may give. */
  begin({ serial, thawed, isAlone }: InvocationStart): void | Promise<void> {
    const { clock, succession } = this.#host;
    if (thawed) succession.abandonBuilds();
    succession.watch();
    const now = clock.now();
    if (!isAlone) succession.noteUse(now);
    // Where its record is gone, nobody can read it any more.
    const isDone = (version: Version): boolean =>
      version.isExpired(now) || version.record.deref() === undefined;
    succession.replace(succession.kept().filter(isDone), serial);
    if (thawed) this.#validate(serial);
    return this.#validation;
  }

  #validate(newcomer: number): void {
    const { succession } = this.#host;
    const asked = succession.kept().filter(({ client }) => client.options.validate !== undefined);
    if (asked.length === 0) return;
    const answers = Promise.all(asked.map((version) => this.#isFit(version)));
    const validation = answers.then((fits) => {
      if (this.#validation === validation) this.#validation = undefined;
      const kept = succession.kept();
      succession.replace(
        asked.filter((version, index) => fits[index] !== true && kept.includes(version)),
        newcomer,
      );
    });
    this.#validation = validation;
  }

  /** Asks about one version. What throws, rejects or takes too long has said no. */
  async #isFit({ client, instance }: Version): Promise<boolean> {
    try {
      const answer = Promise.resolve(client.options.validate?.(instance));
      if (await settledWithin(answer, VALIDATION_MS, this.#host.clock)) return Boolean(await answer);
      const problem =
        `Option "validate" of the ${client.kind} singleton ${client.label} gave no answer ` +
        `within ${VALIDATION_MS} ms, so the instance was replaced.`;
      this.#host.warn(client, new OptionWarning(problem));
    } catch {
      // A query that fails just because the connection is dead.
    }
    return false;
  }
}
