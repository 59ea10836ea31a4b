import { MARGIN_MS } from '../invocation/background.js';
import type { TimerClock } from '../util/clock.js';
import { type ExtensionsApi, extensionsApiAt, type InvokeEvent } from './lambda-extensions-api.js';

/**
 * Milliseconds that an invocation is held while no handler of ours has seen it: one in front may have
 * answered without calling it.
 */
const HANDLER_GRACE_MS = 500;

/** How often in a row an extension asks in vain before it gives up, and the milliseconds in between. */
const TRIES = 3;
const PAUSE_MS = 50;

/** Environment variables by name. */
type Environment = Readonly<Record<string, string | undefined>>;

/** The invocation that keeps the container from freezing. */
interface Hold {
  readonly requestId: string;
  readonly release: () => void;
}

/**
 * Keeps the container running after a response: an internal extension of Lambda, which asks for the next
 * event only when the background work of the present invocation is done. The container freezes when both it
 * and the runtime have asked.
 */
export class Extension {
  readonly #clock: TimerClock;
  /** Settled when the registration is done or was refused; undefined where nothing asked for it. */
  registered: Promise<void> | undefined;
  #isListening = false;
  #neverFreezes = false;
  #hold: Hold | undefined;
  /** Requests whose handler is at work. */
  readonly #handled = new Set<string>();
  /** The request whose handler was done before its event came. */
  #doneEarly: string | undefined;
  /** The request that was let go before its handler was done. */
  #letGo: string | undefined;

  constructor(clock: TimerClock) {
    this.#clock = clock;
  }

  /**
   * Registers, once; it must happen in the init phase. Where there is no Extensions API, or it refuses,
   * `holds` stays false.
   */
  start(
    environment: Environment = process.env,
    connect: (host: string) => ExtensionsApi = extensionsApiAt,
  ): void {
    if (this.registered !== undefined) return;
    this.#neverFreezes = runsManyAtOnce(environment);
    const host = environment.AWS_LAMBDA_RUNTIME_API;
    this.registered = this.#neverFreezes || !host ? Promise.resolve() : this.#register(host, connect);
  }

  /** A handler has begun to work on a request. */
  begin(requestId: string): void {
    if (this.#isListening) this.#handled.add(requestId);
  }

  /** True when the container goes on running until `end(requestId)`, whatever the runtime says. */
  holds(requestId: string | undefined): boolean {
    if (this.#neverFreezes) return true;
    return (
      this.#isListening &&
      requestId !== undefined &&
      this.#handled.has(requestId) &&
      this.#letGo !== requestId
    );
  }

  /** The handler and its background work are done. */
  end(requestId: string): void {
    if (!this.#handled.delete(requestId)) return;
    if (this.#hold?.requestId === requestId) this.#hold.release();
    else if (this.#letGo !== requestId) this.#doneEarly = requestId;
  }

  async #register(host: string, connect: (host: string) => ExtensionsApi): Promise<void> {
    try {
      const api = connect(host);
      const identifier = await api.register();
      this.#isListening = true;
      void this.#listen(api, identifier);
    } catch {
      // Refused, too late or absent: background work is drained before the response.
    }
  }

  async #listen(api: ExtensionsApi, identifier: string): Promise<void> {
    for (let failures = 0; failures < TRIES; ) {
      try {
        const event = await api.next(identifier);
        failures = 0;
        if (this.#isListening) await this.#held(event);
      } catch {
        // An event may be lost, so nothing is held from here on; but Lambda waits for an extension that does
        // not ask.
        failures++;
        this.#isListening = false;
        this.#handled.clear();
        await new Promise<void>((resolve) => this.#clock.after(PAUSE_MS, resolve, false));
      }
    }
  }

  /** Resolves when the container may freeze as far as we are concerned. */
  async #held({ requestId, deadlineMs }: InvokeEvent): Promise<void> {
    this.#letGo = undefined;
    const wasDone = this.#doneEarly === requestId;
    this.#doneEarly = undefined;
    if (wasDone) return;
    let timers: (() => void)[] = [];
    const isDone = await new Promise<boolean>((resolve) => {
      const clock = this.#clock;
      const letGo = (): void => resolve(false);
      const letGoUnhandled = (): void => (this.#handled.has(requestId) ? undefined : letGo());
      timers = [
        clock.after(deadlineMs - MARGIN_MS - clock.now(), letGo, false),
        clock.after(HANDLER_GRACE_MS, letGoUnhandled, false),
      ];
      this.#hold = { requestId, release: () => resolve(true) };
    });
    for (const cancel of timers) cancel();
    this.#hold = undefined;
    if (!isDone) this.#letGo = requestId;
  }
}

/** True where the next event comes only when the present one has its answer: on Lambda, as a rule. */
export function handlesOneAtATime(environment: Environment = process.env): boolean {
  return environment.AWS_LAMBDA_RUNTIME_API !== undefined && !runsManyAtOnce(environment);
}

/**
 * Lambda Managed Instances run many invocations at once and do not freeze between them, nor tell extensions
 * of each.
 */
function runsManyAtOnce(environment: Environment): boolean {
  return (
    environment.AWS_LAMBDA_INITIALIZATION_TYPE === 'lambda-managed-instances' ||
    environment.AWS_LAMBDA_MAX_CONCURRENCY !== undefined
  );
}
