import type { Entry } from '../store/entry.js';
import type { Flight } from './flight.js';
import { FlightList } from './flight-list.js';

/** The loads of one method in flight, and which of them a call may join. */
export class JoinableFlights extends FlightList {
  /** The flight of an entry that a call may join now; what an ended invocation left may have been frozen. */
  openFor(entry: Entry): Flight | undefined {
    const { clock, invocations } = this.cache.host;
    const flight = this.newest(entry);
    if (flight?.isOpen !== true) return undefined;
    if (flight.invocation?.isOver === true && flight.invocation !== invocations.active) return undefined;
    if (flight.endsAt === Infinity || clock.now() < flight.endsAt) return flight;
    this.giveUp(flight);
    return undefined;
  }

  /**
   * The flight of an entry that a call may join: none whose result is outdated. One that may turn out so is
   * joined only where two are under way, as invalidations must not begin ever more loads; then the call loads
   * again if it does.
   */
  joinableFor(entry: Entry): Flight | undefined {
    const flight = this.openFor(entry);
    if (flight === undefined || !this.isOutdated(flight)) return flight;
    return flight.member.plan.tags === 'later' && flight.former !== undefined ? flight : undefined;
  }

  /**
   * True where a tag of a flight's result was invalidated since it began; while its tags are not known, where
   * any was.
   */
  isOutdated({ taggedSince, member, details, hasFailed }: Flight): boolean {
    if (taggedSince < 0) return false;
    // One that was refused may not have been asked for its tags.
    const known = hasFailed ? undefined : details?.tags;
    const { tags: planned } = member.plan;
    return this.cache.tags.isOutdated(typeof planned === 'object' ? planned : known, taggedSince);
  }

  /** True where it is known already that what a flight gives is not stored. */
  isLost(flight: Flight): boolean {
    const { state, isShareable, member } = flight;
    return state === 'fenced' || !isShareable || (member.plan.tags !== 'later' && this.isOutdated(flight));
  }
}
