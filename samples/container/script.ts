import type { ReportsEvent } from './app/messages.js';

export type ContainerName = 'A' | 'B';

/** What an invocation must cost in the container with warmscope. */
export interface Expectation {
  readonly cold?: true;
  readonly s3Clients?: number;
  readonly loads?: number;
  readonly hits?: number;
  readonly joins?: number;
  readonly expirations?: number;
  readonly evictions?: number;
  /** The answer differs from the one this container gave to the same event before. */
  readonly changed?: true;
}

/** One step of the main job. Both functions, with warmscope and without, go through the same steps. */
export type Step =
  | {
      readonly kind: 'invoke';
      readonly container: ContainerName;
      readonly label: string;
      readonly event: ReportsEvent;
      readonly expected: Expectation;
    }
  | { readonly kind: 'pass'; readonly seconds: number }
  | { readonly kind: 'add order'; readonly user: string; readonly month: string }
  | { readonly kind: 'recycle'; readonly container: ContainerName };

/**
 * The steps. A cached answer may be older than the plain one, by its ttl at most. So that the answers can be compared
 * anyway, S3 changes only where every cached copy of what changed is past its ttl when it is asked for again.
 */
export const SCRIPT: readonly Step[] = [
  invoke('A', 'alice, October: first of all', ask('alice 2026-10'), { cold: true, s3Clients: 1, loads: 1 }),
  invoke('A', 'the same again', ask('alice 2026-10'), { hits: 1 }),
  invoke('A', 'bob, October: a new key', ask('bob 2026-10'), { loads: 1 }),
  invoke('A', 'carol, November, 8 times at once', ask('carol 2026-11', 8), { loads: 1, joins: 7 }),
  // Three reports fit into the budget: the least recently used of all, carol's, makes way for bob's November.
  invoke('A', '3 users at once, 2 of them known', ask('alice 2026-10', 1, 'bob 2026-10', 'bob 2026-11'), {
    loads: 1,
    hits: 2,
    evictions: 1,
  }),
  invoke('B', 'alice, October: B has its own copy', ask('alice 2026-10'), { cold: true, s3Clients: 1, loads: 1 }),
  invoke('B', 'the same again', ask('alice 2026-10'), { hits: 1 }),
  { kind: 'pass', seconds: 20 },
  invoke('A', 'alice, October: inside its ttl', ask('alice 2026-10'), { hits: 1 }),
  invoke('B', 'alice, October: inside its ttl', ask('alice 2026-10'), { hits: 1 }),
  { kind: 'add order', user: 'alice', month: '2026-10' },
  { kind: 'pass', seconds: 90 },
  // The thaw drops all three entries of A, which are past their ttl.
  invoke('A', 'alice, October: ttl over, new value', ask('alice 2026-10'), { loads: 1, expirations: 3, changed: true }),
  invoke('A', 'the same again', ask('alice 2026-10'), { hits: 1 }),
  invoke('B', 'alice, October: ttl over, new value', ask('alice 2026-10'), { loads: 1, expirations: 1, changed: true }),
  { kind: 'recycle', container: 'A' },
  invoke('A', 'alice, October: nothing kept', ask('alice 2026-10'), { cold: true, s3Clients: 1, loads: 1 }),
  invoke('A', 'the same, 10 times at once', ask('alice 2026-10', 10), { hits: 10 }),
];

function invoke(container: ContainerName, label: string, event: ReportsEvent, expected: Expectation): Step {
  return { kind: 'invoke', container, label, event, expected };
}

/** An event that asks for one report so many times at once, and for further ones. */
function ask(first: string, times = 1, ...others: readonly string[]): ReportsEvent {
  const asked = [...Array.from({ length: times }, () => first), ...others];
  return {
    requests: asked.map((words) => {
      const [user = '', month = ''] = words.split(' ');
      return { user, month };
    }),
  };
}
