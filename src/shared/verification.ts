import type { Entry } from '../store/entry.js';
import { epochsOf, type Mark, textsOf } from './epochs.js';
import type { SharedFacts } from './facts.js';
import type { Hub } from './hub.js';
import { NO_ANSWER } from './line.js';
import type { View } from './view.js';

/** One call that may get an entry of the container. */
export class Asker {
  /** What it knows of the store, the same in all its looks: outside of invocations each call may ask anew. */
  #view: View | undefined;

  constructor(
    private readonly hub: Hub,
    private readonly cache: object,
    private readonly facts: SharedFacts,
  ) {}

  get view(): View {
    this.#view ??= this.hub.viewOf(this.cache, this.facts);
    return this.#view;
  }

  /**
   * True where it may get the entry, false where that has ended; a promise where that is not known until it
   * resolves.
   */
  mayGet({ details }: Entry): boolean | Promise<void> {
    const { hub, facts } = this;
    const mark = details?.mark as Mark | undefined;
    // Nobody knows what it was loaded after.
    if (mark?.order !== hub.order || hub.invalidations.haveEnded(mark.names, mark.bornAt)) return false;
    const { view } = this;
    if (mark.askedAt >= view.since) return true;
    const asking = view.ready();
    if (asking !== undefined) return asking;
    const isYoung = mark.askedAtTime <= hub.now && hub.now < mark.askedAtTime + facts.localTtl;
    if (view.isBlind) return isYoung;
    if (mark.texts === undefined) return false;
    if (!hub.terms.isVerified && isYoung) return true;
    if (mark.g !== view.g || !view.g) {
      if (mark.asking !== undefined) return heard(hub, mark.asking, view);
      mark.asking = verify(hub, mark, view);
      return mark.asking;
    }
    mark.askedAt = view.askedAt;
    mark.askedAtTime = view.askedAtTime;
    return true;
  }
}

/** Waits for what another invocation has asked about an entry. */
async function heard(hub: Hub, asking: Promise<void>, view: View): Promise<void> {
  if ((await hub.line.join(asking, view.patience)) === NO_ANSWER) view.isBlind = true;
}

/** Asks for the epochs of an entry: it is as good as new where they are still the same. */
async function verify(hub: Hub, mark: Mark, view: View): Promise<void> {
  const askedAt = hub.order.next();
  const askedAtTime = hub.now;
  const { g } = view;
  const keys = mark.names.map(([, stored]) => stored);
  const answer = await hub.read(keys, view.patience);
  mark.asking = undefined;
  if (answer === NO_ANSWER) {
    view.isBlind = true;
    return;
  }
  const texts = textsOf(mark.names, epochsOf(mark.names, answer));
  if (texts === undefined || mark.texts?.join() !== texts.join()) {
    mark.texts = undefined;
    return;
  }
  mark.g = g;
  mark.askedAt = askedAt;
  mark.askedAtTime = askedAtTime;
}
