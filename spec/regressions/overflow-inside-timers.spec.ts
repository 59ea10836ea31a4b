import { expect } from 'chai';
import { printedBy } from '../packaging/project.js';

// Kind of fault: The stack ended inside Node's own timers, or within our bookkeeping of background work. Node then miscounted what keeps the process
// alive and ended it too early; our code threw later, where nobody could catch it.
describe('regression: a stack that ends where a timer is set or background work is noted', () => {
  /** The frames in which the method is called as the stack unwinds: in those above there is room for whatever it does. */
  const NEAR_THE_END = 1_000;
  const METHODS = {
    'a refresh of a synchronous method': "cached((k) => k, { ttl: 1, staleWhileRevalidate: '1d' })",
    'a refresh of an async one': "cached(async (k) => k, { ttl: 1, staleWhileRevalidate: '1d' })",
    'a load with a time limit': "cached(async () => 1, { key: () => n++, timeout: '1h' })",
    'a load that tells its circle': 'cached(async () => 1, { key: () => n++ })',
  };
  for (const [what, method] of Object.entries(METHODS)) {
    it(`${what}: the process goes on, and nothing is left that keeps it alive`, async () => {
      const printed = await printedBy(`
        import { cached, registry } from 'warmscope';
        let now = 1e12, n = 0, left = 0;
        registry.configure({ clock: { now: () => now } });
        process.on('warning', () => {});
        const turn = () => new Promise((done) => setImmediate(done));
        for (let round = 0; round < 80; round++) {
          const method = ${method};
          await method(1);
          now += 10;
          left = ${NEAR_THE_END};
          const dive = (...padding) => {
            try { return dive(...padding); } catch {
              if (left-- > 0) try { Promise.resolve(method(1)).catch(() => {}); } catch {}
              throw 0;
            }
          };
          try { dive(...Array(round % 40).fill(0)); } catch {}
          await null;
        }
        for (let i = 0; i < 3; i++) await turn();
        await new Promise((done) => setTimeout(done, 1));
        console.log(JSON.stringify(process.getActiveResourcesInfo().filter((each) => each === 'Timeout' || each === 'Immediate')));`);
      expect(printed).to.deep.equal([]);
    });
  }
});
