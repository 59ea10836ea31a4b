import fc from 'fast-check';
import { type CachedOptions, registry } from '../../src/index.js';
import { nextTurn } from '../support/deferred.js';
import { ACTS, type Act, type CountedCalls, KEYS, MEMBERS, type MemberName } from './counted-calls.js';

type Operation = Parameters<CountedCalls['operate']>[1];
export type Step =
  | { readonly kind: 'call'; readonly of: number; readonly key: string; readonly act: Act; readonly where: number }
  | { readonly kind: 'operate'; readonly of: number; readonly operation: Operation; readonly key: string; readonly where: number }
  | { readonly kind: 'settle'; readonly pick: number; readonly how: 'resolve' | 'reject' | 'abort' }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'begin'; readonly tenant: string | undefined; readonly deadline: number }
  | { readonly kind: 'end'; readonly pick: number; readonly fails: boolean }
  | { readonly kind: 'bypass'; readonly isOn: boolean }
  | { readonly kind: 'invalidate' | 'clear' | 'turn' };

/** The members that one history calls. */
export const pair = fc.tuple(fc.constantFrom(...MEMBERS), fc.constantFrom(...MEMBERS));
const of = fc.constantFrom(0, 0, 0, 1);
const key = fc.constantFrom('a', 'a', 'a', 'a', 'a', 'a', 'a', 'b', ...KEYS);
const act = fc.constantFrom<Act>('wait', 'wait', 'wait', 'give', 'throw', ...ACTS);
const where = fc.nat(3);
const kind = <Kind extends string>(name: Kind) => fc.constant(name);
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 24, arbitrary: fc.record({ kind: kind('call'), of, key, act, where }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: kind('operate'),
      of,
      operation: fc.constantFrom<Operation>('refresh', 'refresh', 'set', 'promise', 'delete', 'clear', 'peek'),
      key,
      where,
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: kind('settle'), pick: fc.nat(9), how: fc.constantFrom('resolve', 'reject', 'abort') }) },
  { weight: 5, arbitrary: fc.record({ kind: kind('advance'), ms: fc.constantFrom(1, 19, 20, 49, 50, 51, 120, 1_000, 31_000, -30) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: kind('begin'), tenant: fc.constantFrom('t', 'u', undefined), deadline: fc.constantFrom(30, 100_000) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: kind('end'), pick: fc.nat(3), fails: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('bypass'), isOn: fc.constantFrom(true, false, false) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('invalidate', 'clear', 'turn', 'turn') }) },
);

export const windows = fc.record({
  ttl: fc.constantFrom(undefined, 50, 50, 50, 50),
  staleWhileRevalidate: fc.constantFrom(undefined, 100, 5_000),
  staleIfError: fc.constantFrom(undefined, 100, 5_000),
  errorTtl: fc.constantFrom(undefined, 30),
  timeout: fc.constantFrom(undefined, 20),
  maxIdle: fc.constantFrom(undefined, undefined, undefined, 40),
  values: fc.constantFrom('shared', 'cloned', 'frozen'),
});
export const others = fc.record({
  max: fc.constantFrom(1, 3, 1_000),
  scope: fc.constantFrom('container', 'container', 'container', 'container', 'tenant', 'invocation'),
  keys: fc.constantFrom('plain', 'plain', 'hashed'),
  per: fc.constantFrom('instance', 'class'),
  asks: fc.constantFrom(true, false, false),
  storesSome: fc.boolean(),
  tags: fc.constantFrom('none', 'fixed', 'own'),
});

/** The options of a history, without stale windows where there is no ttl. */
export function optionsOf(times: WindowsOf, rest: OthersOf): [options: CachedOptions, ofField: CachedOptions] {
  const { staleWhileRevalidate, staleIfError, ...plain } = times;
  const ofField = times.ttl === undefined ? plain : { ...plain, staleWhileRevalidate, staleIfError };
  const { asks, storesSome, tags, ...others } = rest;
  const options: CachedOptions = {
    ...ofField,
    ...others,
    key: (given: string) => {
      if (given === 'failing') throw new Error('key');
      return given === 'broken' ? ((() => 1) as never) : given;
    },
    when: asks ? (given: string) => given !== 'past' && (given !== 'failing' || fails('when')) : undefined,
    store: storesSome ? (_: unknown, given: string) => given !== 'b' || fails('store') : undefined,
    tags: tags === 'none' ? undefined : tags === 'fixed' ? ['tag'] : () => ['tag'],
  };
  return [options, ofField];
}
type WindowsOf = typeof windows extends fc.Arbitrary<infer T> ? T : never;
type OthersOf = typeof others extends fc.Arbitrary<infer T> ? T : never;

function fails(what: string): never {
  throw new Error(what);
}

/** Plays one step of a history. */
export async function play(rig: CountedCalls, members: readonly MemberName[], step: Step): Promise<void> {
  if (step.kind === 'call') rig.call(members[step.of] ?? 'now', step.key, step.act, step.where);
  else if (step.kind === 'operate') rig.operate(members[step.of] ?? 'now', step.operation, step.key, step.where);
  else if (step.kind === 'settle') rig.settle(step.pick, step.how);
  else if (step.kind === 'advance') rig.clock.advance(step.ms);
  else if (step.kind === 'begin') rig.begin(step.tenant, step.deadline);
  else if (step.kind === 'end') rig.end(step.pick, step.fails);
  else if (step.kind === 'bypass') registry.configure({ bypass: step.isOn });
  else if (step.kind === 'invalidate') void registry.invalidateTags('tag');
  else if (step.kind === 'clear') registry.clear();
  else await nextTurn();
}
