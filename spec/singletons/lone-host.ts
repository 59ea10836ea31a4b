import type { ReadGate } from '../../src/singletons/build-context.js';
import type { Holder, InvocationView } from '../../src/singletons/invocation-view.js';
import type { Singleton } from '../../src/singletons/singleton.js';
import type { SuccessionHost } from '../../src/singletons/succession.js';
import { FakeClock } from '../support/clock.js';

/** A container whose invocations are said to begin and to end, and whose singletons are listed by hand. */
export class LoneHost implements SuccessionHost {
  readonly invocations: { active: Holder | undefined; readonly running: Set<Holder> } & InvocationView = {
    active: undefined,
    running: new Set(),
  };
  readonly singletons: Singleton[] = [];
  readonly warnings: string[] = [];

  constructor(
    readonly clock = new FakeClock(),
    readonly gate: ReadGate = { slow: 0 },
  ) {}

  living(): Singleton[] {
    return this.singletons.filter(({ isBuilt, isBuilding }) => isBuilt || isBuilding);
  }

  built(): Singleton[] {
    return this.singletons.filter(({ isBuilt }) => isBuilt);
  }

  warn(_member: object, { message }: Error): void {
    this.warnings.push(message);
  }
}
