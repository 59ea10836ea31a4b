/** One argument list: two parts with a key builder, or one primitive without. */
export type Arity = 'pair' | 'one';

export interface Record {
  id: number;
}

/** A cached function as the timed loops call it. */
export type Call = (user: string, param?: string) => Record;
export type AsyncCall = (user: string, param?: string) => Promise<Record>;

/** What an adapter is given to build a cached function from. */
export interface Work<Result> {
  readonly arity: Arity;
  readonly max: number;
  /** Milliseconds. */
  readonly ttl: number;
  /** The method that is cached. */
  readonly load: (user: string, param?: string) => Result;
  /** The hand-written text key, for peers that take one. */
  readonly keyOf: (user: string, param?: string) => string;
}

export type SyncAdapter = (work: Work<Record>) => Call | Promise<Call>;
export type AsyncAdapter = (work: Work<Promise<Record>>) => AsyncCall | Promise<AsyncCall>;
/** Gives cached functions of these loaders, which share one bound in bytes. */
export type BudgetAdapter = (
  loads: readonly ((user: string) => Record)[],
  budget: number,
  bytesOf: (value: Record) => number,
) => Promise<((user: string) => Record)[]>;

/** Gives a cached function whose entries have tags, and what invalidates one of these. */
export type TagsAdapter = (work: {
  readonly max: number;
  readonly load: (id: number) => Promise<Record>;
  readonly tagsOf: (id: number) => string[];
}) => Promise<{ call(id: number): Promise<Record | undefined>; invalidate(tag: string): Promise<unknown> }>;

/** Gives a cached function over the Redis of a port, what runs work as an invocation, and what forgets the container's own copies. */
export type SharedAdapter = (
  work: Work<Promise<Record>>,
  port: number,
) => Promise<{ call: AsyncCall; within<T>(round: () => Promise<T>): Promise<T>; forget(): unknown }>;

/** Gives what reads one of 16 container-long clients. */
export type ReaderAdapter = () => ((index: number) => Record) | Promise<(index: number) => Record>;

/** Gives a handler that awaits a cached call for each pair of strings in its event. */
export type HandlerAdapter = (
  work: Work<Promise<Record>>,
) => ((event: string[]) => Promise<number>) | Promise<(event: string[]) => Promise<number>>;

/** `hand` is hand-written, `peer` is who warmscope must be ahead of, `control` is the baseline once more. */
export type Group = 'warmscope' | 'hand' | 'lru-cache' | 'peer' | 'control';

export interface Competitor<Adapter = unknown> {
  readonly id: string;
  readonly group: Group;
  readonly adapter: Adapter;
  /** True for a cache that never evicts, and is left out where eviction is measured. */
  readonly unbounded?: boolean;
  /** True for a library that takes keys of two parts only. */
  readonly pairOnly?: boolean;
  /** True for a cache that scans its entries, and is left out of what has 100,000 of them. */
  readonly linear?: boolean;
  /** Environment variables of the competitor's process. */
  readonly environment?: Readonly<globalThis.Record<string, string>>;
}

export type Settings = Readonly<globalThis.Record<string, string | number | boolean>>;
/** A question to a competitor's process; the answer is a number of nanoseconds or bytes, or several. */
export type Request = Settings;
export type Answer = Readonly<globalThis.Record<string, number>>;

export interface Scenario {
  round(request: Request): Answer | Promise<Answer>;
}

export interface Spread {
  median: number;
  p10: number;
  p90: number;
}

export interface Column {
  id: string;
  title: string;
  unit: string;
  digits: number;
  /** True for a figure that is shown with its spread, as ratios are. */
  isDifference?: boolean;
}

export interface Row {
  competitor: string;
  group: Group;
  cells: globalThis.Record<string, Spread | undefined>;
  /** The promises that it does not keep, where the table compares by them. */
  breaks?: readonly string[];
  note?: string;
}

export interface Table {
  id: string;
  title: string;
  about: string;
  rounds: number;
  seconds: number;
  columns: Column[];
  rows: Row[];
}

export interface Verdict {
  table: string;
  text: string;
  measured: string;
  limit: string;
  met: boolean;
}

export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  os: string;
  node: string;
  v8: string;
}

export interface Results {
  date: string;
  warmscope: string;
  machine: Machine;
  seconds: number;
  tables: Table[];
  verdicts: Verdict[];
}

export interface Flags {
  tables: string[];
  nodes: string[];
  competitors: string[];
  quick: boolean;
  dist: string | undefined;
  before: string | undefined;
  render: boolean;
  help: boolean;
}

/** What a table needs to measure itself. */
export interface Bench {
  /** The Node binary of the competitors' processes. */
  readonly node: string;
  readonly quick: boolean;
  /** Keeps the competitors that were asked for, and adds the second build of `--before`. */
  select<Adapter>(all: readonly Competitor<Adapter>[]): Competitor<Adapter>[];
}

export interface TableDefinition {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  measure(bench: Bench): Promise<Pick<Table, 'columns' | 'rows' | 'rounds'>>;
}
