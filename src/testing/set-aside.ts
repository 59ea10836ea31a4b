import { Cache } from '../cache/cache.js';
import type { Container } from '../registry/container.js';
import type { DiContainers } from '../registry/di-containers.js';
import { lifecycle } from '../registry/lifecycle.js';
import { provisions } from '../registry/provisions.js';
import { isFamily } from '../registry/singleton-directory.js';
import { type Singletons, singletons } from '../registry/singletons.js';
import type { Singleton } from '../singletons/singleton.js';
import { Budget } from '../store/budget.js';
import { TagIndex } from '../store/tags.js';
import { momentOf } from '../util/clock.js';

/** Brings something back that was set aside. */
export type GiveBack = () => void;

/**
 * Ends a container and begins the next one in its place: what is decorated, configured and connected stays,
 * all else begins at nothing. What was there is set aside, as it is, until it is given back.
 */
export function setAside(container: Container): GiveBack {
  // Clients before the life, as what counts their uses is the life's.
  const parts = [cachesOf, clientsOf, instancesOf, lifeOf].map((part) => part(container));
  return () => {
    for (const giveBack of parts) giveBack();
  };
}

/** The entries of all methods, their loads and counters, and what bounds and groups them. */
function cachesOf(container: Container): GiveBack {
  const { caches, tags } = container;
  const before = new Map(caches.members().map((member) => [member, member.cache]));
  const begin = (index: TagIndex, former?: typeof before): void => {
    container.tags = index;
    for (const member of caches.members())
      member.use(former?.get(member) ?? new Cache(member.label, container));
    caches.limit(caches.budget && new Budget(caches.budget.max));
  };
  begin(new TagIndex());
  return () => begin(tags, before);
}

/** The clients: their versions, what was built with what, and their counters. */
function clientsOf(container: Container): GiveBack {
  const part = singletons.of(container);
  const { succession, renewal } = part;
  const provided = provisions.of(container);
  const { marks } = provided;
  const counters = new Map(part.directory.listed().map(({ client }) => [client, client.counters]));
  part.begin();
  provided.marks = new Map();
  const records = resetRecords(part);
  return () => {
    Object.assign(part, { succession, renewal });
    provided.marks = marks;
    resetRecords(part);
    for (const [client, counted] of counters) client.counters = counted;
    for (const giveBack of records) giveBack();
    for (const version of succession.kept()) {
      const record = version.record.deref();
      if (record !== undefined) record.current = version;
      record?.changed();
    }
    for (const singleton of part.directory.all()) singleton.setGate();
  };
}

/** Takes all clients out of their records, and gives what puts them back. */
function resetRecords({ directory }: Singletons): GiveBack[] {
  return directory.listed().map((member) => {
    member.client.counters = { builds: 0, buildMs: 0, disposals: 0 };
    return isFamily(member) ? member.setAside() : resetRecord(member);
  });
}

/** Takes a client out of its record; which version it has is known from those that are kept. */
function resetRecord(singleton: Singleton): GiveBack {
  const { building, failure, retired } = singleton;
  Object.assign(singleton, {
    current: undefined,
    building: undefined,
    failure: undefined,
    retired: new Set(),
  });
  singleton.setGate();
  return () => {
    Object.assign(singleton, {
      building: building?.isSettled === true ? undefined : building,
      failure,
      retired,
    });
  };
}

/** What connected DI containers have resolved and keep. */
function instancesOf(container: Container): GiveBack {
  const forget = (): GiveBack[] => (container.diContainers as DiContainers | undefined)?.setAside() ?? [];
  const kept = forget();
  return () => {
    forget();
    for (const bringBack of kept) bringBack();
  };
}

/** The container's life: its identity, its invocations, its freezes, and which warnings it has given. */
function lifeOf(container: Container): GiveBack {
  const cycle = lifecycle.of(container);
  const { present } = cycle;
  const { beganAt, warned } = container;
  container.beganAt = momentOf(container.clock);
  container.warned = new WeakMap();
  cycle.begin(container);
  cycle.life.thaw.configure(present.life.thaw);
  return () => {
    present.life.thaw.configure(cycle.life.thaw);
    Object.assign(container, { beganAt, warned });
    cycle.goOn(container, present);
  };
}
