import {
  HitRatioWarning,
  NeverHitWarning,
  SharedFieldsWarning,
  ThrashingWarning,
  type WarmscopeWarning,
} from '../errors.js';
import type { Partition } from '../store/partition.js';
import { requireStack } from '../util/stack.js';
import type { Counted } from './counters.js';
import type { CacheHost } from './host.js';
import type { Call, Warn } from './plan.js';

/** Instances in a row that missed, with no hit in between, which make a cache one that never hits. */
const INSTANCES = 100;

/** Calls that are judged together. */
const CALLS = 1_000;

/** Calls of so many that find something in a cache that helps. */
const LEAST_FOUND = 10;

/** The share of misses that evict something in a cache that thrashes. */
const EVICTING = 0.9;

/** What a watch needs of the cache of its method. */
interface Watched extends Counted {
  readonly host: Pick<CacheHost, 'residenceOf'>;
  readonly warn: Warn;
}

/**
 * Watches the misses of one method for signs that its cache does not help, and warns of them once. Hits are
 * not looked at.
 */
export class MissWatch {
  readonly #cache: Watched;
  #instances = 0;
  /** What had been found when the last of these instances came. */
  #foundBefore = 0;
  /** What had been counted before the calls that are judged next. */
  #start = { found: 0, misses: 0, evictions: 0 };
  #hasWarned = false;
  #hasSeenFields = false;

  constructor(cache: Watched) {
    this.#cache = cache;
  }

  /** Notes a call that found nothing, before its load begins. */
  note(partition: Partition, call: Call): void {
    const { plan, isOfInstances } = call.member;
    if (plan.scope === 'invocation') return;
    if (plan.isPerClass) this.#noteFields(call);
    if (this.#hasWarned) return;
    const { counters, entries } = this.#cache;
    const found = entries.hits + counters.staleHits + counters.joins;
    if (isOfInstances && !plan.isPerClass && !partition.hasMissed) this.#noteInstance(call, found);
    partition.hasMissed = true;
    this.#noteCall(call.member.label, found);
  }

  #noteInstance({ member, self }: Call, found: number): void {
    if (this.#isKept(self)) return;
    this.#instances = found === this.#foundBefore ? this.#instances + 1 : 1;
    this.#foundBefore = found;
    if (this.#instances < INSTANCES) return;
    const problem = `${member.label} missed on ${INSTANCES} instances with own entries, and hit none`;
    this.#warn(NeverHitWarning, problem, "`per: 'class'`, or an instance that lives longer");
  }

  #noteCall(label: string, found: number): void {
    const { misses, evictions } = this.#cache.counters;
    // The present call is not counted yet.
    const missed = misses + 1 - this.#start.misses;
    const served = found - this.#start.found;
    if (missed + served < CALLS || this.#hasWarned) return;
    const evicted = evictions - this.#start.evictions;
    this.#start = { found, misses: misses + 1, evictions };
    const calls = `Of ${missed + served} calls of ${label}, ${missed} missed`;
    if (missed >= served && evicted >= missed * EVICTING)
      this.#warn(ThrashingWarning, `${calls} and evicted ${evicted} entries`, 'a larger `max` or `maxBytes`');
    else if (served < LEAST_FOUND)
      this.#warn(HitRatioWarning, calls, 'a `key` without what differs from call to call');
  }

  /** Looks once at the instance that loads what all instances are to share. */
  #noteFields({ member, self }: Call): void {
    if (this.#hasSeenFields || this.#isKept(self)) return;
    requireStack();
    this.#hasSeenFields = true;
    if (!hasFields(Object(self)) || readsThis(member.keys.builder)) return;
    const problem = `${member.label} gives what one instance loads to all others, though they have fields`;
    this.#cache.warn(new SharedFieldsWarning(`${problem}. Consider a \`key\` of those that matter.`));
  }

  #warn(Warning: new (text: string) => WarmscopeWarning, problem: string, remedy: string): void {
    this.#hasWarned = true;
    this.#cache.warn(new Warning(`${problem}. Consider ${remedy}.`));
  }

  /** True for an instance that the container keeps: there is one of it. */
  #isKept(self: unknown): boolean {
    return this.#cache.host.residenceOf?.(Object(self)) !== undefined;
  }
}

/** True for a key builder that reads its instance: the author has thought of the fields. */
function readsThis(builder: unknown): boolean {
  return typeof builder === 'function' && /\bthis\b/.test(Function.prototype.toString.call(builder));
}

/** True where an object has fields of its own; functions are left out, as they are much the same in each. */
function hasFields(self: object): boolean {
  try {
    const fields = Object.values(Object.getOwnPropertyDescriptors(self));
    return fields.some(({ value, enumerable }) => enumerable === true && typeof value !== 'function');
  } catch {
    return false;
  }
}
