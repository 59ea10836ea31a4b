import { serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import { expect } from 'chai';
import { encode, type SharedCodec } from '../../src/shared/codec.js';
import { type Envelope, Envelopes } from '../../src/shared/envelope.js';
import { sealWith } from './seal-with.js';

const KEY = '["rates@1",null,["EUR"]]';
const epochs: Envelope['epochs'] = [
  ['member', new Uint8Array(9).fill(1)],
  ['tag:fx', new Uint8Array(9).fill(2)],
];

function envelope(value: unknown, key = KEY): Envelope {
  return { value, key, at: 1_700_000_000_000, ttl: 300_000, stale: 0, loadMs: 12.5, tags: ['fx'], epochs };
}

const json: SharedCodec = {
  id: 'json',
  encode: (value) => new TextEncoder().encode(JSON.stringify(value)),
  decode: (bytes) => JSON.parse(new TextDecoder().decode(bytes)),
};

/** Bytes with a valid checksum, whatever is in them. */
function framed(contents: unknown, magic = 'ws1\0'): Uint8Array {
  const bytes = serialize(contents);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(bytes));
  return Buffer.concat([Buffer.from(magic), checksum, bytes]);
}

const plain = new Envelopes([]);

for (const [how, envelopes] of [
  ['plain', plain],
  ['sealed', new Envelopes(['a secret of some length'])],
] as const)
  describe(`shared/envelope, ${how}`, () => {
    it('opens what it sealed', () => {
      const sealed = envelope({ rate: 1.1, at: new Date(0), gone: undefined });
      expect(envelopes.open(sealWith(envelopes, sealed), KEY)).to.deep.equal(sealed);
    });

    it('opens a value that is undefined, and times that never end', () => {
      const sealed = { ...envelope(undefined), ttl: Number.POSITIVE_INFINITY, stale: Number.POSITIVE_INFINITY, tags: [], epochs: [] };
      expect(envelopes.open(sealWith(envelopes, sealed), KEY)).to.deep.equal(sealed);
    });

    it('opens bytes that lie anywhere in other bytes', () => {
      const sealed = sealWith(envelopes, envelope(new Float64Array([1, 2])));
      for (let offset = 0; offset < 9; offset++) {
        const around = new Uint8Array(sealed.length + 20).fill(7);
        around.set(sealed, offset);
        const opened = envelopes.open(around.subarray(offset, offset + sealed.length), KEY);
        expect(opened?.value, `${offset}`).to.deep.equal(new Float64Array([1, 2]));
      }
    });

    it("gives a value memory of its own: not the store's bytes, not the rest of the envelope", () => {
      const sealed = sealWith(
        envelopes,
        envelope([new Uint8Array([1, 2]), Buffer.from('ab'), new DataView(new ArrayBuffer(3)), new BigInt64Array(2)]),
      );
      const before = Buffer.from(sealed);
      const { value } = envelopes.open(sealed, KEY) as { value: (Uint8Array | DataView)[] };
      for (const view of value) {
        expect(view.buffer.byteLength).to.equal(view.byteLength);
        new Uint8Array(view.buffer).fill(9);
      }
      expect(Buffer.isBuffer(value[1])).to.equal(true);
      expect(before.equals(sealed)).to.equal(true);
    });

    for (const [what, key] of [
      ['another key', '["rates@1",null,["USD"]]'],
      ['another tenant', '["rates@1","b",["EUR"]]'],
      ['another version', '["rates@2",null,["EUR"]]'],
      ['no key', ''],
    ] as const)
      it(`gives nothing for ${what}`, () => {
        expect(envelopes.open(sealWith(envelopes, envelope(1)), key)).to.equal(undefined);
      });

    it('gives nothing for another prefix, whose envelope is of the same key and secret', () => {
      const secrets = how === 'plain' ? [] : ['a secret of some length'];
      const [shop, dev, none] = ['shop', 'dev:shop', ''].map((prefix) => new Envelopes(secrets, prefix));
      const sealed = sealWith(shop as Envelopes, envelope(1));
      expect(shop?.open(sealed, KEY)).to.deep.equal(envelope(1));
      for (const other of [dev, none]) expect(other?.open(sealed, KEY)).to.equal(undefined);
    });

    it('writes by a codec and reads by the same one alone', () => {
      const sealed = sealWith(envelopes, envelope({ rate: 1.1, at: new Date(0) }), json);
      expect(envelopes.open(sealed, KEY, json)).to.deep.equal(envelope({ rate: 1.1, at: '1970-01-01T00:00:00.000Z' }));
      expect(envelopes.open(sealed, KEY)).to.equal(undefined);
      expect(envelopes.open(sealed, KEY, { ...json, id: 'json2' })).to.equal(undefined);
      expect(envelopes.open(sealWith(envelopes, envelope(1)), KEY, json)).to.equal(undefined);
    });

    it('throws what a codec throws when it writes, and misses where it throws when it reads', () => {
      const failing: SharedCodec = { ...json, encode: () => JSON.parse('{') };
      expect(() => sealWith(envelopes, envelope(1), failing)).to.throw(SyntaxError);
      for (const given of ['text', undefined, Promise.resolve(new Uint8Array()), [1], new Uint16Array(2)])
        expect(() => sealWith(envelopes, envelope(1), { ...json, encode: () => given as unknown as Uint8Array }))
          .to.throw('codec')
          .with.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      const sealed = sealWith(envelopes, envelope(1), json);
      expect(envelopes.open(sealed, KEY, { ...json, decode: () => JSON.parse('{') })).to.equal(undefined);
    });

    it('throws for what V8 cannot serialize', () => {
      expect(() =>
        sealWith(
          envelopes,
          envelope(() => 1),
        ),
      ).to.throw('could not be cloned');
    });

    it('gives nothing, and throws nothing, for what are no bytes', () => {
      for (const given of [undefined, null, 'ws1\0', 5, {}, [], new ArrayBuffer(64), new Uint8Array(), new Uint8Array(7)])
        expect(envelopes.open(given as Uint8Array, KEY)).to.equal(undefined);
    });

    it('stands for a text in 43 characters, always the same ones', () => {
      const names = ['', 'a', 'b', 'x'.repeat(5_000), '語'].map((text) => envelopes.digest(text));
      expect(new Set(names).size).to.equal(5);
      for (const name of names) expect(name).to.match(/^[\w-]{43}$/);
      expect(envelopes.digest('a')).to.equal(names[1]);
    });
  });

