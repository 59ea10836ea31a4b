import { CacheKeyError } from '../errors.js';
import { isFlatKey, isKeyPart, type ResolvedKey, StructuredKey } from './key.js';
import { type Coverage, encode, Unkeyable } from './structural-key.js';

/** A function that tells which calls share an entry. */
export type KeyBuilder = (this: unknown, ...args: unknown[]) => unknown;

/** Turns the arguments of one method into keys: by its key builder, else by their structure. */
export class KeyResolution {
  #builder: KeyBuilder | undefined;

  /** `findBuilder` is asked at the first call, so that builders may be registered after the decorator ran. */
  constructor(
    private readonly member: () => string,
    private readonly findBuilder: (() => KeyBuilder) | undefined,
  ) {}

  resolve(self: unknown, args: unknown[]): ResolvedKey {
    const builder = this.builder;
    if (builder === undefined) return this.#ofArguments(args);
    let key: unknown;
    try {
      key = builder.apply(self, args);
    } catch (cause) {
      throw this.builderError(cause);
    }
    return this.ofKey(key);
  }

  /** The key builder; undefined where the arguments themselves are the key. */
  get builder(): KeyBuilder | undefined {
    if (this.findBuilder !== undefined) this.#builder ??= this.findBuilder();
    return this.#builder;
  }

  /** The error of a key builder that threw. */
  builderError(cause: unknown): CacheKeyError {
    return new CacheKeyError(`The key builder of ${this.member()} threw: ${messageOf(cause)}. It must return a Key.`, { cause });
  }

  /** Every key that a caller's idea of an entry's key may stand for: without a key builder, `'a'` also means `['a']`. */
  candidates(key: unknown): ResolvedKey[] {
    if (this.findBuilder !== undefined) return [this.ofKey(key)];
    const alone = this.#ofArguments([key]);
    return Array.isArray(key) ? [this.#ofArguments(key), alone] : [alone];
  }

  /** What a key builder returned, checked. */
  ofKey(key: unknown): ResolvedKey {
    if (isKeyPart(key)) return key;
    if (Array.isArray(key) && isFlatKey(key)) return key;
    return new StructuredKey(
      this.#text(key, 'keys', (path, found) => {
        const place = path.length === 0 ? '' : ` at position ${path.map((step) => `[${step}]`).join('')}`;
        return (
          `The key builder of ${this.member()} returned ${found}${place}, which is no Key. ` +
          'Return a string, number, bigint, boolean, null, undefined, Date, symbol, or an array of these.'
        );
      }),
    );
  }

  #ofArguments(args: unknown[]): ResolvedKey {
    let count = args.length;
    while (count > 0 && args[count - 1] === undefined) count--;
    const passed = count === args.length ? args : args.slice(0, count);
    if (isFlatKey(passed)) return passed;
    return new StructuredKey(
      this.#text(passed, 'structures', (path, found) => {
        const [index] = path;
        return (
          `Argument ${Number(index) + 1} (index ${index}) of ${this.member()} is or contains ${found}, which has no structural key. ` +
          'Give the decorator a `key` that returns what identifies the call: @Cached({ key: (argument) => argument.id }).'
        );
      }),
    );
  }

  #text(value: unknown, coverage: Coverage, explain: (path: readonly (string | number)[], found: string) => string): string {
    try {
      return encode(value, coverage);
    } catch (cause) {
      if (cause instanceof Unkeyable) throw new CacheKeyError(explain(cause.path, cause.found));
      throw new CacheKeyError(`The key of ${this.member()} cannot be made: ${messageOf(cause)}. Give the decorator a simpler \`key\`.`, {
        cause,
      });
    }
  }
}

/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
