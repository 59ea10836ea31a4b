import { OptionWarning } from '../errors.js';
import { beginEpochs } from './begin-epochs.js';
import { epochOf, type Mark, textsOf } from './epochs.js';
import type { Lease } from './lease.js';
import { NO_ANSWER } from './line.js';
import type { Name } from './names.js';
import { Parcel } from './parcel.js';
import type { Reader } from './reader.js';
import type { Reading } from './reading.js';
import type { LoadTerms } from './subjects.js';

/** What a loader has given, on its way to the other containers. */
export class Sharing {
  constructor(
    private readonly terms: LoadTerms,
    private readonly lease: Lease,
    private readonly reader: Reader,
    private readonly mark: Mark | undefined,
  ) {}

  /** False for a load that took longer than its lease: the process may have been frozen in between. */
  isInTime(at: number): boolean {
    const { hub, cache, call } = this.terms;
    const took = hub.now - at;
    const { milliseconds } = this.lease;
    if (took > milliseconds) {
      const lease = `its lease of ${milliseconds} ms, so its value was not shared: give it a longer "lease".`;
      cache.warn(new OptionWarning(`A load of ${call.member.label} took longer than ${lease}`));
    }
    return took >= 0 && took <= milliseconds;
  }

  /** Writes the value behind the answer; its load began `at` some time, and it is fresh from then on. */
  write(reading: Reading, at: number, ttl: number): void {
    const { terms, reader, lease } = this;
    const { hub, flight, view } = terms;
    const names = reader.namesWith(flight.details?.tags ?? []);
    const missing = names.filter(([, stored]) => !reading.epochs.has(stored));
    const isAtOnce = missing.length === 0 && flight.role !== 'refresh';
    const parcel = new Parcel(terms, flight, { at, ttl, loadMs: hub.now - at });
    const send = async (bytes: Uint8Array | undefined): Promise<void> => {
      if (bytes === undefined) await lease.letGo();
      else await parcel.send(bytes, view.patience, lease);
    };
    if (isAtOnce) {
      const bytes = parcel.seal(names, reading);
      hub.behind(() => send(bytes));
      return;
    }
    const renewals = flight.role === 'refresh' ? this.#noteRenewal() : undefined;
    hub.behind(async () => {
      const isCurrent = await this.#complete(reading, missing, renewals);
      await send(isCurrent && !parcel.isRefused ? parcel.seal(names, reading) : undefined);
      if (this.mark !== undefined && isCurrent) this.mark.texts = textsOf(names, reading.epochs);
    });
  }

  /** Ends what others have, who do not get what was loaded in its place. */
  endOlder(): void {
    const { hub, view } = this.terms;
    this.#noteRenewal();
    hub.behind(() => hub.flush(view));
  }

  /** Ends what other containers have of the key; what was loaded here is from after that. */
  #noteRenewal(): Name {
    const { hub, key } = this.terms;
    const [member, bucket, renewals] = key.names;
    // Without the lease somebody else may be renewing it: both are ended.
    hub.invalidations.note(this.lease.isMine ? [renewals] : [bucket, renewals], member);
    // Not "askedAt": others may have invalidated it since the question.
    if (this.mark !== undefined) this.mark.bornAt = hub.order.next();
    return renewals;
  }

  /** Has the epochs that its value bears in the reading; false where the value may not be current. */
  async #complete(reading: Reading, missing: readonly Name[], renewals: Name | undefined): Promise<boolean> {
    const { hub, view } = this.terms;
    const isCurrent = missing.length === 0 || (await this.#learn(reading, missing));
    if (renewals === undefined) return isCurrent;
    // Others are told of the renewal also where what it gave is not for them.
    const epoch = (await hub.flush(view))?.get(renewals[1]);
    if (!isCurrent || epoch === undefined || this.lease.release.length === 0) return false;
    reading.epochs.set(renewals[1], epoch);
    return true;
  }

  /** Gets the epochs that were not read before the load; false where anything was invalidated since. */
  async #learn(reading: Reading, missing: readonly Name[]): Promise<boolean> {
    const { hub, view } = this.terms;
    const others = missing.map(([, stored]) => stored);
    if (!(await this.reader.extend(reading, missing))) return false;
    const lost = others.filter((stored) => reading.epochs.get(stored) === undefined);
    if (lost.length > 0) {
      await beginEpochs(hub, lost, view);
      if (!(await this.reader.extend(reading, missing))) return false;
    }
    // Last of all: who has read a new epoch sees another `G` as well.
    const answer = await hub.read([hub.names.g], view.patience);
    const g = answer === NO_ANSWER ? undefined : answer[0];
    return g !== undefined && epochOf(g.value).text === reading.g;
  }
}