describe('shared/envelope, what may be inside', () => {
  const fields: readonly unknown[] = [` ${KEY}`, undefined, 1, 2, 0, 3, ['fx'], epochs, serialize('value')];
  const withField = (index: number, field: unknown): unknown[] => fields.map((each, at) => (at === index ? field : each));

  it('opens what has the right shape', () => {
    expect(plain.open(framed(fields), KEY)?.value).to.equal('value');
    const lefts = [1.5, undefined].map((left) => ['e', new Uint8Array(9), left]);
    expect(plain.open(framed(withField(7, lefts)), KEY)?.epochs).to.deep.equal(lefts);
  });

  const sparse: unknown[] = new Array(1);
  for (const [index, name, wrong] of [
    [0, 'key', [undefined, 5, KEY, [` ${KEY}`]]],
    [1, 'codec', ['', 'json', null]],
    [2, 'at', [Number.NaN, Number.POSITIVE_INFINITY, '1', 1n, null, undefined, new Date(1)]],
    [3, 'ttl', [Number.NaN, -1, '1', null, undefined]],
    [4, 'stale', [Number.NaN, -1, '1', null, undefined]],
    [5, 'loadMs', [Number.NaN, -1, '1', null, undefined]],
    [6, 'tags', [undefined, null, 'fx', [1], [undefined], sparse, { length: 0 }, new Set(['fx'])]],
    [
      7,
      'epochs',
      [
        ...[undefined, 'e', [[1, new Uint8Array(9)]], [['e', 'bytes']], [['e', [1]]], [['e']], [null], sparse],
        ...['1', Number.NaN, null].map((left) => [['e', new Uint8Array(9), left]]),
        [['e', new Uint8Array(9), 1, 2]],
      ],
    ],
  ] as const)
    for (const field of wrong)
      it(`gives nothing where ${name} is ${typeof field} ${JSON.stringify(field, (_, each) => (typeof each === 'bigint' ? `${each}n` : each))}`, () => {
        expect(plain.open(framed(withField(index, field)), KEY)).to.equal(undefined);
      });

  it('gives nothing for other structures', () => {
    for (const other of [undefined, null, 1, 'text', {}, [], fields.slice(1), [...fields, 1], new Map(), { ...fields, length: 9 }])
      expect(plain.open(framed(other), KEY)).to.equal(undefined);
  });

  it('gives nothing for a value that is no bytes, or none that can be read', () => {
    for (const value of [
      undefined,
      null,
      'value',
      [1],
      new Uint16Array(2),
      new Uint8Array(),
      Buffer.from('value'),
      serialize('value').subarray(0, 4),
    ])
      expect(plain.open(framed(withField(8, value)), KEY)).to.equal(undefined);
    expect(plain.open(framed(withField(1, 'json').with(8, 'text')), KEY, json)).to.equal(undefined);
  });

  it('reads no value before it knows that it is that of the key and the codec', () => {
    let reads = 0;
    const counting: SharedCodec = { ...json, decode: () => ++reads };
    plain.open(sealWith(plain, envelope(1), json), 'another key', counting);
    plain.open(sealWith(plain, envelope(1)), KEY, counting);
    expect(reads).to.equal(0);
  });

  it('seals a value as it was when it was encoded', () => {
    const value = { list: [1], bytes: Buffer.from('a') };
    const early = encode(value);
    value.list.push(2);
    value.bytes[0] = 98;
    expect(plain.open(plain.seal(envelope(undefined), early), KEY)?.value).to.deep.equal({ list: [1], bytes: Buffer.from('a') });
  });

  for (const magic of ['ws0\0', 'ws2\0', 'ws1\x01', 'WS1\0', 'xs1\0', '\0\0\0\0'])
    it(`gives nothing for the magic ${JSON.stringify(magic)}`, () => {
      expect(plain.open(framed(fields, magic), KEY)).to.equal(undefined);
    });

  it("gives nothing for a later version of V8's format", () => {
    const later = serialize(fields);
    later[1] = (later[1] as number) + 1;
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32LE(crc32(later));
    expect(plain.open(Buffer.concat([Buffer.from('ws1\0'), checksum, later]), KEY)).to.equal(undefined);
  });

  it('gives nothing for contents without their checksum', () => {
    expect(plain.open(Buffer.concat([Buffer.from('ws1\0'), serialize(fields)]), KEY)).to.equal(undefined);
    expect(plain.open(serialize(fields), KEY)).to.equal(undefined);
  });

  it('gives nothing for a value nested too deeply to be read', () => {
    let value: unknown = 1;
    for (let depth = 0; depth < 2_500; depth++) value = { value };
    const sealed = sealWith(plain, envelope(value));
    const low = (frames: number): Envelope | undefined => (frames > 0 ? low(frames - 1) : plain.open(sealed, KEY));
    expect(low(4_000)).to.equal(undefined);
  });
});

