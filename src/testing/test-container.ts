import { InvalidOptionError, InvalidTargetError, type WarmscopeWarning } from '../errors.js';
import { perform } from '../handlers/lifecycle.js';
import { checkedInvocation, type InvocationOptions } from '../handlers/run-invocation.js';
import type { Container } from '../registry/container.js';
import { lifecycle } from '../registry/lifecycle.js';
import { registry } from '../registry/registry.js';
import type { RegistryStats } from '../registry/registry-types.js';
import { disposeAll, singletons } from '../registry/singletons.js';
import { termsFromNow } from '../registry/termination.js';
import { checkedOptions } from '../util/checks.js';
import type { Duration } from '../util/duration.js';
import { isClass, typeOf } from '../util/naming.js';
import { lambdaContext } from './lambda-context.js';
import { checkedPassage, RECYCLE_CHECKS } from './options.js';
import { memberTargets, standInFor, targetOf } from './override-target.js';
import { Overrides } from './overrides.js';
import { setAside } from './set-aside.js';
import type { TestClock } from './test-clock.js';
import { TestContainerError } from './test-container-error.js';
import type { RecycleOptions, TestContainer } from './types.js';

/** The registry of this thread under a test. */
export class RegistryUnderTest implements TestContainer {
  readonly warnings: WarmscopeWarning[] = [];
  readonly #overrides: Overrides;
  #giveBack: (() => void) | undefined;
  /** The init phase of the present container has been. */
  #isInitialized = false;

  constructor(
    private readonly container: Container,
    private readonly clock: TestClock,
    private readonly remainingMs: number,
  ) {
    const { emit } = container;
    const part = singletons.of(container);
    this.#overrides = new Overrides(container);
    part.standIns = this.#overrides;
    container.emit = (warning) => void this.warnings.push(warning);
    const release = container.clock.hold(clock);
    const giveBack = setAside(container);
    this.#giveBack = () => {
      release();
      part.standIns = undefined;
      giveBack();
      Object.assign(container, { emit, underTest: undefined });
      lifecycle.of(container).life.noteActivity();
    };
  }

  async invoke(handler: unknown, event: unknown = {}, context: object = {}): Promise<never> {
    this.#ensureUsable('invoke');
    if (typeof handler !== 'function' || isClass(handler))
      throw new InvalidTargetError(
        `invoke takes a Lambda handler: received ${isClass(handler) ? 'a class' : typeOf(handler)}; valid ` +
          'is a function (event, context), as createHandler makes one of a class.',
      );
    if (typeof context !== 'object')
      throw new InvalidOptionError(
        `invoke takes what its context is to say as the third argument: received ${typeOf(context)}; valid ` +
          "is an object, such as { tenantId: 'acme' }.",
      );
    this.#initialize();
    return (await handler(event, lambdaContext(this.clock, this.remainingMs, Object(context)))) as never;
  }

  async run<T>(work: () => T, options: InvocationOptions = {}): Promise<Awaited<T>> {
    this.#ensureUsable('run');
    const { deadline = this.clock.now() + this.remainingMs, ...known } = checkedInvocation(options, 'run');
    if (typeof work !== 'function')
      throw new InvalidOptionError(
        `run takes its work as the first argument: received ${typeOf(work)}; valid is a function.`,
      );
    this.#initialize();
    return perform(this.container, { ...known, deadline }, work);
  }

  async advance(duration: Duration): Promise<void> {
    this.#ensureUsable('advance');
    await this.clock.advance(checkedPassage(duration, 'advance', this.clock));
  }

  freeze(duration: Duration): void {
    this.#ensureUsable('freeze');
    const milliseconds = checkedPassage(duration, 'freeze', this.clock);
    this.clock.freeze(milliseconds);
    if (milliseconds > 0) lifecycle.of(this.container).life.thaw.isTold = true;
  }

  async recycle(options: RecycleOptions = {}): Promise<void> {
    this.#ensureUsable('recycle', true);
    const { sigterm } = checkedOptions(options, RECYCLE_CHECKS, 'recycle');
    if (sigterm === true) {
      await disposeAll(this.container, termsFromNow());
      // It may be over meanwhile.
      this.#ensureUsable('recycle');
    }
    this.clock.forget();
    this.#begin();
  }

  override(...given: readonly unknown[]): () => void {
    this.#ensureUsable('override');
    if (given.length < 2)
      throw new InvalidOptionError(
        'override takes what is replaced and what is given instead: received ' +
          `${given.length === 0 ? 'nothing' : 'one argument'}; valid is override(token, value), or ` +
          "override(TheClass, 'member', value).",
      );
    const [token, second, value] = given;
    const targets = given.length > 2 ? memberTargets(token, second) : [targetOf(token, this.container)];
    const fake = given.length > 2 ? value : second;
    const undos = targets.map((target) => this.#overrides.add(target, standInFor(target, fake)));
    return () => {
      for (const undo of undos) undo();
    };
  }

  stats(): RegistryStats {
    this.#ensureUsable('stats');
    return registry.stats();
  }

  async reset(): Promise<void> {
    this.#ensureUsable('reset', true);
    this.clock.reset();
    this.#begin();
    this.#overrides.clear();
    this.warnings.length = 0;
  }

  async dispose(): Promise<void> {
    if (this.#giveBack === undefined) return;
    this.#ensureUsable('dispose', true);
    this.clock.forget();
    this.#overrides.clear();
    this.#giveBack();
    this.#giveBack = undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** Begins a new container in the place of the present one. */
  #begin(): void {
    this.#isInitialized = false;
    this.#overrides.forget();
    setAside(this.container);
  }

  /** The init phase: eager clients are built, when everything that a test overrides is in its place. */
  #initialize(): void {
    if (this.#isInitialized) return;
    this.#isInitialized = true;
    void singletons.of(this.container).directory.prepare();
  }

  /** Refuses a call after the disposal, and one that takes away what it is called from. */
  #ensureUsable(method: string, endsLoads = false): void {
    if (this.#giveBack === undefined)
      throw new TestContainerError(
        `${method} of a test container that was disposed. Create one for each file, as in beforeAll, and ` +
          'dispose it in afterAll; between tests use reset().',
      );
    const { current } = this.container.waits;
    if (endsLoads && current !== undefined)
      throw new TestContainerError(
        `${method} was called by what ${current.label} runs, which it would take away. Call it from the ` +
          'test itself.',
      );
  }
}
