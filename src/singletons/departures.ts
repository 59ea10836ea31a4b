import { settledWithin } from '../util/time-limit.js';
import { apart, dependentsAmong, withDependencies } from './dependencies.js';
import { Disposals, unhurried } from './disposal.js';
import type { Holder } from './invocation-view.js';
import { Roster, type SuccessionHost } from './roster.js';
import type { Version } from './version.js';

/** How versions that are no longer in use go: each is disposed when nobody can hold it. */
export class Departures extends Roster {
  readonly disposals: Disposals;
  readonly #watched = new WeakSet<Holder>();

  constructor(host: SuccessionHost) {
    super(host);
    this.disposals = new Disposals(host, this);
  }

  /** Listens for the end of each running invocation, if that matters to a version. */
  watch(): void {
    if (!this.#anyLeave && !this.kept().some(({ isMortal }) => isMortal)) return;
    for (const holder of this.running()) {
      if (this.#watched.has(holder)) continue;
      this.#watched.add(holder);
      holder.onEnd(() => {
        this.noteUse(this.host.clock.now());
        this.disposeFree();
      });
    }
  }

  /** Notes that what has been read was in use until now. */
  noteUse(now: number): void {
    for (const version of this.current) version.noteUse(now, true);
  }

  /** Disposes the retired and evicted versions that neither a running invocation holds nor what is held. */
  disposeFree(): void {
    if (!this.#anyLeave) return;
    const leaving = [...this.retired, ...this.evicted];
    const running = this.running();
    const { nextSerial } = this.host.invocations;
    const isHeld = (version: Version): boolean =>
      this.evicted.has(version)
        ? running.some((holder) => version.mayBeWith(holder))
        : version.heldBefore > nextSerial || running.some((holder) => version.isHeldBy(holder));
    const kept = this.kept().filter((version) => !this.evicted.has(version));
    const holders = [...kept, ...this.building, ...this.disposals.leaving, ...leaving.filter(isHeld)];
    const held = withDependencies(holders);
    const free = leaving.filter((version) => !held.has(version));
    // One that was evicted can come back until its turn comes, when what was built with it is disposed.
    const needed = withDependencies(free.flatMap(({ dependencies }) => [...dependencies]));
    this.disposeNow(free.filter((version) => !this.evicted.has(version) || !needed.has(version)));
  }

  /** Notes that the disposal of a version begins; readers get it until its turn comes. */
  release(version: Version): void {
    this.unkeep(version);
    this.retired.delete(version);
    version.siblings.delete(version);
    this.leaveSight(version);
    version.record.deref()?.changed();
  }

  /** Takes out what was built with a version meanwhile, and gives up what is being built with it. */
  takeBuiltWith(version: Version): Version[] {
    if (!version.isNeeded) return [];
    const dependents = this.withDependents([version]);
    for (const one of dependents) this.giveUp(one);
    return dependents.filter((one) => this.unkeep(one));
  }

  /** Disposes what came of a build that was given up. */
  discard(version: Version): void {
    this.disposals.dispose([version]);
  }

  /**
   * Disposes everything. Builds and disposals under way are waited for before what they need is disposed; the
   * rest does not wait, as they may never end.
   */
  async disposeAll(terms = unhurried(this.host.clock)): Promise<void> {
    const building = this.pending();
    const underWay = [...this.disposals.underWay];
    const needed = withDependencies([...building, ...this.disposals.leaving]);
    // Invocations that still read a retired version get the next one.
    this.unsee([...this.retired]);
    await this.disposals.dispose(
      this.all().filter((version) => !needed.has(version)),
      terms,
    );
    if (needed.size > 0) {
      const settled = Promise.allSettled([...underWay, ...building.map(({ pending }) => pending)]);
      await settledWithin(settled, terms.limit(1), terms.clock);
      for (const version of building) this.giveUp(version);
      // What was built anew meanwhile stays.
      await this.disposals.dispose(dependentsAmong(this.all(), needed), terms);
    }
    await Promise.all(underWay);
  }

  /** Disposes versions that nobody holds; from now on nobody gets those that were evicted. */
  protected disposeNow(versions: readonly Version[]): void {
    for (const version of versions) version.letGo();
    for (const group of apart(versions)) this.disposals.dispose(group);
  }

  get #anyLeave(): boolean {
    return this.retired.size + this.evicted.size > 0;
  }
}
