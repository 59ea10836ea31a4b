import * as node from './node-modules.js';

const MB = 2 ** 20;

/** What the memory of this thread is known by. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isMainThread: boolean;
}

/** The surroundings of this thread. */
export function surroundings(): Surroundings {
  const { env: environment } = process;
  return { environment, isMainThread: node.workerThreads().isMainThread };
}

/**
 * The memory that a percentage is of, in bytes: the function's, of which each worker thread has its part and
 * no more than its own heap, else the most that V8's heap may take.
 */
export function memoryOf({ environment, isMainThread }: Surroundings): number {
  const most = node.v8().getHeapStatistics().heap_size_limit;
  const memory = Number(environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE) * MB;
  if (!(memory > 0 && memory < Infinity)) return most;
  if (isMainThread) return memory;
  const threads = Number(environment.AWS_LAMBDA_NODEJS_WORKER_COUNT);
  return Math.min(Number.isInteger(threads) && threads > 0 ? memory / threads : memory, most);
}

/** Spaces that have a limit of their own, or none. */
const OTHERS = /^(read_only|new|new_large_object|shared_.*)_space$/;

/** Bytes in the old generation: what lives, and what nobody has collected yet. */
export function oldSpaceUsed(): number {
  let used = 0;
  for (const { space_name, space_used_size } of node.v8().getHeapSpaceStatistics())
    if (!OTHERS.test(space_name)) used += space_used_size;
  return used;
}

/** A flag of V8 that says how many MB the old generation may take. */
const FLAG = /^--max[-_]old[-_]space[-_]size(?:=(\d+))?$/;

/**
 * Most bytes of the old generation, at which V8 ends the process. `heap_size_limit` counts the young one as
 * well, which may be several times as large.
 */
export function oldSpaceLimit(): number {
  const { resourceLimits, isMainThread } = node.workerThreads();
  const ofThread = isMainThread ? undefined : resourceLimits?.maxOldGenerationSizeMb;
  const given =
    ofThread ?? givenLimit([...(process.env.NODE_OPTIONS?.split(/\s+/) ?? []), ...process.execArgv]);
  const most = node.v8().getHeapStatistics().heap_size_limit;
  return given === undefined ? most * SHARE_OF_OLD : Math.min(given * MB, most);
}

/** What V8's defaults leave the old generation of the whole heap, at least. */
const SHARE_OF_OLD = 128 / 131;

/** What the last flag among these says. */
function givenLimit(flags: readonly string[]): number | undefined {
  let limit: number | undefined;
  for (const [index, flag] of flags.entries()) {
    const found = FLAG.exec(flag);
    const megabytes = found === null ? Number.NaN : Number(found[1] ?? flags[index + 1]);
    if (megabytes > 0) limit = megabytes;
  }
  return limit;
}
