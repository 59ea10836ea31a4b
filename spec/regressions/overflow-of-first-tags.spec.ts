import { expect } from 'chai';
import { printedBy } from '../packaging/project.js';

/** Runs a program in a process of its own, where nothing has been compiled yet; it prints a list. */
async function listOf(program: string): Promise<unknown> {
  return printedBy(`
    import { Cached, cached, cacheOf, registry, Updates } from 'warmscope';
    process.on('warning', () => {});
    process.on('unhandledRejection', () => {});
    // Tried in each frame on the way back from the end of the stack, until there is enough of it.
    const dive = (work) => {
      try { return dive(work); } catch (error) { if (!(error instanceof RangeError)) throw error; return work(); }
    };
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const sizes = [];
    ${program}
    console.log(JSON.stringify(sizes));
    process.exit();`);
}

// Kind of fault: What the end of the stack left of an owner that came to hold nothing was not put right: its tags looked as if the index knew
// them, so that a later entry was not found by its tag; or it had entries still, counted out already. V8 needs the most stack for a function's
// first call, so each case has a process of its own.
describe('regression: owners that are emptied at the end of the stack', () => {
  const WRITES: Readonly<Record<string, string>> = {
    'a value': "const call = cached((key) => ({ key }), { tags: ['t', 'u'] }); const write = (key) => call(key);",
    'a promised value': "const call = cached((key) => Promise.resolve({ key }), { tags: () => ['t'] }); const write = (key) => call(key);",
    'a value that was set':
      "const call = cached((key) => ({ key }), { tags: (_, key) => ['t', 'k' + key], keys: 'hashed' }); const write = (key) => cacheOf(call).set([key], {});",
    'a kept error': `const call = cached((key) => { throw new TypeError('no'); }, { tags: ['t'], errorTtl: '1h' });
      const write = (key) => { try { call(key); } catch (error) { if (error instanceof RangeError) throw error; } };`,
  };
  for (const [what, write] of Object.entries(WRITES)) {
    it(`an invalidation finds ${what} that was written there`, async () => {
      const sizes = await listOf(`
        ${write}
        for (let key = 0; key < 12; key++) {
          try { await dive(() => write(key)); } catch {}
          await turn();
          const before = cacheOf(call).stats().size;
          await registry.invalidateTags('t');
          sizes.push([before, cacheOf(call).stats().size]);
        }`);
      expect(sizes).to.deep.equal(Array.from({ length: 12 }, () => [1, 0]));
    });
  }

  const CLEARS: Readonly<Record<string, string>> = {
    'cacheOf(...).clear': 'cacheOf(call).clear()',
    'registry.clear': 'registry.clear()',
    'an invalidation of what all have': "void registry.invalidateTags('t')",
  };
  for (const [what, clear] of Object.entries(CLEARS)) {
    it(`${what} there leaves sums that are right`, async () => {
      const sizes = await listOf(`
        const call = cached((key) => ({ key }), { tags: ['t'], weigh: () => 5 });
        for (let round = 0; round < 12; round++) {
          for (let key = 0; key < 4; key++) call(key);
          dive(() => ${clear});
          const { size, bytes } = cacheOf(call).stats();
          for (let key = 0; key < 2; key++) call(key);
          const after = cacheOf(call).stats();
          sizes.push([bytes === 5 * size, after.bytes === 5 * after.size, after.size >= 2, cacheOf(call).size === after.size]);
          registry.clear();
          sizes.push(cacheOf(call).stats().bytes);
        }`);
      expect(sizes).to.deep.equal(Array.from({ length: 12 }, () => [[true, true, true, true], 0]).flat());
    });
  }
});
