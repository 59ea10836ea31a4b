import { expect } from 'chai';
import { type CachedOptions, cached, registry } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';

const SIZE = 50_000;

/** How many names of properties are listed while something is done. */
function listedBy(work: () => unknown): number {
  const { keys, getOwnPropertyNames, entries } = Object;
  const { ownKeys } = Reflect;
  let listed = 0;
  const counting =
    <Args extends unknown[], Name>(list: (...args: Args) => Name[]) =>
    (...args: Args): Name[] => {
      const names = list(...args);
      listed += names.length;
      return names;
    };
  Object.assign(Object, { keys: counting(keys), getOwnPropertyNames: counting(getOwnPropertyNames), entries: counting(entries) });
  Reflect.ownKeys = counting(ownKeys) as typeof ownKeys;
  try {
    work();
  } finally {
    Object.assign(Object, { keys, getOwnPropertyNames, entries });
    Reflect.ownKeys = ownKeys;
  }
  return listed;
}

// Kind of fault: Whether a result can be read only once was asked of all names of a Buffer, which are its indices: 2 ms for each load of 30 KB.
describe('regression: the names of buffers', () => {
  keepInvariants();

  const RESULTS: Record<string, () => unknown> = {
    'a Buffer': () => Buffer.alloc(SIZE),
    'a Float64Array': () => new Float64Array(SIZE),
    'an image with its bytes': () => ({ type: 'image/png', bytes: new Uint8Array(SIZE) }),
    'a list of Buffers': () => [Buffer.alloc(SIZE), [Buffer.alloc(SIZE)]],
    'a Map of Buffers': () => new Map([['a', Buffer.alloc(SIZE)]]),
  };
  for (const [what, make] of Object.entries(RESULTS))
    for (const options of [{}, { maxBytes: '1GB' }] as CachedOptions[])
      it(`are not listed for ${what} with ${JSON.stringify(options)}`, () => {
        const load = cached((_id: number) => make(), options);
        expect(listedBy(() => load(1))).to.be.lessThan(100);
        expect(listedBy(() => registry.stats())).to.be.lessThan(10_000);
      });
});
