import { HitRatioWarning, NeverHitWarning, SharedFieldsWarning, ThrashingWarning } from '../errors.js';
import type { Partition } from '../store/partition.js';
import type { CacheCounters } from './counters.js';
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

/** Calls that found something to serve or to join. */
const foundBy = ({ hits, staleHits, joins }: CacheCounters): number => hits + staleHits + joins;

/** What a watch needs of the cache of its method. */
interface Watched {
  readonly counters: CacheCounters;
  readonly host: Pick<CacheHost, 'residenceOf'>;
  readonly warn: Warn;
}

/**
 * Watches the misses of one method for signs that its cache does not help, and warns of them once. Hits are
 * not looked at.
 */
export class MissWatch {
  #instances = 0;
  /** What had been counted when the first of these instances, or the first of these calls, came. */
  #foundBefore = 0;
  #start = { found: 0, misses: 0, evictions: 0 };
  #hasWarned = false;
  #hasSeenFields = false;

  constructor(private readonly cache: Watched) {}

  /** Notes a call that found nothing, before its load begins. */
  note(partition: Partition, call: Call): void {
    const { plan, isOfInstances } = call.member;
    if (plan.scope === 'invocation') return;
    if (plan.isPerClass) this.#noteFields(call);
    else if (isOfInstances && !partition.hasMissed) this.#noteInstance(call);
    partition.hasMissed = true;
    this.#noteCall(call);
  }

  #noteInstance({ member, self }: Call): void {
    if (this.#hasWarned || this.#isKept(self)) return;
    const found = foundBy(this.cache.counters);
    this.#instances = found === this.#foundBefore ? this.#instances + 1 : 1;
    this.#foundBefore = found;
    if (this.#instances < INSTANCES) return;
    this.#hasWarned = true;
    const remedy =
      "Give it `per: 'class'` where instances may share values, or call it on an instance that lives longer, " +
      'such as a @ContainerSingleton.';
    this.cache.warn(
      new NeverHitWarning(
        `${member.label} was called on ${INSTANCES} instances, each of which has its own entries, and found ` +
          `nothing on any of them. ${remedy}`,
      ),
    );
  }

  #noteCall({ member }: Call): void {
    const { misses, evictions } = this.cache.counters;
    const found = foundBy(this.cache.counters);
    const start = this.#start;
    // The present call is not counted yet.
    const missed = misses + 1 - start.misses;
    const served = found - start.found;
    if (missed + served < CALLS) return;
    this.#start = { found, misses: misses + 1, evictions };
    if (this.#hasWarned) return;
    const evicted = evictions - start.evictions;
    if (missed >= served && evicted >= missed * EVICTING) {
      this.#hasWarned = true;
      this.cache.warn(
        new ThrashingWarning(
          `Of the last ${missed + served} calls of ${member.label}, ${missed} missed, and ${evicted} entries ` +
            'were evicted for them before anybody read them again. Raise `max` or `maxBytes` above what is in ' +
            'use at a time, or cache less: `when`, a coarser `key`.',
        ),
      );
    } else if (served < LEAST_FOUND) {
      this.#hasWarned = true;
      this.cache.warn(
        new HitRatioWarning(
          `Of the last ${missed + served} calls of ${member.label}, ${served} found something in the cache. ` +
            'Look for a part of the arguments that differs from call to call and leave it out of the `key`, ' +
            'give entries a longer `ttl`, or do not cache it.',
        ),
      );
    }
  }

  /** Looks once at the instance that loads what all instances are to share. */
  #noteFields({ member, self }: Call): void {
    if (this.#hasSeenFields || this.#isKept(self)) return;
    this.#hasSeenFields = true;
    if (!hasFields(Object(self))) return;
    this.cache.warn(
      new SharedFieldsWarning(
        `${member.label} has the option \`per: 'class'\`, but its instances have fields of their own: what ` +
          'one of them loads is what all others get. Put what the result depends on into the `key`, or leave ' +
          'the option out.',
      ),
    );
  }

  /** True for an instance that the container keeps: there is one of it. */
  #isKept(self: unknown): boolean {
    return typeof self === 'object' && self !== null && this.cache.host.residenceOf?.(self) !== undefined;
  }
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
