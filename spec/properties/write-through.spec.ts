import { expect } from 'chai';
import fc from 'fast-check';
import { Cached, cacheOf, Updates } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { type Deferred, deferred, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

const TTL = 100;
const KEYS = ['x', 'y', 'z'];

type Step =
  | { readonly kind: 'read' | 'delete'; readonly owner: number; readonly key: string }
  | { readonly kind: 'own'; readonly owner: number; readonly key: string; readonly isAsync: boolean; readonly fails: boolean }
  | { readonly kind: 'other'; readonly key: string }
  | { readonly kind: 'settle'; readonly pick: number; readonly fails: boolean }
  | { readonly kind: 'advance'; readonly ms: number };

const owner = fc.nat({ max: 1 });
const key = fc.constantFrom(...KEYS);
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('read' as const), owner, key }), weight: 6 },
  { arbitrary: fc.record({ kind: fc.constant('settle' as const), pick: fc.nat(), fails: fc.boolean() }), weight: 5 },
  { arbitrary: fc.record({ kind: fc.constant('own' as const), owner, key, isAsync: fc.boolean(), fails: fc.boolean() }), weight: 4 },
  { arbitrary: fc.record({ kind: fc.constant('other' as const), key }), weight: 3 },
  { arbitrary: fc.record({ kind: fc.constant('delete' as const), owner, key }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.constantFrom(40, 100) }), weight: 2 },
);

describe('property: write-through', function () {
  this.timeout(30_000);
  const clock = useFakeClock();
  keepInvariants();
  collectReports();

  let ids = 0;
  let gates: Deferred<number>[] = [];

  class Items {
    @Cached({ ttl: TTL, key: (key: string) => key })
    async item(_key: string): Promise<number> {
      const gate = deferred<number>();
      gates.push(gate);
      return gate.promise;
    }
    @Updates('item', { key: (key: string) => key })
    now(_key: string, fails: boolean): number {
      if (fails) throw new Error('not updated');
      return ++ids;
    }
    @Updates('item', { argsFromResult: (_id: number, key: string) => [key] })
    async later(_key: string, fails: boolean): Promise<number> {
      if (fails) throw new Error('not updated');
      return ++ids;
    }
  }

  class Elsewhere {
    @Updates(() => Items, 'item', { key: (key: string) => key })
    now(_key: string): number {
      return ++ids;
    }
  }

  it('agrees with a plain Map of entries and a list of loads', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const owners = [new Items(), new Items()] as const;
        const names = owners.flatMap((_, at) => KEYS.map((each) => `${at}${each}`));
        const entries = new Map<string, { readonly id: number; readonly expiresAt: number }>();
        let loads: { readonly name: string; readonly gate: number; isFenced: boolean }[] = [];
        cacheOf(Items, 'item').clear();
        gates = [];
        const peek = (name: string) => {
          const entry = entries.get(name);
          return entry !== undefined && clock.time < entry.expiresAt ? entry.id : undefined;
        };
        const store = (name: string, id: number) => entries.set(name, { id, expiresAt: clock.time + TTL });
        const fence = (name: string) => {
          for (const load of loads) if (load.name === name) load.isFenced = true;
        };
        const settle = (pick: number, fails: boolean) => {
          const load = loads[pick % Math.max(1, loads.length)];
          if (load === undefined) return;
          loads = loads.filter((each) => each !== load);
          if (fails) gates[load.gate]?.reject(new Error('down'));
          else {
            gates[load.gate]?.resolve(++ids);
            if (!load.isFenced) store(load.name, ids);
          }
        };
        const play = async (each: Step): Promise<void> => {
          if (each.kind === 'settle') return settle(each.pick, each.fails);
          if (each.kind === 'advance') return clock.advance(each.ms);
          if (each.kind === 'other') {
            new Elsewhere().now(each.key);
            for (const name of names.filter((other) => other.endsWith(each.key))) {
              fence(name);
              if (entries.has(name)) store(name, ids);
            }
            return;
          }
          const name = `${each.owner}${each.key}`;
          const items = owners[each.owner as 0 | 1];
          if (each.kind === 'delete') {
            cacheOf(items, 'item').delete(each.key);
            fence(name);
            entries.delete(name);
          } else if (each.kind === 'own') {
            const update = async () => items[each.isAsync ? 'later' : 'now'](each.key, each.fails);
            await update().catch(() => undefined);
            if (each.fails) return;
            fence(name);
            store(name, ids);
          } else {
            const count = gates.length;
            const given = items.item(each.key);
            given.catch(() => undefined);
            const served = peek(name);
            const isJoined = loads.some((load) => load.name === name && !load.isFenced);
            if (served !== undefined) expect(await given).to.equal(served);
            else {
              entries.delete(name);
              if (!isJoined) loads.push({ name, gate: count, isFenced: false });
            }
            expect(gates.length - count).to.equal(served === undefined && !isJoined ? 1 : 0);
          }
        };
        for (const each of steps) {
          await play(each);
          await nextTurn();
          for (const name of names)
            expect(cacheOf(owners[Number(name[0]) as 0 | 1], 'item').peek(name.slice(1)), name).to.equal(peek(name));
          expect(cacheOf(Items, 'item').stats().size).to.equal(entries.size);
        }
        while (loads.length > 0) settle(0, true);
        await nextTurn();
      }),
      { numRuns: 200 },
    );
  });
});
