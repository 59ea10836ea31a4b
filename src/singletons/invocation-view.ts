/** A running invocation, as far as singletons care: it may hold what it has read until it is over. */
export interface Holder {
  /** Grows from each invocation to the next. */
  readonly serial: number;
  readonly isOver: boolean;
  /** The load or build that has opened it itself, if any. */
  readonly openedBy?: object | undefined;
  /** Calls back when it is over, its background work included; gives what calls that off. */
  onEnd(callback: (failed: boolean) => void): () => void;
}

/** What singletons know of invocations. */
export interface InvocationView {
  /** The one that the present call belongs to. */
  readonly active: Holder | undefined;
  /** The invocations that have begun and not ended; some may be past their deadlines, and so over. */
  readonly running: ReadonlySet<Holder>;
  /** The serial of the next one to begin. */
  readonly nextSerial: number;
}

/** How an invocation begins. */
export interface InvocationStart {
  readonly serial: number;
  /** The container was frozen before it. */
  readonly thawed: boolean;
  /** No invocation that had begun before still runs. */
  readonly isAlone: boolean;
}
