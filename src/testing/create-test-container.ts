import { container } from '../registry/global.js';
import { checkedOptions } from '../util/checks.js';
import { systemClock } from '../util/clock.js';
import { parseDuration } from '../util/duration.js';
import { CONTAINER_CHECKS } from './options.js';
import { TestClock } from './test-clock.js';
import { RegistryUnderTest } from './test-container.js';
import { TestContainerError } from './test-container-error.js';
import type { TestContainer, TestContainerOptions } from './types.js';

/** The longest that Lambda lets an invocation run. */
const LONGEST_MS = 900_000;

/**
 * Puts this thread's registry under a test: on a clock that stands still, without entries and clients, until
 * `dispose` gives back what was there. What is decorated, configured and connected stays. Only one at a time:
 * throws TestContainerError while there is another; InvalidOptionError for options that make no sense.
 * @example
 * const container = createTestContainer({ now: Date.parse('2026-01-01T12:00:00Z') });
 * afterEach(() => container.reset());
 * after(() => container.dispose());
 */
export function createTestContainer(options: TestContainerOptions = {}): TestContainer {
  const { now, remainingMs } = checkedOptions(options, CONTAINER_CHECKS, 'createTestContainer');
  if (container.underTest !== undefined)
    throw new TestContainerError(
      'createTestContainer: the registry of this thread is under a test container already; `cause` says ' +
        'where that was created. Dispose it first, as in afterAll: where files share a thread (vitest with ' +
        'isolate: false), what one leaves behind is in the way of the next.',
      { cause: container.underTest },
    );
  const createdHere = new Error('the test container that has not been disposed was created here');
  const clock = new TestClock(now === undefined ? systemClock.now() : Number(now));
  container.underTest = createdHere;
  return new RegistryUnderTest(container, clock, parseDuration(remainingMs) ?? LONGEST_MS) as TestContainer;
}
