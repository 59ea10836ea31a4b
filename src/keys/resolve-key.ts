import { CacheKeyError } from '../errors.js';
import { isObject } from '../util/guards.js';
import { disownAll, nameOfThrown, passOverflow } from '../util/untrusted.js';
import { type Coverage, encode, leafText, Unkeyable } from './encode.js';
import { isFlatKey, isKeyPart, type KeyPart, MARKS, type ResolvedKey } from './key.js';

/** A function that tells which calls share an entry. */
export type KeyBuilder = (this: unknown, ...args: unknown[]) => unknown;

/** Stands for the key of a builder that threw. Told by a private field: a key may be a hostile proxy. */
export class Unbuilt {
  readonly #cause: unknown;

  constructor(cause: unknown) {
    this.#cause = cause;
  }

  /** What was thrown, as `[cause]`; undefined for a key that was built. */
  static causeOf(key: unknown): [cause: unknown] | undefined {
    return isObject(key) && #cause in key ? [key.#cause] : undefined;
  }
}

/** Turns the arguments of one method into keys: by its key builder, else by their structure. */
// Without `#names`: every hit reads the fields of this object, and takes longer where it has private ones.
export class KeyResolution {
  /** The key builder, once it is found; undefined for good where the arguments themselves are the key. */
  builder: KeyBuilder | undefined;
  /** True where the arguments themselves are the key. */
  readonly isStructural: boolean;
  /** What is kept in place of a key, by its text; undefined where keys are kept as they are. */
  hash: ((text: string) => string) | undefined;

  /** `findBuilder` is asked at the first call, so that builders may be registered after the decorator ran. */
  constructor(
    private readonly member: () => string,
    private readonly findBuilder: (() => KeyBuilder) | undefined,
    private readonly decorator = '@Cached',
  ) {
    this.isStructural = findBuilder === undefined;
  }

  /** The key of a call, as the store has it. */
  resolve(self: unknown, args: unknown[]): ResolvedKey {
    if (this.findBuilder === undefined) return this.#kept(this.#ofArguments(args));
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
    const all = Array.isArray(key) ? [this.#ofArguments(key), alone] : [alone];
    return all.map((each) => this.#kept(each));
  }

  /** What a key builder returned, checked, as the store has it. */
  ofKey(key: unknown): ResolvedKey {
    return this.#kept(this.#checked(key));
  }

  #kept(key: ResolvedKey): ResolvedKey {
    const { hash } = this;
    if (hash === undefined) return key;
    // No part's text has a comma outside of quotes, or begins with a bracket.
    return hash(isObject(key) ? `[${listText(key)}]` : leafText(key));
  }

  #checked(key: unknown): ResolvedKey {
    if (isKeyPart(key) || isFlatList(key)) return key;
    const thrown = Unbuilt.causeOf(key);
    if (thrown !== undefined) {
      const [cause] = thrown;
      const threw = `threw: ${nameOfThrown(cause)}`;
      throw new CacheKeyError(`The key builder of ${this.member()} ${threw}. It must return a Key.`, {
        cause,
      });
    }
    return flattened(key, 'keys', (found, path) => {
      disownAll(key);
      const steps = path.slice(0, 8).map((step) => `[${step}]`);
      const place = steps.length === 0 ? '' : ` at position ${steps.join('')}`;
      return `The key builder of ${this.member()} returned ${found}${place}, which is no Key. ${KEYS}`;
    });
  }

  #ofArguments(args: readonly unknown[]): ResolvedKey {
    let count = args.length;
    while (count > 0 && args[count - 1] === undefined) count--;
    const passed = count === args.length ? args : args.slice(0, count);
    if (isFlatList(passed)) return passed;
    return flattened(passed, 'structures', (found, [index = 0]) => {
      const position = `Argument ${index + 1} (index ${index}) of ${this.member()}`;
      const remedy = remedyFor(index, this.decorator);
      return `${position} is or contains ${found}, so it has no structural key. ${remedy}`;
    });
  }
}

/** The texts of parts, between commas. */
function listText(parts: readonly KeyPart[]): string {
  let text = '';
  for (let index = 0; index < parts.length; index++)
    text += index === 0 ? leafText(parts[index]) : `,${leafText(parts[index])}`;
  return text;
}

/** True for a list of parts without any depth; false as well for what cannot be read. */
function isFlatList(key: unknown): key is readonly KeyPart[] {
  try {
    return Array.isArray(key) && isFlatKey(key);
  } catch (error) {
    passOverflow(error);
    return false;
  }
}

/** A key of any depth: a text behind a mark. */
function flattened(
  key: unknown,
  coverage: Coverage,
  refusal: (found: string, path: readonly number[]) => string,
): ResolvedKey {
  const path: number[] = [];
  try {
    return [MARKS.text, encode(key, coverage, path)];
  } catch (cause) {
    if (cause instanceof Unkeyable) throw new CacheKeyError(refusal(cause.found, path));
    passOverflow(cause);
    throw new CacheKeyError(refusal('something unreadable', path), { cause });
  }
}

const KEYS = 'Return a string, number, bigint, boolean, null, undefined, Date, symbol, or an array of these.';

/** What to do about the argument at a position, in words that can be copied. */
function remedyFor(position: number, decorator: string): string {
  const names = ['first', 'second', 'third'].slice(0, position + 1).join(', ');
  const id = position === 0 ? `${names}.id` : `[${names}.id]`;
  const key = position < 3 ? `(${names}) => ${id}` : `(...args) => args[${position}].id`;
  return `Give the decorator a \`key\` that returns what identifies the call: ${decorator}({ key: ${key} }).`;
}
