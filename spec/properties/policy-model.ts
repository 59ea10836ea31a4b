/** The policies of a method in milliseconds; 0 for none. */
export interface ModelPolicy {
  readonly ttl: number;
  readonly staleWhileRevalidate: number;
  readonly staleIfError: number;
  readonly errorTtl: number;
  readonly timeout: number;
}

/** What a load ended with, or what an entry holds. */
export type Content = { readonly value: number } | { readonly error: string };

type Kept = Content & { readonly at: number; readonly life: number };

/** A load under way. */
export interface ModelFlight {
  /** How many began before it. */
  readonly number: number;
  readonly key: string;
  role: 'call' | 'trial' | 'again' | 'refresh' | 'background';
  isFenced: boolean;
  /** Nobody waits for it any longer. */
  isGivenUp?: boolean;
  /** True once its leader has left. */
  isLate: boolean;
  /** When it is given up. */
  endsAt: number;
  readonly waits: ModelWait[];
}

/** A call that waits for a load: its leader, one who joined it, or nobody, for one in the background. */
export interface ModelWait {
  flight: ModelFlight;
  readonly as: 'leader' | 'follower';
  readonly isRefresh: boolean;
  readonly since: number;
  /** True for a call that joined a load whose leader had left. */
  readonly isLate: boolean;
  /** What it gets, once that is known. */
  outcome: Content | undefined;
}

interface Place {
  kept?: Kept | undefined;
  flight?: ModelFlight | undefined;
  pause?: { since: number; until: number; failures: number } | undefined;
}

/** What a call gives: at once, or when it has waited. */
export type Answer = Content | ModelWait;

const PATIENCE = 30_000;

/** The freshness policies written down plainly: one place a key, no bound, no boxes, no promises, no invocations. */
export class PolicyModel {
  readonly #places = new Map<string, Place>();
  readonly open: ModelFlight[] = [];
  loads = 0;
  now = 0;
  #flights = 0;

  constructor(private readonly policy: ModelPolicy) {}

