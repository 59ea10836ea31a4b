import { expect } from 'chai';
import fc from 'fast-check';
import type { Entry } from '../../src/store/entry.js';
import { entriesOf } from '../store/entries-rig.js';
import { expectSoundOrder, expectSoundTree } from '../support/invariants.js';

const OWNERS = 60;
const KEYS = 5;
const BOUNDS = [1, 2, 50, 64, 65, 100, 200, 257];

type Kind = 'write' | 'hit' | 'drop' | 'clear' | 'orphan';
type Step = { readonly kind: Kind; readonly owner: number; readonly key: number } | { readonly kind: 'resize'; readonly max: number };

const place = { owner: fc.nat({ max: OWNERS - 1 }), key: fc.nat({ max: KEYS - 1 }) };
const weighted = (kind: Kind, weight: number) => ({ arbitrary: fc.record({ kind: fc.constant(kind), ...place }), weight });
const step: fc.Arbitrary<Step> = fc.oneof(
  weighted('write', 400),
  weighted('hit', 400),
  weighted('drop', 60),
  weighted('clear', 8),
  weighted('orphan', 4),
  { arbitrary: fc.record({ kind: fc.constant('resize' as const), max: fc.constantFrom(...BOUNDS) }), weight: 2 },
);

/** Every key of every owner in one plain Set, the least recently used first. */
class Model {
  readonly order = new Set<string>();
  evictions = 0;

  constructor(public max: number) {}

  write(name: string): void {
    if (!this.order.delete(name)) this.shrink(this.max - 1);
    this.order.add(name);
  }

  hit(name: string): void {
    if (this.order.delete(name)) this.order.add(name);
  }

  shrink(room: number): void {
    for (const name of [...this.order].slice(0, Math.max(0, this.order.size - room))) {
      this.order.delete(name);
      this.evictions++;
    }
  }

  dropOwner(owner: string): void {
    for (const name of this.order) if (name.startsWith(`${owner}:`)) this.order.delete(name);
  }
}

/** The entries of many owners; an owner that is let go of is replaced by a new one of another name. */
class Subject {
  readonly rig: ReturnType<typeof entriesOf>;
  readonly owners = Array.from({ length: OWNERS }, (_, index) => ({ name: `${index}` }));

  constructor(max: number, readonly isMixed: boolean) {
    this.rig = entriesOf(max);
  } // biome-ignore format: one line

  take(kind: Kind, index: number, key: number, model: Model): void {
    const owner = this.owners[index] as { name: string };
    const { entries, writeTo } = this.rig;
    const name = `${owner.name}:${key}`;
    const partition = entries.owners.reach(owner);
    const found = partition.find(key);
    if (kind === 'write') {
      const ttl = this.isMixed && key === 0 ? 1_000 : Number.POSITIVE_INFINITY;
      writeTo(partition, key, name, ttl);
      model.write(name);
    } else if (kind === 'hit') {
      expect(found && entries.serve(partition, found)).to.equal(model.order.has(name) ? name : undefined);
      model.hit(name);
    } else if (kind === 'drop') {
      if (found !== undefined) entries.drop(partition, found, 'key');
      model.order.delete(name);
    } else {
      entries.clear(partition, 'all');
      model.dropOwner(owner.name);
      if (kind === 'orphan') this.owners[index] = { name: `${owner.name}'` };
    }
  }

  /** All values by the number of their last use; trees, orders and counts have to agree. */
  order(): unknown[] {
    const all: Entry[] = [];
    for (const [, partition] of this.rig.entries.owners) {
      const ordered = expectSoundOrder(partition);
      expect(ordered).to.have.members(expectSoundTree(partition));
      expect(partition.place.count).to.equal(ordered.length);
      all.push(...ordered);
    }
    return all.sort((one, other) => one.usedAt - other.usedAt).map((entry) => entry.settled);
  }
}

function expectAgreement(steps: readonly Step[], isMixed: boolean): void {
  const model = new Model(200);
  const subject = new Subject(200, isMixed);
  for (const taken of steps) {
    if (taken.kind === 'resize') {
      model.max = taken.max;
      model.shrink(taken.max);
      subject.rig.entries.resize(taken.max);
    } else subject.take(taken.kind, taken.owner, taken.key, model);
    expect([subject.rig.entries.size, subject.rig.counters.evictions]).to.deep.equal([model.order.size, model.evictions]);
  }
  expect(subject.order()).to.deep.equal([...model.order]);
}

describe('properties of the order of use', () => {
  for (const isMixed of [false, true]) {
    it(`agrees with a plain Set over many owners and changing bounds, ${isMixed ? 'lifetimes mixed' : 'without lifetimes'}`, () => {
      const histories = fc.array(step, { minLength: 1_500, maxLength: 2_000, size: 'max' });
      const history = fc.property(histories, (steps) => expectAgreement(steps, isMixed));
      const { failed, seed, errorInstance } = fc.check(history, { numRuns: 10, endOnFailure: true });
      if (failed) throw new Error(`seed ${seed}`, { cause: errorInstance });
    });
  }
});
