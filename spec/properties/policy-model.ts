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

/** A load, and what its callers get once it is settled. */
export interface ModelFlight {
  readonly key: string;
  readonly role: 'call' | 'trial' | 'refresh' | 'background';
  readonly at: number;
  isFenced: boolean;
  outcome: Content | undefined;
}

interface Place {
  kept?: Kept | undefined;
  flight?: ModelFlight | undefined;
  pause?: { since: number; until: number; failures: number } | undefined;
}

/** What a call gives: at once, or when a load is settled. */
export type Answer = Content | ModelFlight;

/** The freshness policies written down plainly: one place a key, no bound, no boxes, no promises. */
export class PolicyModel {
  readonly #places = new Map<string, Place>();
  readonly open: ModelFlight[] = [];
  loads = 0;
  now = 0;

  constructor(private readonly policy: ModelPolicy) {}

  call(key: string): Answer {
    const place = this.#place(key);
    const { kept } = place;
    if (kept !== undefined && this.#isFresh(kept)) return kept;
    const late = this.#lateness(place);
    const isPaused = place.pause !== undefined && place.pause.since <= this.now && this.now < place.pause.until;
    if (kept !== undefined && late < this.policy.staleWhileRevalidate) {
      if (!isPaused && place.flight === undefined) this.#lead(key, 'background');
      return kept;
    }
    if (kept !== undefined && late < this.policy.staleIfError) return isPaused ? kept : (place.flight ?? this.#lead(key, 'trial'));
    place.kept = undefined;
    if (place.flight === undefined) place.pause = undefined;
    return place.flight ?? this.#lead(key, 'call');
  }

  refresh(key: string): ModelFlight {
    return this.#place(key).flight ?? this.#lead(key, 'refresh');
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

  /** Moves the clock, and ends the loads whose time is over. */
  advance(milliseconds: number): void {
    this.now += milliseconds;
    if (this.policy.timeout === 0) return;
    for (const flight of [...this.open]) {
      if (flight.at + this.policy.timeout <= this.now) this.settle(flight, { error: 'ERR_WARMSCOPE_LOAD_TIMEOUT' });
    }
  }

  settle(flight: ModelFlight, content: Content): void {
    this.open.splice(this.open.indexOf(flight), 1);
    const place = this.#place(flight.key);
    flight.outcome = content;
    if (flight.isFenced) return;
    place.flight = undefined;
    if ('value' in content) {
      place.kept = { ...content, at: this.now, life: this.policy.ttl };
      place.pause = undefined;
      return;
    }
    const late = this.#lateness(place);
    if (flight.role !== 'refresh' && place.kept !== undefined) {
      this.#pause(place);
      if (late < this.policy.staleIfError) flight.outcome = place.kept;
      if (flight.outcome === place.kept) return;
    }
    const isOfUse = late < Math.max(this.policy.staleWhileRevalidate, this.policy.staleIfError);
    const isFresh = place.kept !== undefined && 'value' in place.kept && this.#isFresh(place.kept);
    if (this.policy.errorTtl > 0 && !isOfUse && !isFresh) place.kept = { ...content, at: this.now, life: this.policy.errorTtl };
  }

  #place(key: string): Place {
    const place = this.#places.get(key) ?? {};
    this.#places.set(key, place);
    return place;
  }

  #lead(key: string, role: ModelFlight['role']): ModelFlight {
    const flight: ModelFlight = { key, role, at: this.now, isFenced: false, outcome: undefined };
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

  #pause(place: Place): void {
    const failures = (place.pause?.failures ?? 0) + 1;
    place.pause = { since: this.now, until: this.now + Math.min(1_000 * 2 ** (failures - 1), 30_000), failures };
  }
}
