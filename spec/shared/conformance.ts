import { expect } from 'chai';
import type { SharedStore, StoredBytes } from '../../src/shared/store.js';
import { nextTurn } from '../support/deferred.js';

/** A store under test, with what stands behind it. */
export interface StoreRig {
  /** Two stores on two clients of one engine. */
  readonly stores: readonly [SharedStore, SharedStore];
  /** The largest value that the engine takes; undefined where there is no limit. */
  readonly largest?: number;
  /** Makes the engine unreachable, and reachable again. */
  readonly outage?: Outage;
  stop(): Promise<void>;
}

export interface Outage {
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** What an engine can do beside keeping bytes. */
export interface Abilities {
  readonly add: boolean;
  readonly leftMs: boolean;
  /** Whether it can become unreachable: an engine in this process cannot. */
  readonly outage: boolean;
}

const DAY = 24 * 3_600_000;
const MINUTE = 60_000;
let keys = 0;
/** A key of the form that the tier uses, which no other test has. */
const newKey = (): string => `shop:v:${String(++keys).padStart(43, '-')}`;
const bytesOf = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);
const plain = (found: StoredBytes | undefined): number[] | undefined => found && [...found.value];

async function one(store: SharedStore, key: string): Promise<StoredBytes | undefined> {
  return (await store.get([key]))[0];
}

/** Asks until the engine's own clock has made a key expire. */
async function untilGone(store: SharedStore, key: string): Promise<void> {
  while ((await one(store, key)) !== undefined);
}

/** The one suite that every store passes. */
export function conforms(name: string, abilities: Abilities, open: () => Promise<StoreRig>): void {
  describe(`shared: ${name} is a store`, () => {
    let rig: StoreRig;
    let store: SharedStore;
    let other: SharedStore;
    before(async () => {
      rig = await open();
      [store, other] = rig.stores;
    });
    after(() => rig?.stop());

    const contents: Record<string, () => Uint8Array> = {
      'all 256 bytes': () => bytesOf(...Array(256).keys()),
      'no byte': () => bytesOf(),
      'bytes that are no UTF-8, zeros and line ends': () => bytesOf(0, 0xff, 0xc0, 0x80, 13, 10, 0, 0xed, 0xa0, 0x80),
      'a part of a larger buffer': () => bytesOf(1, 2, 3, 4, 5, 6).subarray(2, 4),
      'a Buffer': () => Buffer.from('text and ümlauts'),
      'a megabyte': () => new Uint8Array(Math.min(2 ** 20, rig.largest ?? 2 ** 20)).map((_, i) => (i * 31 + (i >> 8)) % 256),
    };
    for (const [what, make] of Object.entries(contents))
      it(`gives back ${what}`, async () => {
        const [key, value] = [newKey(), make()];
        await store.apply([{ set: key, value, ttlMs: MINUTE }]);
        for (const each of [store, other]) {
          const found = await one(each, key);
          expect(found?.value).to.be.instanceOf(Uint8Array);
          expect(Buffer.compare(found?.value ?? bytesOf(1), value), 'the bytes').to.equal(0);
        }
      });

    it('takes no key and no change', async () => {
      expect(await store.get([])).to.deep.equal([]);
      await store.apply([]);
    });

    it('takes any number of keys, answers in their order, and knows which are missing', async () => {
      const there = Array.from({ length: 230 }, newKey);
      await store.apply(there.map((key, i) => ({ set: key, value: bytesOf(i), ttlMs: MINUTE })));
      const asked = there.flatMap((key) => [newKey(), key]).reverse();
      const found = await other.get([...asked, ...asked.slice(0, 3)]);
      const expected = there.flatMap((_, i) => [undefined, [i]]).reverse();
      expect(found.map(plain)).to.deep.equal([...expected, ...expected.slice(0, 3)]);
      await other.apply(there.map((key) => ({ delete: key })));
      expect((await store.get(there)).every((each) => each === undefined)).to.equal(true);
    });

    it('makes the changes of one key in their order', async () => {
      const [key, gone, never] = [newKey(), newKey(), newKey()];
      await store.apply([
        { set: key, value: bytesOf(1), ttlMs: MINUTE },
        { delete: key },
        { set: gone, value: bytesOf(2), ttlMs: MINUTE },
        { set: key, value: bytesOf(3), ttlMs: MINUTE },
        { delete: gone },
        { delete: never },
      ]);
      expect((await other.get([key, gone, never])).map(plain)).to.deep.equal([[3], undefined, undefined]);
    });

    it('shows what was acknowledged to everybody, at once', async () => {
      const key = newKey();
      for (let i = 0; i < 20; i++) {
        await (i % 2 ? store : other).apply([{ set: key, value: bytesOf(i), ttlMs: MINUTE }]);
        expect((await Promise.all([one(store, key), one(other, key)])).map(plain)).to.deep.equal([[i], [i]]);
      }
    });

    it('drops what has expired, and takes the ttl of the last write', async () => {
      const [short, long, renewed] = [newKey(), newKey(), newKey()];
      await store.apply([
        { set: short, value: bytesOf(1), ttlMs: 30 },
        { set: long, value: bytesOf(2), ttlMs: 60 * DAY },
        { set: renewed, value: bytesOf(3), ttlMs: 30 },
      ]);
      await store.apply([{ set: renewed, value: bytesOf(4), ttlMs: MINUTE }]);
      await untilGone(other, short);
      expect((await other.get([short, long, renewed])).map(plain)).to.deep.equal([undefined, [2], [4]]);
    });

    it(abilities.leftMs ? 'tells what is left of a ttl by its own clock' : 'does not tell what is left of a ttl', async () => {
      const key = newKey();
      await store.apply([{ set: key, value: bytesOf(1), ttlMs: MINUTE }]);
      const leftMs = (await one(other, key))?.leftMs;
      if (!abilities.leftMs) {
        expect(leftMs).to.equal(undefined);
        return;
      }
      expect(leftMs).to.be.within(MINUTE / 2, MINUTE);
      const { now } = Date;
      Date.now = () => now() + DAY;
      try {
        expect((await one(store, key))?.leftMs).to.be.within(1, leftMs as number);
      } finally {
        Date.now = now;
      }
    });

    it('a reset is no loss', async () => {
      const key = newKey();
      await store.apply([{ set: key, value: bytesOf(7), ttlMs: MINUTE }]);
      store.reset?.();
      expect(plain(await one(store, key))).to.deep.equal([7]);
      store.reset?.();
      store.reset?.();
      // A write may be refused once, as it might be made twice.
      const remove = (): Promise<void> => store.apply([{ delete: key }]);
      const answers = await Promise.all([one(store, key), one(store, key), remove().catch(remove)]);
      expect(answers.length).to.equal(3);
      expect(await one(store, key)).to.equal(undefined);
    });

    if (abilities.add) addConforms(() => [store, other]);
    else it('has no add', () => expect(store.add).to.equal(undefined));

    if (abilities.outage) outageConforms(() => rig, abilities);
  });
}

