import { expect } from 'chai';
import { DIALECT } from '../decorators/any-decorator.js';
import { Programs } from '../docs/programs.js';

/** What users get wrong, as members of one class or as statements, and what the compiler has to say of it in either dialect. */
const members: Record<string, [code: string, ...said: string[]]> = {
  'a key that takes another type': [
    '@Cached({ key: (user: string) => user }) a(user: number): number { return user; }',
    'OptionDoesNotFit<"key", (user: string) => string, (this: Reports, user: number) => Key>',
  ],
  'a key that takes too much': [
    '@Cached({ ttl: "5m", key: (user: string, month: string) => [user, month] }) a(user: string): string { return user; }',
    'OptionDoesNotFit<"key", (user: string, month: string) => string[], (this: Reports, user: string) => Key>',
  ],
  'a key for another class': [
    '@Cached({ key(this: { other: number }) { return this.other; } }) a(): void {}',
    'OptionDoesNotFit<"key", (this: { other: number; }) => number, (this: Reports) => Key>',
  ],
  'a key that is none': [
    '@Cached({ key: (user: string) => ({ user }) }) a(user: string): string { return user; }',
    'OptionDoesNotFit<"key", (user: string) => { user: string; }, (this: Reports, user: string) => Key>',
  ],
  'a key on a static method': [
    '@Cached({ key: (user: string) => user }) static a(user: number): number { return user; }',
    'OptionDoesNotFit<"key", (user: string) => string, (this: typeof Reports, user: number) => Key>',
  ],
  'a key on a getter': [
    '@Cached({ key: (user: string) => user }) get a(): number { return 1; }',
    'OptionDoesNotFit<"key", (user: string) => string, (this: Reports) => Key>',
  ],
  'the promise instead of its value': [
    '@Cached({ store: (value: Promise<string>) => value !== undefined }) async a(): Promise<string> { return ""; }',
    'OptionDoesNotFit<"store", (value: Promise<string>) => boolean, (value: string) => boolean>',
  ],
  'an unknown option': ['@Cached({ tlt: "5m" }) a(): void {}', `NoSuchOption<"tlt", "did you mean 'ttl'?">`],
  'an unknown option beside another': ['@Cached({ ttl: "5m", tlt: "5m" }) a(): void {}', `NoSuchOption<"tlt", "did you mean 'ttl'?">`],
  'an option that resembles none': ['@Cached({ groups: [] }) a(): void {}', 'NoSuchOption<"groups", keyof CachedOptions'],
  'an option of another library': ['@Cached({ maxAge: 5 }) a(): void {}', `NoSuchOption<"maxAge", "did you mean 'ttl'?">`],
  'no duration': ['@Cached({ ttl: "5 minutes" }) a(): void {}', 'OptionDoesNotFit<"ttl", "5 minutes", "milliseconds as a number'],
  'a word that is none of those': ['@Cached({ per: "tenant" }) a(): void {}', 'OptionDoesNotFit<"per", "tenant", '],
  'a field': ['@Cached() a = 1;', 'OnlyOnMethodsAndGetters'],
  'a function in a field': ['@Cached() a = (user: string) => user;', 'OnlyOnMethodsAndGetters'],
  'no brackets': ['@Cached a(): void {}', 'WriteItWithBrackets'],
  'a key for another mutation': [
    '@Invalidates("right", { key: (user: number) => [user] }) a(user: string): string { return user; }',
    'OptionDoesNotFit<"key", (user: number) => number[], (this: Reports, user: string) => Key>',
  ],
  'an unknown option of an invalidation': [
    '@Invalidates("right", { kye: () => 1 }) a(): void {}',
    `NoSuchOption<"kye", "did you mean 'key'?">`,
  ],
  'a member that the class does not have': ['@Invalidates("rihgt") a(): void {}', `NoSuchMember<"rihgt", "did you mean 'right'?`],
  'an update of a member that the class does not have': [
    '@Updates("fuond", { key: (user) => user }) a(user: string): string { return user; }',
    `NoSuchMember<"fuond", "did you mean 'found'?`,
  ],
  'a retry of a member that the class does not have': [
    '@RetryAfterInvalidate({ on: () => true, invalidates: ["rihgt"] }) a(): void {}',
    `NoSuchMember<"rihgt", "did you mean 'right'?`,
  ],
  'a member that another class does not have': [
    '@Invalidates(() => Other, "gte") a(): void {}',
    `NoSuchMember<"gte", "did you mean 'get'?">`,
  ],
  'the same for a retry': [
    '@RetryAfterInvalidate({ on: () => true, invalidates: [[() => Other, "gte"]] }) a(): void {}',
    `NoSuchMember<"gte", "did you mean 'get'?">`,
  ],
  'a key beside a key from the result': [
    '@Invalidates("right", { key: (user) => user, keyFromResult: (result) => result }) a(user: string): string { return user; }',
    'OptionDoesNotFit<"keyFromResult", "beside another"',
  ],
  'a class without a function': ['@Invalidates(Other, "get") a(): void {}', 'WriteAFunction'],
  'no tags': ['@Invalidates({ tag: ["a"] }) a(): void {}', `NoSuchOption<"tag", "did you mean 'tags'?">`],
  'tags of another mutation': [
    '@Invalidates({ tags: (user: number) => [String(user)] }) a(user: string): string { return user; }',
    'OptionDoesNotFit<"tags", (user: number) => string[], (this: Reports, user: string) => readonly string[]>',
  ],
  'tags of another value': [
    '@Cached({ tags: (value: number) => [String(value)] }) a(user: string): string { return user; }',
    'OptionDoesNotFit<"tags", (value: number) => string[], (value: string, user: string) => readonly string[]>',
  ],
  'a result that the target does not have': [
    '@Updates("found", { key: (user: string) => user }) a(user: string): number { return user.length; }',
    'ResultDoesNotFit<number, string>',
  ],
  'a result that a method of another class does not have': [
    '@Updates(() => Other, "get", { key: () => [] }) async a(): Promise<number> { return 1; }',
    'ResultDoesNotFit<number, string>',
  ],
  'a key for another update': [
    '@Updates("found", { key: (user: number) => user }) a(user: string): string { return user; }',
    'OptionDoesNotFit<"key", (user: number) => number, (this: Reports, user: string) => Key>',
  ],
  'a key from another result': [
    '@Updates("found", { keyFromResult: (value: number) => value }) a(user: string): string { return user; }',
    'OptionDoesNotFit<"keyFromResult", (value: number) => number, (this: Reports, result: string, user: string) => Key>',
  ],
  'arguments that the target does not take': [
    '@Updates("found", { args: (user: string) => [user.length] }) a(user: string): string { return user; }',
    'OptionDoesNotFit<"args"',
  ],
  'an invalidation on a field': ['@Invalidates("right") a = 1;', 'OnlyOnMethods'],
  'a client with parameters': ['@ContainerSingleton() a(url: string): string { return url; }', 'OnlyOnClassesAndMembersWithoutParameters'],
  'a keyed client without a bound': [
    '@KeyedSingleton({ key: (id: string) => id }) a(id: string): string { return id; }',
    "Property 'max' is missing in type",
  ],
  'a keyed client without parameters': ['@KeyedSingleton({ max: 5 }) a(): string { return ""; }', 'OnlyOnMethodsWithParameters'],
  'a key of a keyed client that takes another type': [
    '@KeyedSingleton({ key: (id: string) => id, max: 5 }) a(id: number): number { return id; }',
    'OptionDoesNotFit<"key", (id: string) => string, (this: Reports, id: number) => Key>',
  ],
  'an option that keyed clients do not have': [
    '@KeyedSingleton({ max: 5, eager: true }) a(id: string): string { return id; }',
    'NoSuchOption<"eager", keyof KeyedSingletonOptions',
  ],
  'a disposal of another client': [
    '@ContainerSingleton({ dispose: (other: Other) => other.get() }) get a(): string { return ""; }',
    'OptionDoesNotFit<"dispose", (other: Other) => string, (instance: string) => unknown>',
  ],
};
const statements: Record<string, [code: string, ...said: string[]]> = {
  'too few tokens': [
    '@ContainerSingleton({ inject: [] }) class A { constructor(readonly other: Other) {} }',
    'OptionDoesNotFit<"inject", readonly [], readonly [other: Token<Other>]>',
  ],
  'an option of entries': ['@ContainerSingleton({ ttl: "5m" }) class A {}', `NoSuchOption<"ttl", "did you mean 'maxAge'?">`],
  'too many tokens': [
    '@ContainerSingleton({ inject: [Other, Other] }) class A { constructor(readonly other: Other) {} }',
    'OptionDoesNotFit<"inject", readonly [typeof Other, typeof Other], readonly [other: Token<Other>]>',
  ],
  'a token of another class': [
    '@ContainerSingleton({ inject: [Date] }) class A { constructor(readonly other: Other) {} }',
    'OptionDoesNotFit<"inject", readonly [DateConstructor], readonly [other: Token<Other>]>',
  ],
  'the name of a method that the client does not have': [
    '@ContainerSingleton({ dispose: "close" }) class A { end(): void {} }',
    'OptionDoesNotFit<"dispose", "close", "end">',
  ],
  'a function without promises that is shared': [
    'cached((id: number) => id, { ttl: 5, shared: "numbers@1" });',
    'OptionDoesNotFit<"shared", "numbers@1", "a method that gives promises">',
  ],
  'a function with another key': ['cached((id: number) => id, { key: (id: string) => id });', "'(this: unknown, id: number) => Key'"],
  'a handle on nothing': ['cacheOf(new Other(), "gte");', '\'"gte"\' is not assignable to parameter of type \'"get"\''],
  'a handle on nothing of a class': ['cacheOf(Other, "gte");', '"gte"', 'MemberNameOf<typeof Other>'],
  'a default at the wrong level': ['registry.configure({ ttl: "5m" });', "'ttl' does not exist in type 'RegistryOptions'"],
};

