import { crc32 } from 'node:zlib';
import { expect } from 'chai';
import { type Envelope, Envelopes } from '../../src/shared/envelope.js';
import { sealWith } from './seal-with.js';

/** How many damaged envelopes are tried, half of them sealed; DAMAGED sets another number. */
const DAMAGED = Number(process.env.DAMAGED ?? 60_000) / 2;
const SEED = Number(process.env.SEED ?? 20_261_129);

/** Random numbers between 0 and `below`, always equal for one seed (mulberry32). */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const KEY = '["rates@1","a",["EUR","2026-11-29"]]';
const epoch = new Uint8Array(9).fill(7);

function envelope(value: unknown, key: string): Envelope {
  const epochs: Envelope['epochs'] = [
    ['rates@1', epoch],
    ['rates@1#17', epoch],
  ];
  return { value, key, at: 1_764_000_000_000, ttl: 300_000, stale: 60_000, loadMs: 25, tags: ['fx', 'EUR'], epochs };
}

const VALUES: readonly unknown[] = [
  { rate: 1.0837, at: new Date(0), bank: 'ECB', by: new Map([['EUR', 1]]), bytes: new Uint8Array([1, 2, 3]) },
  ['a text', 1, 2n, undefined, null, true, { nested: [{ deeper: new Set([1, 'b']) }] }],
  42,
];

type Damage = (bytes: Buffer, other: Buffer, below: (limit: number) => number) => Buffer;

const DAMAGES: Readonly<Record<string, Damage>> = {
  'a bit is turned': (bytes, _, below) => changed(bytes, below(bytes.length), (byte) => byte ^ (1 << below(8))),
  'a byte is another one': (bytes, _, below) => changed(bytes, below(bytes.length), () => below(256)),
  'a byte is one more': (bytes, _, below) => changed(bytes, below(bytes.length), (byte) => byte + 1),
  'the end is missing': (bytes, _, below) => bytes.subarray(0, below(bytes.length)),
  'the beginning is missing': (bytes, _, below) => bytes.subarray(1 + below(bytes.length - 1)),
  'something follows': (bytes, other, below) => Buffer.concat([bytes, other.subarray(0, 1 + below(other.length))]),
  'a byte is missing': (bytes, _, below) => without(bytes, below(bytes.length)),
  'zeros in the middle': (bytes, _, below) => {
    const at = below(bytes.length);
    return Buffer.from(bytes).fill(0, at, Math.min(at + 1 + below(16), bytes.length));
  },
  'the end of another one': (bytes, other, below) => {
    const at = below(Math.min(bytes.length, other.length));
    return Buffer.concat([bytes.subarray(0, at), other.subarray(at)]);
  },
  'another one': (_, other) => other,
  'anything at all': (bytes, _, below) => Buffer.from(bytes.map(() => below(256))),
};

function changed(bytes: Buffer, at: number, change: (byte: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = change(copy[at] as number);
  return copy;
}

const without = (bytes: Buffer, at: number): Buffer => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);

for (const [how, envelopes] of [
  ['plain', new Envelopes([])],
  ['sealed', new Envelopes(['a secret of some length'])],
] as const)
  describe(`shared/envelope, damaged, ${how}`, () => {
    const sealed = VALUES.map((value) => Buffer.from(sealWith(envelopes, envelope(value, KEY))));
    const others = VALUES.map((value) => Buffer.from(sealWith(envelopes, envelope(value, KEY.replace('"a"', '"b"')))));

    it(`never opens as another value: ${DAMAGED} times`, () => {
      const below = numbersFrom(SEED);
      const damages = Object.entries(DAMAGES);
      let intact = 0;
      for (let round = 0; round < DAMAGED; round++) {
        const [name, damage] = damages[round % damages.length] as (typeof damages)[number];
        const bytes = sealed[below(sealed.length)] as Buffer;
        const damaged = damage(bytes, others[below(others.length)] as Buffer, below);
        if (damaged.equals(bytes)) intact++;
        else if (envelopes.open(damaged, KEY) !== undefined) expect.fail(`opened although ${name}: round ${round}, seed ${SEED}`);
      }
      expect(intact).to.be.lessThan(DAMAGED / 20);
    });

    it('opens what was not damaged', () => {
      for (const [index, bytes] of sealed.entries()) expect(envelopes.open(bytes, KEY)?.value).to.deep.equal(VALUES[index]);
    });
  });

describe('shared/envelope, forged', () => {
  const envelopes = new Envelopes([]);
  const MAGIC_AND_CHECKSUM = 8;

  it('never throws, and gives the right shape or nothing, where somebody computed the checksum anew', () => {
    const below = numbersFrom(SEED);
    const bytes = Buffer.from(sealWith(envelopes, envelope(VALUES[0], KEY)));
    const own = new Set(Reflect.ownKeys(Object.prototype));
    let opened = 0;
    for (let round = 0; round < DAMAGED / 30; round++) {
      const forged = Buffer.from(bytes);
      for (let changes = below(3); changes >= 0; changes--)
        forged[MAGIC_AND_CHECKSUM + below(forged.length - MAGIC_AND_CHECKSUM)] = below(256);
      forged.writeUInt32LE(crc32(forged.subarray(MAGIC_AND_CHECKSUM)), 4);
      const found = envelopes.open(forged, KEY);
      if (found === undefined) continue;
      opened++;
      expect(found.key).to.equal(KEY);
      for (const time of [found.at, found.ttl, found.stale, found.loadMs]) expect(time).to.be.a('number').that.is.not.NaN;
      expect(found.tags.every((tag) => typeof tag === 'string')).to.equal(true);
      expect(found.epochs.every(([name, bytes]) => typeof name === 'string' && bytes instanceof Uint8Array)).to.equal(true);
    }
    // Without a secret nothing is in the way of who can write: docs/shared.md says to set one.
    expect(opened).to.be.greaterThan(0);
    expect(Reflect.ownKeys(Object.prototype)).to.deep.equal([...own]);
  });
});
