import type { FlightsHost } from '../cache/flights-host.js';
import { type StaleWindows, windowsOf } from '../cache/freshness.js';
import { decide } from '../cache/keeping.js';
import { loadOf } from '../cache/operations.js';
import type { Call } from '../cache/plan.js';
import { disown } from '../util/untrusted.js';
import { type Lefts, lifespanOf } from './ages.js';
import { beginEpochs } from './begin-epochs.js';
import type { Envelope } from './envelope.js';
import { epochOf, epochsOf } from './epochs.js';
import { ClockSkewWarning } from './errors.js';
import { NO_ANSWER } from './line.js';
import type { Name } from './names.js';
import type { Found, Reading } from './reading.js';
import type { StoredBytes } from './store.js';
import type { Subject } from './subjects.js';

/** Reads what the store has of one key, and judges it. */
export class Reader {
  /** The lap at which the call turned to the tier. */
  readonly begunAt: number;
  #tags: readonly string[];
  #hasRefused = false;

  constructor(private readonly subject: Subject) {
    this.#tags = subject.tags;
    this.begunAt = subject.hub.container.clock.lap();
  }

  /** The epochs that an entry with these tags bears. */
  namesWith(tags: readonly string[]): readonly Name[] {
    const { names } = this.subject.hub;
    const { names: own } = this.subject.key;
    return tags.length === 0 ? own : [...own, names.allTags, ...tags.map((tag) => names.ofTag(tag))];
  }

  /** Asks for the value, its lease, and the epochs; undefined where there is no answer. */
  async read(patience = this.subject.view.patience): Promise<Reading | undefined> {
    const { hub, key, view, call } = this.subject;
    const isTagged = call.member.plan.tags !== undefined;
    const tags = isTagged ? [hub.names.allTags, ...this.#tags.map((tag) => hub.names.ofTag(tag))] : [];
    const names = [...key.names, ...tags];
    const askedAt = hub.order.next();
    const sentAt = hub.now;
    const sentAtLap = hub.container.clock.lap();
    const { g: knownG } = view;
    const keys = [key.value, key.lease, hub.names.g, ...names.map(([, stored]) => stored)];
    const answer = await hub.read(keys, patience);
    if (answer === NO_ANSWER) {
      view.isBlind = true;
      return undefined;
    }
    const [value, lease, g, ...rest] = answer;
    const epochs = new Map(epochsOf(names, rest));
    const lefts = leftsOf(names, rest);
    const times = { askedAt, sentAt, sentAtLap };
    return { ...times, g: g ? epochOf(g.value).text : '', knownG, epochs, lefts, value, lease };
  }

  /** Begins the epochs that the store has lost or never had. */
  async begin({ epochs, g }: Reading): Promise<void> {
    const { hub, view } = this.subject;
    const missing = [...epochs].flatMap(([name, epoch]) => (epoch === undefined ? [name] : []));
    if (g === '') missing.push(hub.names.g);
    const made = await beginEpochs(hub, missing, view);
    const own = made.get(hub.names.g);
    if (own !== undefined && view.g === '') view.g = own.text;
  }

  /** Adds the epochs of further names to a reading; false where there is no answer. */
  async extend(reading: Reading, names: readonly Name[]): Promise<boolean> {
    const { hub, view } = this.subject;
    const answer = await hub.read(
      names.map(([, stored]) => stored),
      view.patience,
    );
    if (answer === NO_ANSWER) return false;
    for (const [stored, epoch] of epochsOf(names, answer)) reading.epochs.set(stored, epoch);
    return true;
  }

  /** The value in a reading, where it is this key's, current, and of use to this container. */
  async valueIn(reading: Reading): Promise<Found | undefined> {
    const { hub, key, facts, cache } = this.subject;
    const { value: stored } = reading;
    if (stored === undefined) return undefined;
    const envelope = hub.envelopes.open(stored.value, key.text, facts.codec);
    if (envelope === undefined || !passes(facts.check, envelope.value)) {
      if (!this.#hasRefused) hub.count(cache, 'refused', this.begunAt);
      this.#hasRefused = true;
      return undefined;
    }
    this.#tags = envelope.tags;
    const names = this.namesWith(envelope.tags);
    const missing = names.filter(([, name]) => !reading.epochs.has(name));
    if (missing.length > 0 && !(await this.extend(reading, missing))) return undefined;
    if (!bears(envelope, names, reading) || !hub.invalidations.isCurrent(names, reading.askedAt))
      return undefined;
    return this.#ofUse(envelope, names, reading);
  }

  #ofUse(envelope: Envelope, names: readonly Name[], reading: Reading): Found | undefined {
    const { hub, call, cache } = this.subject;
    const { value } = envelope;
    const lifespan = lifespanOf(envelope, names, { ...reading, leftMs: reading.value?.leftMs });
    if (lifespan === undefined) return undefined;
    const { freshUntil, isSkewed } = lifespan;
    if (isSkewed) hub.warn(new ClockSkewWarning(SKEWED));
    const windows = hub.now < freshUntil ? NO_WINDOWS : windowsFor(cache, call, value);
    return { value, freshUntil, names, reading, ...windows };
  }
}

const SKEWED =
  'The clock of this container and that of another one which shares its values differ by more than five ' +
  'seconds: shared values are loaded anew sooner than they need be.';

const NO_WINDOWS: StaleWindows = { staleWhileRevalidate: 0, staleIfError: 0 };

/** The stale windows of a value, which options may be asked for. */
function windowsFor(cache: FlightsHost, call: Call, value: unknown): StaleWindows {
  const load = loadOf(call, value, false);
  return decide(cache, load) > 0 ? windowsOf(load, call.member.plan) : NO_WINDOWS;
}

/** True where an envelope bears each of these epochs as it is now. */
function bears(envelope: Envelope, names: readonly Name[], { epochs }: Reading): boolean {
  const borne = new Map(envelope.epochs.map(([short, bytes]) => [short, epochOf(bytes).text]));
  return names.every(([short, stored]) => {
    const present = epochs.get(stored)?.text;
    return present !== undefined && borne.get(short) === present;
  });
}

/** What is left of epochs, where the store says so. */
function leftsOf(names: readonly Name[], answer: readonly (StoredBytes | undefined)[]): Lefts {
  const found = names.map(([, stored], at) => [stored, Number(answer[at]?.leftMs)] as const);
  return new Map(found.filter(([, leftMs]) => Number.isFinite(leftMs)));
}

function passes(check: ((value: unknown) => boolean) | undefined, value: unknown): boolean {
  try {
    const verdict: unknown = check === undefined || check(value);
    // An async one says nothing in time; nobody else handles its rejection.
    disown(verdict);
    return verdict === true;
  } catch {
    return false;
  }
}