const BEFORE = `import { KeyedSingleton } from 'warmscope/keyed';
import { Cached, cached, cacheOf, ContainerSingleton, Invalidates, registry, RetryAfterInvalidate, Updates } from 'warmscope';
export const used = [KeyedSingleton, Cached, cached, cacheOf, ContainerSingleton, Invalidates, registry, RetryAfterInvalidate, Updates];
class Other { get(): string { return ''; } }`;

/** Each mistake is a line of its own. */
const mistakes = [
  ...Object.entries(members).map(([what, [code, ...said]]) => ({
    what,
    said,
    line: `{ class Reports { right(): void {} found(user: string): string { return user; } ${code} } void Reports; }`,
  })),
  ...Object.entries(statements).map(([what, [code, ...said]]) => ({ what, said, line: `{ ${code} }` })),
];
const program = [BEFORE, ...mistakes.map(({ line }) => line)].join('\n');

describe("the compiler's messages", function () {
  this.timeout(60_000);
  const errors = new Map<number, string[]>();
  before(async () => {
    const programs = new Programs(DIALECT, [{ file: 'mistakes', code: program }], 'messages');
    programs.write();
    const { stdout } = await programs.compile();
    for (const text of stdout.split(/\n(?=\S)/)) {
      const line = Number(/mistakes\.ts\((\d+),\d+\)/.exec(text)?.[1]);
      errors.set(line, [...(errors.get(line) ?? []), text]);
    }
  });

  for (const [index, { what, said }] of mistakes.entries()) {
    it(`${what}: one error says what is wrong`, () => {
      const found = errors.get(BEFORE.split('\n').length + index + 1) ?? [];
      expect(found, found.join('\n')).to.have.length(1);
      for (const words of said) expect(found[0]).to.contain(words);
    });
  }

  it('nothing else is wrong', () => {
    for (const [line, found] of errors) expect(line, found.join('\n')).to.be.greaterThan(BEFORE.split('\n').length);
  });
});
