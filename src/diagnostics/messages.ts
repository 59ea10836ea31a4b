/** A fresh or stale entry has answered a call. */
export interface HitMessage {
  /** `Class.method` or the `name` option, without the `#2` of statistics. */
  readonly member: string;
  /** Whether the entry was fresh, or past its ttl within a stale window. */
  readonly cause: 'fresh' | 'stale';
}

/** A call was answered by no entry: it led a load, joined one, or went past the cache. */
export interface MissMessage {
  readonly member: string;
  readonly cause: 'load' | 'join' | 'bypass';
}

/** A load has ended, well or badly. */
export interface LoadMessage {
  readonly member: string;
  /** What it was for: a call, `cacheOf(...).refresh`, or a background refresh. */
  readonly cause: 'call' | 'refresh' | 'background';
  /** What it took; 0 where the clock could not tell. */
  readonly milliseconds: number;
  /** True where the loader threw or rejected. */
  readonly failed: boolean;
}

/** An entry was written: a value that was loaded, an error, or a value that somebody has set. */
export interface StoreMessage {
  readonly member: string;
  readonly cause: 'load' | 'error' | 'set';
}

/**
 * An entry has gone: because of a bound, its time, a newer outcome (which a store may follow), or as its
 * owner was garbage-collected.
 */
export interface EvictMessage {
  readonly member: string;
  readonly cause: 'bound' | 'expired' | 'replaced' | 'collected';
}

/** An entry was invalidated, and has gone. */
export interface InvalidateMessage {
  readonly member: string;
  /**
   * What invalidated it: its key, a tag, all entries of its method or instance going at once, the end of the
   * invocation that it was kept for, or another container.
   */
  readonly cause: 'key' | 'tag' | 'all' | 'invocation' | 'shared';
}

/** A singleton, or a client of a keyed one, was built, could not be built, or is being disposed. */
export interface SingletonMessage {
  /** The class, `Class.member`, or the `name` option. */
  readonly member: string;
  readonly cause: 'built' | 'failed' | 'disposed';
  /** What the build took; 0 for a disposal, which is only beginning. */
  readonly milliseconds: number;
}

/** The container came back from a freeze. */
export interface ThawMessage {
  /** The gap since it was last at work, by the wall clock. */
  readonly milliseconds: number;
}

/**
 * The shared tier has answered a call, has not, had it wait for another container's load, could not be asked,
 * or gave what is of no use.
 */
export interface SharedMessage {
  readonly member: string;
  readonly cause: 'hit' | 'stale' | 'miss' | 'wait' | 'error' | 'refused';
  /** Time since the call turned to the tier; the length of the wait, or of a write that failed. */
  readonly milliseconds: number;
}

/** The context of a load on its tracing channel, one object for all of its events. */
export interface LoadTrace {
  readonly member: string;
  readonly cause: LoadMessage['cause'];
  /** What it took; set once it has ended. */
  milliseconds?: number;
  /** Whether it threw or rejected; set once it has ended. */
  failed?: boolean;
}

/** The context of a build on its tracing channel, one object for all of its events. */
export interface BuildTrace {
  readonly member: string;
  /** What it took; set once it has ended. */
  milliseconds?: number;
  /** Whether it threw or rejected; set once it has ended. */
  failed?: boolean;
}

/** What is published on each channel of `node:diagnostics_channel`: never a key, an argument or a value. */
export interface DiagnosticsMessages {
  'warmscope:hit': HitMessage;
  'warmscope:miss': MissMessage;
  'warmscope:load': LoadMessage;
  'warmscope:store': StoreMessage;
  'warmscope:evict': EvictMessage;
  'warmscope:invalidate': InvalidateMessage;
  'warmscope:singleton': SingletonMessage;
  'warmscope:thaw': ThawMessage;
  'warmscope:shared': SharedMessage;
}

/** The contexts of the tracing channels, by what `tracingChannel` is called with. */
export interface DiagnosticsTraces {
  'warmscope:load': LoadTrace;
  'warmscope:build': BuildTrace;
}
