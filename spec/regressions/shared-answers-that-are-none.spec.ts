import { expect } from 'chai';
import type { Site } from '../shared/sites.js';
import { World } from '../shared/sites.js';

const bytes = new Uint8Array(9);
const answers: Record<string, unknown> = {
  nothing: undefined,
  null: null,
  'a text': 'abcdefgh',
  'a number': 5,
  'an object': {},
  'an empty list': [],
  'too short a list': [undefined],
  'too long a list': Array.from({ length: 50 }),
  'a list of null': (keys: readonly string[]) => keys.map(() => null),
  'a list of texts': (keys: readonly string[]) => keys.map(() => 'a'),
  'a list of bytes': (keys: readonly string[]) => keys.map(() => bytes),
  'values that are texts': (keys: readonly string[]) => keys.map(() => ({ value: 'a' })),
  'ends that are texts': (keys: readonly string[]) => keys.map(() => ({ value: bytes, leftMs: '5' })),
  'ends that are no numbers': (keys: readonly string[]) => keys.map(() => ({ value: bytes, leftMs: Number.NaN })),
  holes: (keys: readonly string[]) => new Array(keys.length),
};

/** A container whose store gives such answers while it is `ill`. */
function start(answer: unknown): { world: World; site: Site; health: { isIll: boolean } } {
  const world = new World();
  const health = { isIll: true };
  const connect = world.store.connect.bind(world.store);
  world.store.connect = () => {
    const store = connect();
    const wrong = async (keys: readonly string[]) => (typeof answer === 'function' ? answer(keys) : answer);
    return { ...store, get: (keys) => (health.isIll ? wrong(keys) : store.get(keys)) };
  };
  return { world, site: world.site(), health };
}

// Kind of fault: What a store answered was taken for a list of values, one for each key: of anything else callers got a TypeError, and the question that is
// asked when an invocation begins rejected where nobody handled it, which ends the process.
describe('regression: a store that answers with something else', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  before(() => void process.on('unhandledRejection', note));
  after(() => void process.off('unhandledRejection', note));

  for (const [name, answer] of Object.entries(answers))
    it(`${name}: callers get what the loader gives, and no error`, async () => {
      const { world, site, health } = start(answer);
      const value = site.method(async (key: string) => `${key}${++loads}`);
      let loads = 0;
      const call = () => world.finished(site.run(() => value('a')));
      expect(await call()).to.equal('a1');
      expect(await call()).to.match(/^a/);
      await world.finished(site.run(() => site.invalidateTags('t')));
      const refreshed = await world.finished(site.run(() => value.handle.refresh('a') as Promise<unknown>));
      expect(refreshed).to.equal(`a${loads}`);
      health.isIll = false;
      await world.pass(2_000, 100);
      expect(await call()).to.equal(`a${loads}`);
      health.isIll = true;
      expect(await call()).to.match(/^a/);
      expect(unhandled).to.deep.equal([]);
    });
});