describe('shared/envelope, secrets', () => {
  const sealedBy = (...secrets: string[]): Uint8Array => sealWith(new Envelopes(secrets), envelope('value'));

  it('shows nothing of what it seals', () => {
    const sealed = sealWith(new Envelopes(['s']), envelope('a text that is easily found'));
    for (const text of ['a text', 'rates', 'EUR', 'fx', 'member', 'ws1']) expect(Buffer.from(sealed).includes(text), text).to.equal(false);
  });

  it('seals the same twice in different ways', () => {
    expect(sealedBy('s')).to.not.deep.equal(sealedBy('s'));
  });

  it('opens by any secret of a list, and seals by the first', () => {
    const rotated = new Envelopes(['new', 'old', 'older']);
    for (const secret of ['new', 'old', 'older']) expect(rotated.open(sealedBy(secret), KEY)?.value).to.equal('value');
    expect(rotated.open(sealedBy('other'), KEY)).to.equal(undefined);
    expect(new Envelopes(['new']).open(sealWith(rotated, envelope('value')), KEY)?.value).to.equal('value');
    expect(new Envelopes(['old']).open(sealWith(rotated, envelope('value')), KEY)).to.equal(undefined);
  });

  it('names by the last, so that both sides of a rotation use the same keys', () => {
    const [old, both, after] = [new Envelopes(['old']), new Envelopes(['new', 'old']), new Envelopes(['new'])];
    expect(both.digest('key')).to.equal(old.digest('key'));
    expect(after.digest('key')).to.not.equal(old.digest('key'));
    expect(plain.digest('key')).to.not.equal(old.digest('key'));
  });

  it('opens nothing plain where there is a secret, and nothing sealed where there is none', () => {
    expect(new Envelopes(['s']).open(sealWith(plain, envelope(1)), KEY)).to.equal(undefined);
    expect(plain.open(sealedBy('s'), KEY)).to.equal(undefined);
  });

  it('opens nothing whose tag was cut short', () => {
    const sealed = sealedBy('s');
    for (const length of [0, 11, 12, 16, 27, 28, sealed.length - 1])
      expect(new Envelopes(['s']).open(sealed.subarray(0, length), KEY), `${length}`).to.equal(undefined);
  });

  it('uses other keys for naming than for sealing, and other ones than the secret', () => {
    const { createHmac } = process.getBuiltinModule('node:crypto');
    const byHand = createHmac('sha256', 's').update('key').digest('base64url');
    expect(new Envelopes(['s']).digest('key')).to.not.equal(byHand);
  });
});
