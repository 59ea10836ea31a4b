import { CacheKeyError } from '../errors.js';
import { disownAll, messageOf } from '../util/untrusted.js';
import { encode } from './encode.js';
import { Unkeyable } from './encode-leaves.js';
import { isFlatKey, isKeyPart, type ResolvedKey, StructuredKey } from './key.js';

/** A function that tells which calls share an entry. */
export type KeyBuilder = (this: unknown, ...args: unknown[]) => unknown;

/** Stands for the key of a builder that threw. */
export class Unbuilt {
  constructor(readonly cause: unknown) {}
}

/** Turns the arguments of one method into keys: by its key builder, else by their structure. */
export class KeyResolution {
  /** The key builder, once it is found; undefined for good where the arguments themselves are the key. */
  builder: KeyBuilder | undefined;
  /** True where the arguments themselves are the key. */
  readonly isStructural: boolean;

  /** `findBuilder` is asked at the first call, so that builders may be registered after the decorator ran. */
  constructor(
    private readonly member: () => string,
    private readonly findBuilder: (() => KeyBuilder) | undefined,
  ) {
    this.isStructural = findBuilder === undefined;
  }

  resolve(self: unknown, args: unknown[]): ResolvedKey {
    if (this.findBuilder === undefined) return this.#ofArguments(args);
    this.builder ??= this.findBuilder();
    const { builder } = this;
    let key: unknown;
    try {
      key = builder.apply(self, args);
    } catch (cause) {
      key = new Unbuilt(cause);
    }
    return this.ofKey(key);
  }

  /**
   * Every key that a caller's idea of an entry's key may stand for: without a key builder, `'a'` also means
   * `['a']`.
   */
  candidates(key: unknown): ResolvedKey[] {
    if (this.findBuilder !== undefined) return [this.ofKey(key)];
    const alone = this.#ofArguments([key]);
    return Array.isArray(key) ? [this.#ofArguments(key), alone] : [alone];
  }

  /** What a key builder returned, checked. */
  ofKey(key: unknown): ResolvedKey {
    if (isKeyPart(key)) return key;
    if (key instanceof Unbuilt) {
      const { cause } = key;
      const message = `The key builder of ${this.member()} threw: ${messageOf(cause)}. It must return a Key.`;
      throw new CacheKeyError(message, { cause });
    }
    const path: (string | number)[] = [];
    try {
      if (Array.isArray(key) && isFlatKey(key)) return key;
      return new StructuredKey(encode(key, 'keys', path));
    } catch (cause) {
      disownAll(key);
      const found =
        cause instanceof Unkeyable
          ? `returned ${cause.found}`
          : `returned something unreadable (${messageOf(cause)})`;
      const place =
        path.length === 0
          ? ''
          : ` at position ${path
              .slice(0, 8)
              .map((step) => `[${step}]`)
              .join('')}`;
      throw this.#error(
        cause,
        `The key builder of ${this.member()} ${found}${place}, which is no Key. ${KEYS}`,
      );
    }
  }

  #ofArguments(args: readonly unknown[]): ResolvedKey {
    let count = args.length;
    while (count > 0 && args[count - 1] === undefined) count--;
    const passed = count === args.length ? args : args.slice(0, count);
    if (isFlatKey(passed)) return passed;
    const path: (string | number)[] = [];
    try {
      return new StructuredKey(encode(passed, 'structures', path));
    } catch (cause) {
      const found =
        cause instanceof Unkeyable ? `is or contains ${cause.found}` : `cannot be read (${messageOf(cause)})`;
      const position = `Argument ${Number(path[0]) + 1} (index ${path[0]}) of ${this.member()}`;
      throw this.#error(
        cause,
        `${position} ${found}, so it has no structural key. ${remedyFor(Number(path[0]))}`,
      );
    }
  }

  #error(cause: unknown, message: string): CacheKeyError {
    return new CacheKeyError(message, cause instanceof Unkeyable ? {} : { cause });
  }
}

const KEYS = 'Return a string, number, bigint, boolean, null, undefined, Date, symbol, or an array of these.';
const ORDINALS = ['first', 'second', 'third'];

/** What to do about the argument at a position, in words that can be copied. */
function remedyFor(position: number): string {
  const names = ORDINALS.slice(0, position + 1);
  const parts = [...names.slice(0, -1), `${names.at(-1)}.id`].join(', ');
  const body = names.length === 1 ? parts : `[${parts}]`;
  const key =
    position < ORDINALS.length ? `(${names.join(', ')}) => ${body}` : `(...args) => args[${position}].id`;
  return `Give the decorator a \`key\` that returns what identifies the call: @Cached({ key: ${key} }).`;
}
