import { expect } from 'chai';
import type { CachedOptions } from '../../src/features/features.js';
import { type Method, World } from '../shared/sites.js';
import type { Question } from '../shared/told-store.js';

const TTL_MS = 10_000;
const BEHIND_MS = 30_000;

/**
 * Redis counts what is left from when a write arrives, which may be long after it was sent: in a queue, in a
 * socket, after a reconnect. A reader whose clock is behind believed it (fleet, scenario 6).
 */
describe('regression: shared: a write that arrives late makes nothing younger', () => {
  /** How a value gets into the store. */
  interface Way {
    readonly name: string;
    readonly options?: CachedOptions;
    readonly write: (value: Method) => unknown;
  }

  const WAYS: readonly Way[] = [
    { name: 'of a load', write: (value) => value('a') },
    { name: 'of a load with tags', options: { tags: ['t'] }, write: (value) => value('a') },
    { name: 'of a load with tags of its value', options: { tags: (given) => [String(given)] }, write: (value) => value('a') },
    { name: 'of a load with stale windows', options: { staleIfError: '1h' }, write: (value) => value('a') },
    { name: 'of a refresh', write: (value) => value.handle.refresh('a') },
    {
      name: 'of what was set',
      write: async (value) => {
        await value('b');
        value.handle.set(['a'], 'set');
      },
    },
    { name: 'of the first that was set of a member', write: (value) => value.handle.set(['a'], 'set') },
  ];
  const isValue = ({ kind, keys }: Question): boolean => kind === 'apply' && keys.some((key) => key.includes(':v:'));

  for (const { name, options = {}, write } of WAYS)
    for (const lateMs of [300, 6_000])
      it(`${name}, ${lateMs} ms late`, async () => {
        const world = new World();
        const [one, two] = [world.site({ lease: '1h' }), world.site()];
        two.clock.skew = -BEHIND_MS;
        let loads = 0;
        const load = async (): Promise<number> => ++loads;
        const settings = { ttl: TTL_MS, ...options };
        const [here, there] = [one.method(load, settings), two.method(load, settings)];
        const beganAt = world.clock.time;
        if (name === 'of what was set') await one.run(() => here('b'));
        world.store.holds = isValue;
        const written = one.run(() => write(here));
        await world.pass(lateMs, 50);
        expect(world.store.held, 'the write is on its way').to.have.length(1);
        world.store.holds = () => false;
        for (const question of world.store.held.splice(0)) question.go();
        await world.finished(written);
        const before = loads;
        await world.pass(beganAt + TTL_MS - 20 - world.clock.time, 100);
        const given = await two.run(() => there('a'));
        expect(loads, 'the store has it').to.equal(before);
        await world.pass(20);
        expect(await two.run(() => there('a'))).not.to.equal(given);
      });
});