function addConforms(stores: () => readonly [SharedStore, SharedStore]): void {
  const add = (store: SharedStore, key: string, value: Uint8Array, ttlMs = MINUTE): Promise<boolean> | undefined =>
    store.add?.(key, value, ttlMs);

  it('adds where there is nothing', async () => {
    const [store, other] = stores();
    const key = newKey();
    expect(await add(store, key, bytesOf(1))).to.equal(true);
    expect(await add(other, key, bytesOf(2))).to.equal(false);
    expect(plain(await one(other, key))).to.deep.equal([1]);
    await other.apply([{ delete: key }]);
    expect(await add(other, key, bytesOf(3))).to.equal(true);
    expect(plain(await one(store, key))).to.deep.equal([3]);
  });

  it('adds where something has expired', async () => {
    const [store, other] = stores();
    const key = newKey();
    expect(await add(store, key, bytesOf(1), 30)).to.equal(true);
    await untilGone(other, key);
    expect(await add(other, key, bytesOf(2))).to.equal(true);
    expect(plain(await one(store, key))).to.deep.equal([2]);
  });

  it('adds over nothing that was set', async () => {
    const [store, other] = stores();
    const key = newKey();
    await store.apply([{ set: key, value: bytesOf(9), ttlMs: MINUTE }]);
    expect(await add(other, key, bytesOf(1))).to.equal(false);
    expect(plain(await one(store, key))).to.deep.equal([9]);
  });

  it('one of 50 adders of two clients wins, round after round', async () => {
    for (let round = 0; round < 5; round++) {
      const key = newKey();
      const won = await Promise.all(Array.from({ length: 50 }, (_, i) => add(stores()[i % 2] as SharedStore, key, bytesOf(i, round))));
      expect(won.filter((each) => each === true)).to.have.length(1);
      expect(plain(await one(stores()[0], key))).to.deep.equal([won.indexOf(true), round]);
    }
  });
}

function outageConforms(rigOf: () => StoreRig, abilities: Abilities): void {
  it('rejects while the engine is down, and goes on when it is back', async () => {
    const [key, { outage, stores }] = [newKey(), rigOf()];
    const [store] = stores;
    await outage?.begin();
    const questions = [() => store.get([key]), () => store.apply([{ delete: key }]), () => store.add?.(key, bytesOf(1), MINUTE)];
    for (const question of questions.slice(0, abilities.add ? 3 : 2)) expect(await isAnswered(question)).to.equal(false);
    await outage?.end();
    const set = (): Promise<void> => store.apply([{ set: key, value: bytesOf(8), ttlMs: MINUTE }]);
    // As the tier: what is not answered in time is given up with its socket, as its attempt to connect may have met a server that was just starting.
    while (!(await Promise.race([isAnswered(set), noAnswer(DEADLINE_MS)]))) {
      store.reset?.();
      await nextTurn();
    }
    expect(plain(await one(store, key))).to.deep.equal([8]);
  });
}

const DEADLINE_MS = 250;
const noAnswer = (milliseconds: number): Promise<false> => new Promise((resolve) => setTimeout(resolve, milliseconds, false).unref());

async function isAnswered(question: () => unknown): Promise<boolean> {
  try {
    await question();
    return true;
  } catch {
    return false;
  }
}
