/** What the origin has for a key: the version tells the oracle how old a read was. */
export interface Item {
  readonly member: MemberName;
  readonly key: string;
  /** Grows by one with each update of the key. */
  readonly version: number;
  /** Which load of the origin gave it, counted over the fleet. */
  readonly load: number;
  /** What an item of a grouped member is tagged with; an update may move it. */
  readonly group: number;
  /** In the answer to an update: the group before it. */
  readonly formerGroup?: number;
  /** The version of the code that loaded it. */
  readonly shape: string;
  readonly text?: string;
}

/** The cached methods of a worker: invalidated by key, by a tag that the value decides, by a tag that all have. */
export const MEMBERS = ['keyed', 'grouped', 'listed'] as const;
export type MemberName = (typeof MEMBERS)[number];

/** How a worker's methods are cached; durations in milliseconds. */
export interface MemberOptions {
  readonly ttl: number;
  readonly localTtl?: number;
  readonly staleWhileRevalidate?: number;
  /** The part of the shared ids behind the @. Default: '1'. */
  readonly version?: string;
}

export interface TierOptions {
  readonly prefix: string;
  readonly secret?: string | undefined;
  readonly timeout?: number;
  readonly lease?: number;
  readonly verify?: 'invocation' | 'never';
}

/** What a worker is told when it starts. */
export interface WorkerOptions {
  readonly port: number;
  readonly client: 'ioredis' | 'node-redis' | 'iovalkey';
  readonly tier: TierOptions;
  readonly members: MemberOptions;
  /** What the store is made to lack, as other engines do. */
  readonly without?: 'leases' | 'left';
}

/** One thing to do in an invocation. */
export interface Call {
  readonly do: 'read' | 'update';
  readonly member: MemberName;
  readonly key: string;
}

/** Calls of one step are made at once; steps follow each other. */
export type Steps = readonly (readonly Call[])[];

/** What became of a call: an item for a read, and for an update what was written. */
export interface Outcome {
  readonly call: Call;
  readonly item?: Item | undefined;
  readonly error?: string | undefined;
  /** What the caller waited, by the worker's own stopwatch. */
  readonly ms: number;
}

/** The medians of series of timed calls, in microseconds; questions are those to the store. */
export interface Latencies {
  readonly bareGet: number;
  /** The loader alone, without a cache. */
  readonly loader: number;
  readonly localHit: number;
  readonly firstHit: number;
  readonly sharedHit: number;
  readonly miss: number;
  /** Questions to the store per call; that of the invocation itself counts for the first hit only. */
  readonly questions: Readonly<Record<'localHit' | 'firstHit' | 'sharedHit' | 'miss', number>>;
}

export type ToWorker =
  | { readonly kind: 'invoke'; readonly id: number; readonly steps: Steps }
  | { readonly kind: 'measure'; readonly id: number; readonly rounds: number }
  | { readonly kind: 'answer'; readonly id: number; readonly item: Item };

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'invoked'; readonly id: number; readonly outcomes: readonly Outcome[]; readonly state: WorkerState }
  | { readonly kind: 'measured'; readonly id: number; readonly latencies: Latencies }
  | { readonly kind: 'ask'; readonly id: number; readonly do: 'load' | 'write'; readonly member: MemberName; readonly key: string }
  | { readonly kind: 'failed'; readonly message: string };

/** What a worker says of itself after an invocation. */
export interface WorkerState {
  readonly pendingInvalidations: number;
  readonly sharedHits: number;
  readonly sharedStale: number;
  readonly leaseWaits: number;
  readonly refused: number;
  readonly timeouts: number;
  readonly warnings: readonly string[];
}
