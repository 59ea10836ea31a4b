import { types } from 'node:util';
import { type Contents, PARTLESS, Unfit } from './value-contents.js';
import { judge } from './value-kinds.js';
import { isMemory, type Memory, overlapping } from './value-memory.js';

/**
 * V8 reads objects nested 1,600 deep with all of the stack, and writes them twice as deep: so that what can
 * be written can be read, by code that runs deep in the stack as well, no value goes deeper than this.
 */
const MOST_LEVELS = 500;

/**
 * Where a value holds something that V8's serialization would change, refuse, or not read everywhere, and
 * what that is, as `value.items[3].total (an instance of Money)`; undefined for a value that comes back as it
 * is. Takes time linear in the value, and runs none of its code. What it does not mind: docs/decisions/0095.
 */
export function unstorable(value: unknown): string | undefined {
  const walk = new Walk();
  const found = walk.through(value);
  const overlap = found === undefined ? overlapping(walk.memory) : undefined;
  return overlap === undefined ? found : new Walk(overlap).through(value);
}

/** An object that has been entered, and how far its contents have been walked through. */
interface Level {
  readonly of: object;
  readonly contents: Contents;
  at: number;
}

/** A walk in the order in which V8 writes: a depth here is a depth there. */
class Walk {
  /** What lies in memory outside of the heap, in the order in which it was found. */
  readonly memory: Memory[] = [];
  readonly #levels: Level[] = [];
  readonly #seen = new Set<object>();
  readonly #errorsUnderWay = new Set<object>();

  /** Stops at `unwanted`, which shares its memory with another part. */
  constructor(private readonly unwanted?: object) {}

  through(value: unknown): string | undefined {
    let reason = this.#enter(value);
    for (let level = this.#levels.at(-1); level && reason === undefined; level = this.#levels.at(-1)) {
      const { parts } = level.contents;
      if (level.at < parts.length) reason = this.#enter(parts[level.at++]);
      else this.#leave(level);
    }
    return reason === undefined ? undefined : `${pathThrough(this.#levels)} (${reason})`;
  }

  /** Goes on with the contents of a value, or tells why it cannot be stored. */
  #enter(value: unknown): string | undefined {
    if (typeof value === 'function') return 'a function';
    if (typeof value === 'symbol') return 'a symbol';
    if (typeof value !== 'object' || value === null) return undefined;
    const reason = Unfit.reasonOf(value);
    if (reason !== undefined) return reason;
    if (value === this.unwanted) return 'memory that another part of the value has too';
    const { size } = this.#seen;
    if (this.#seen.add(value).size === size) return this.#again(value);
    if (this.#levels.length === MOST_LEVELS) return `nested more than ${MOST_LEVELS} levels deep`;
    return this.#open(value);
  }

  /** Judges an object once more: Node 20 cannot read an error that its own cause leads back to. */
  #again(value: object): string | undefined {
    return this.#errorsUnderWay.has(value) ? 'an error that its own cause leads back to' : undefined;
  }

  #open(value: object): string | undefined {
    const contents = judge(value);
    if (typeof contents === 'string') return contents;
    if (contents === PARTLESS && isMemory(value)) this.memory.push(value);
    if (contents.parts.length === 0) return undefined;
    if (types.isNativeError(value)) this.#errorsUnderWay.add(value);
    this.#levels.push({ of: value, contents, at: 0 });
    return undefined;
  }

  #leave(level: Level): void {
    this.#levels.pop();
    if (this.#errorsUnderWay.size > 0) this.#errorsUnderWay.delete(level.of);
  }
}

/** How many steps at each end of a long path are named. */
const [FIRST, LAST] = [6, 3];

function pathThrough(levels: readonly Level[]): string {
  const steps = levels.map(({ contents, at }) => contents.step(contents.positions[at - 1] as number));
  if (steps.length > FIRST + LAST) steps.splice(FIRST, steps.length - FIRST - LAST, '...');
  return `value${steps.join('')}`;
}