  call(key: string): Answer {
    const place = this.#place(key);
    const { kept } = place;
    if (kept !== undefined && this.#isFresh(kept)) return kept;
    const late = this.#lateness(place);
    if (kept !== undefined && late < this.policy.staleWhileRevalidate) {
      if (!this.#isPaused(place) && place.flight === undefined) this.#revalidate(key, this.policy.staleWhileRevalidate - late);
      return kept;
    }
    if (kept !== undefined && late < this.policy.staleIfError) return this.#isPaused(place) ? kept : this.#joinOrLead(key, 'trial');
    place.kept = undefined;
    if (place.flight === undefined) place.pause = undefined;
    return this.#joinOrLead(key, 'call');
  }

  refresh(key: string): ModelWait {
    return this.#joinOrLead(key, 'refresh');
  }

  set(key: string, value: number): void {
    this.delete(key);
    this.#place(key).kept = { value, at: this.now, life: this.policy.ttl };
  }

  delete(key: string): boolean {
    const { kept, flight } = this.#place(key);
    if (flight !== undefined) flight.isFenced = true;
    this.#places.delete(key);
    return kept !== undefined && 'value' in kept && this.#isFresh(kept);
  }

  clear(): void {
    for (const key of [...this.#places.keys()]) this.delete(key);
  }

  /** The fresh value of a key. */
  peek(key: string): number | undefined {
    const { kept } = this.#place(key);
    return kept !== undefined && 'value' in kept && this.#isFresh(kept) ? kept.value : undefined;
  }

  /** Moves the clock: callers leave whose time is over, and loads are given up that have taken too long. */
  advance(milliseconds: number): void {
    this.now += milliseconds;
    const ends = this.open.map((flight) => ({ at: flight.endsAt, run: () => this.#giveUp(flight) }));
    const leaving = this.policy.timeout === 0 ? [] : this.open.flatMap(({ waits }) => waits);
    const leaves = leaving.map((wait) => ({ at: wait.since + this.policy.timeout, run: () => this.#leave(wait) }));
    const due = [...ends, ...leaves].filter(({ at }) => at <= this.now).sort((one, other) => one.at - other.at);
    for (const { run } of due) run();
    for (const flight of this.open) if (flight.endsAt <= this.now) for (const wait of flight.waits.splice(0)) this.#again(wait);
  }

  settle(flight: ModelFlight, content: Content): void {
    this.open.splice(this.open.indexOf(flight), 1);
    const outcome = flight.isFenced ? content : this.#land(flight, content);
    for (const wait of flight.waits) wait.outcome ??= outcome;
  }

  /** What a load ends with that is not fenced, for who waits for it. */
  #land(flight: ModelFlight, content: Content): Content {
    const place = this.#place(flight.key);
    place.flight = undefined;
    if ('value' in content) {
      place.kept = { ...content, at: this.now, life: this.policy.ttl };
      place.pause = undefined;
      return content;
    }
    const late = this.#lateness(place);
    if (flight.role !== 'refresh' && place.kept !== undefined) {
      this.#pause(place);
      if (late < this.policy.staleIfError) return place.kept;
    }
    const isOfUse = late < Math.max(this.policy.staleWhileRevalidate, this.policy.staleIfError);
    const isFresh = place.kept !== undefined && 'value' in place.kept && this.#isFresh(place.kept);
    if (this.policy.errorTtl > 0 && !isOfUse && !isFresh) place.kept = { ...content, at: this.now, life: this.policy.errorTtl };
    return content;
  }

  /** The time of a caller is over. */
  #leave(wait: ModelWait): void {
    if (wait.outcome !== undefined) return;
    const { flight, as } = wait;
    const place = this.#place(flight.key);
    const isServed = !wait.isRefresh && flight.role !== 'background' && this.#lateness(place) < this.policy.staleIfError;
    if (as === 'leader') {
      flight.isLate = true;
      flight.endsAt = Math.min(flight.endsAt, this.now + PATIENCE);
      if (flight.role === 'background') this.#pause(place);
      if (flight.role === 'trial') flight.role = 'again';
    } else if (isServed && wait.isLate) this.#pause(place);
    wait.outcome = isServed && place.kept !== undefined ? place.kept : { error: 'ERR_WARMSCOPE_LOAD_TIMEOUT' };
  }

  #giveUp(flight: ModelFlight): void {
    const place = this.#place(flight.key);
    flight.isFenced = true;
    flight.isGivenUp = true;
    if (place.flight !== flight) return;
    place.flight = undefined;
    if (place.kept === undefined) place.pause = undefined;
  }

  /** A caller whose load was given up. */
  #again(wait: ModelWait): void {
    if (wait.outcome !== undefined || wait.as === 'leader') {
      wait.flight.waits.push(wait);
      return;
    }
    const { key } = wait.flight;
    const place = this.#place(key);
    if (!wait.isRefresh && place.kept !== undefined && this.#isFresh(place.kept)) wait.outcome = place.kept;
    else {
      wait.flight = place.flight ?? this.#lead(key, wait.isRefresh ? 'refresh' : 'again');
      wait.flight.waits.push(wait);
    }
  }

  #place(key: string): Place {
    const place = this.#places.get(key) ?? {};
    this.#places.set(key, place);
    return place;
  }

  #joinOrLead(key: string, role: 'call' | 'trial' | 'refresh'): ModelWait {
    const { flight } = this.#place(key);
    const as = flight === undefined ? 'leader' : 'follower';
    return this.#wait(flight ?? this.#lead(key, role), as, role === 'refresh');
  }

  #revalidate(key: string, rest: number): void {
    const flight = this.#lead(key, 'background');
    flight.endsAt = this.now + Math.min(rest, PATIENCE);
    this.#wait(flight, 'leader', false);
  }

  #wait(flight: ModelFlight, as: 'leader' | 'follower', isRefresh: boolean): ModelWait {
    const wait = { flight, as, isRefresh, since: this.now, isLate: flight.isLate, outcome: undefined };
    flight.waits.push(wait);
    return wait;
  }

  #lead(key: string, role: ModelFlight['role']): ModelFlight {
    const number = this.#flights++;
    const flight = { number, key, role, isFenced: false, isLate: false, endsAt: Number.POSITIVE_INFINITY, waits: [] };
    this.#place(key).flight = flight;
    this.open.push(flight);
    this.loads++;
    return flight;
  }

  #isFresh({ at, life }: Kept): boolean {
    return at <= this.now && this.now < at + life;
  }

  /** How long ago the ttl of a value ended; NaN where there is none, or where nobody can tell. */
  #lateness({ kept }: Place): number {
    return kept === undefined || 'error' in kept || kept.at > this.now ? Number.NaN : this.now - kept.at - kept.life;
  }

  #isPaused({ pause }: Place): boolean {
    return pause !== undefined && pause.since <= this.now && this.now < pause.until;
  }

  #pause(place: Place): void {
    if (this.#isPaused(place)) return;
    const failures = (place.pause?.failures ?? 0) + 1;
    place.pause = { since: this.now, until: this.now + Math.min(1_000 * 2 ** (failures - 1), 30_000), failures };
  }
}
