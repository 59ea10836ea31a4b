/// <reference lib="esnext.disposable" preserve="true" />
import type { WarmscopeWarning } from '../errors.js';
import type { InvocationOptions } from '../handlers/run-invocation.js';
import type { Class, Unchecked } from '../options.js';
import type { RegistryStats } from '../registry/registry-types.js';
import type { Duration } from '../util/duration.js';
import type { LambdaContext } from './lambda-context.js';

/** The options of `createTestContainer`. Every one is optional. */
export interface TestContainerOptions {
  /** Where the wall clock begins: epoch milliseconds, or a Date. Default: the system's time. */
  readonly now?: number | Date | undefined;
  /** How long an invocation may take, by the test's clock. Default: `'15m'`, the most that Lambda allows. */
  readonly remainingMs?: Duration | undefined;
}

/** How a container ends. */
export interface RecycleOptions {
  /** Whether clients are disposed first, dependents before what they need, as by SIGTERM. Default: false. */
  readonly sigterm?: boolean | undefined;
}

/** What may stand in for a client: itself, or an object with those of its public members that are used. */
export type Fake<T> = T extends object ? T | { readonly [Name in keyof T]?: T[Name] } : T;

/** A fake, or a promise of one. */
type FakeOrPromise<T> = Fake<Awaited<T>> | PromiseLike<Fake<Awaited<T>>>;

/** What stands in for a reader or member: a fake of what it gives, or (keyed) a function of its arguments. */
export type FakeOf<Member> = Member extends (...args: infer Args) => infer Result
  ? FakeOrPromise<Result> | ((...args: Args) => FakeOrPromise<Result>)
  : FakeOrPromise<Member>;

/** What stands in for what a token stands for. */
export type FakeFor<Token> =
  Token extends Class<infer T>
    ? Fake<T>
    : Token extends (...args: never[]) => unknown
      ? FakeOf<Token>
      : unknown;

/** The names of the public members of a class and its instances; `string & {}` lets the editor list them. */
type MemberName<C extends Class> = keyof C | keyof InstanceType<C> | (string & {}) | symbol;

/** The member of a class or of its instances; nothing is known of private ones. */
type MemberOf<C extends Class, Name> = Name extends keyof C
  ? C[Name]
  : Name extends keyof InstanceType<C>
    ? InstanceType<C>[Name]
    : unknown;

/**
 * A container under the test's control: this thread's registry on a clock of its own, in which nothing is
 * cached and no client is built. Every method throws TestContainerError once it is disposed.
 */
export interface TestContainer {
  /**
   * Our warnings since the last reset, which are not printed meanwhile; the array stays the same. Match their
   * `code`.
   */
  readonly warnings: readonly WarmscopeWarning[];

  /**
   * Calls a Lambda handler, with a context like Lambda's: `awsRequestId`, `getRemainingTimeInMillis` by this
   * clock, and what `context` says, such as `tenantId`. The first call after a recycle is a cold start. What
   * is no handler of `createHandler` enters no invocation by itself. Rejects with what the handler throws.
   * @example
   * const response = await container.invoke(handler, { user: 'ann' }, { tenantId: 'acme' });
   */
  invoke<Event, Context, Result>(
    handler: (event: Event, context: Context, ...more: Unchecked[]) => Result,
    event?: NoInfer<Event>,
    context?: Partial<NoInfer<Context>> | Partial<LambdaContext>,
  ): Promise<Awaited<Result>>;

  /**
   * Runs a function as one invocation, as `runInvocation` does. Default of `deadline`: after `remainingMs`.
   * @example
   * const plan = await container.run(() => plans.plan(), { tenantId: 'acme' });
   */
  run<T>(work: () => T, options?: InvocationOptions): Promise<Awaited<T>>;

  /**
   * Makes time pass: both clocks move, and our timers that are due fire, each at its time. Resolves when what
   * they set off has settled, however many promises in a chain; not what waits for real input or output.
   * With 0 no time passes, and what is under way settles.
   * @example
   * await container.advance('5m');
   */
  advance(duration: Duration): Promise<void>;

  /**
   * Freezes the container: the wall clock moves, the monotonic one does not, and no timer fires. The next
   * invocation sees a thaw. With 0 it is no freeze.
   */
  freeze(duration: Duration): void;

  /**
   * Ends the container: the next invocation is a cold start in a new one, without entries, clients, counters
   * or timers. What was decorated, configured and overridden stays. Clients are disposed with `sigterm` only.
   * @example
   * await container.recycle({ sigterm: true });
   */
  recycle(options?: RecycleOptions): Promise<void>;

  /**
   * Gives everybody something else in the place of a client, at once: of a `@ContainerSingleton` class, of
   * what `containerSingleton` or `keyedSingleton` returned, or of a DI container's token. What was built with
   * it is built anew; what is given is never disposed. Gives what takes it back; `reset` does so, too. Throws
   * InvalidTargetError for what is no client.
   * @example
   * const undo = container.override(Storage, { read: async () => 'fake' });
   */
  override<Token extends Class | ((...args: Unchecked) => unknown) | string | symbol>(
    token: Token,
    value: FakeFor<NoInfer<Token>>,
  ): () => void;
  /**
   * Overrides a singleton member of a class, static or not, by its name (`'#pool'` of a `#pool`). Of an
   * async one `value` may be the client or a promise of it; of a keyed one it is a function of its arguments.
   * @example
   * container.override(Billing, 's3', { send: async () => ({}) });
   * container.override(Databases, 'pool', (tenant: string) => ({ query: async () => [tenant] }));
   */
  override<C extends Class, Name extends MemberName<C>>(
    target: C,
    member: Name,
    value: FakeOf<MemberOf<NoInfer<C>, NoInfer<Name>>>,
  ): () => void;

  /** The statistics of the registry, from the last recycle on. */
  stats(): RegistryStats;

  /** Recycles, takes overrides back, forgets the warnings, and puts the clock back: for `afterEach`. */
  reset(): Promise<void>;

  /**
   * Gives the registry its clock back, and what it had before; once more, it does nothing. Clients that were
   * built in the test are not disposed: `recycle({ sigterm: true })` does so.
   */
  dispose(): Promise<void>;

  /** `dispose()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}
