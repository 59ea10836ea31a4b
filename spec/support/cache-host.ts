import type { CacheHost, InvocationContext } from '../../src/cache/host.js';
import { WaitGraph } from '../../src/context/wait-graph.js';
import type { WarmscopeWarning } from '../../src/errors.js';
import type { Residence } from '../../src/store/owners.js';
import { TagIndex } from '../../src/store/tags.js';
import { Uses } from '../../src/store/uses.js';
import { FakeClock } from './clock.js';

/** An invocation that a spec ends. */
export class FakeInvocation implements InvocationContext {
  isOver = false;
  callbacks: ((failed: boolean) => void)[] = [];

  readonly tenantId: string | undefined;

  constructor(tenantId?: string) {
    this.tenantId = tenantId;
  }

  onEnd(callback: (failed: boolean) => void): () => void {
    this.callbacks.push(callback);
    return () => {
      this.callbacks = this.callbacks.filter((other) => other !== callback);
    };
  }

  end(failed = false): void {
    this.isOver = true;
    for (const callback of this.callbacks.splice(0)) callback(failed);
  }
}

/** An object that a container keeps until the spec says that it leaves. */
export class FakeResidence implements Residence {
  callbacks: (() => void)[] = [];

  onLeave(callback: () => void): void {
    this.callbacks.push(callback);
  }

  leave(): void {
    for (const callback of this.callbacks.splice(0)) callback();
  }
}

/** A container of nothing but what a cache needs: the spec says which invocation is running, and sees what it is asked. */
export class FakeHost implements CacheHost {
  readonly waits = new WaitGraph();
  readonly uses = new Uses();
  readonly tags = new TagIndex();
  readonly invocations: { active: FakeInvocation | undefined } = { active: undefined };
  readonly tracked: { readonly work: PromiseLike<unknown>; readonly abandon: () => void }[] = [];
  readonly residences = new Map<object, FakeResidence>();
  residenceOf = (owner: object): Residence | undefined => this.residences.get(owner);
  referentOf = (self: object): object => self;
  readonly background = {
    track: (work: PromiseLike<unknown>, abandon: () => void): void => {
      work.then(undefined, () => undefined);
      this.tracked.push({ work, abandon });
    },
    behind: <T>(work: () => T): T => work(),
  };

  constructor(
    readonly clock = new FakeClock(),
    readonly warnings: WarmscopeWarning[] = [],
  ) {}

  warn(_member: object, warning: WarmscopeWarning): void {
    this.warnings.push(warning);
  }
}
