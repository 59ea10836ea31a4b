import { isObject } from '../util/guards.js';
import { SOON } from '../util/untrusted.js';
import { dependentsAmong, nearestBuilds, withDependencies } from './dependencies.js';
import { AT_ONCE, Retirements } from './retirements.js';
import type { ClientRecord, Version } from './version.js';

/** The versions of all clients: what is begun and kept, which one a read gets, and what a bound lets go. */
export class Succession extends Retirements {
  #turns = 0;

  /** Notes a build that begins. */
  begin(version: Version): void {
    this.building.add(version);
    this.gate.slow++;
    version.onLateReads = () => {
      if (this.current.has(version) && !version.isUnborn) this.confine(version);
    };
  }

  /** Notes that a build has ended, one way or the other. */
  end(version: Version): void {
    this.close(version);
    for (const open of nearestBuilds(version.waitsFor(), 'waitsFor')) version.needs(open);
    this.host.waits.settle(version);
    // What it was built with may have waited for it.
    if (this.evicted.size > 0 && this.evictedBelow(version).length > 0)
      void SOON.then(() => this.disposeFree());
  }

  /** Keeps a version that was built; false where nobody but its present readers may get it. */
  admit(version: Version): boolean {
    version.turn = ++this.#turns;
    this.current.add(version);
    const unborn = [...version.dependencies].filter(({ isUnborn }) => isUnborn);
    for (const one of unborn) version.readsLike(one);
    if (unborn.some(({ isScoped }) => !isScoped)) this.failed(version);
    else if (version.isScoped) this.confine(version);
    if (version.isUnborn) return false;
    const { instance } = version;
    if (isObject(instance)) this.instances.set(instance, version);
    this.watch();
    if (this.evicted.size > 0) this.revive(version);
    return this.current.has(version);
  }

  /**
   * Gives up a version that is beyond the bound of its member, and what was built with it. Invocations
   * that have read it go on with it; who asks for it before its disposal brings it back.
   */
  evict(version: Version): void {
    if (!this.current.has(version)) return;
    this.evicted.add(version);
    this.watch();
    const { invocations, waits } = this.host;
    const isRead = this.running().some((holder) => version.mayBeWith(holder));
    // Many may come and go: where nothing was built with one, it makes no difference to the others.
    if (isRead && !version.isNeeded) return;
    const dependents = version.isNeeded ? dependentsAmong(this.current, new Set([version])) : [];
    const retirement = { before: invocations.nextSerial, isSeen: true };
    for (const one of dependents) if (one !== version) this.retireOne(one, retirement);
    // What a disposal reads is nothing that is being built around here.
    waits.apart(() => (version.isNeeded ? this.disposeFree() : this.disposeNow([version])));
  }

  /** Brings back a version that was evicted, and what it was built with. */
  revive(version: Version): void {
    for (const one of this.evictedBelow(version)) {
      this.evicted.delete(one);
      one.record.deref()?.changed();
    }
  }

  /**
   * The retired version that the present invocation still reads. A build reads only one that was made of that
   * invocation.
   */
  seenApart(record: ClientRecord, isForBuild: boolean): Version | undefined {
    const { active } = record.retired.size === 0 ? { active: undefined } : this.host.invocations;
    const found =
      active && [...record.retired].find((one) => one.isSeenBy(active) && (one.isScoped || !isForBuild));
    if (found?.isScoped === true) this.host.waits.noteReads(found.reads, active);
    return found;
  }

  /** Replaces a client that a read finds expired, where no invocation is running. */
  checkAtRead({ current }: ClientRecord): void {
    if (current?.isMortal !== true || this.running().length > 0) return;
    const now = this.host.clock.now();
    const expired = [...withDependencies([current])].filter((version) => version.isExpired(now));
    if (expired.length === 0) current.used(now);
    else this.retireWith(expired, AT_ONCE);
  }
}
