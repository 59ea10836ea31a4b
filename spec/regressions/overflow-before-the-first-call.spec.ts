import { expect } from 'chai';
import { printedBy } from '../packaging/project.js';

// Kind of fault: V8 ends the process if it has to compile a regular expression and no stack is left for that, which happened if a method's first call
// came at the end of the stack.
describe('regression: a first call at the end of the stack', () => {
  const METHODS = {
    'of a key builder': "cached((n) => n, { key: (n) => [[n], 'a'] })",
    'of a ttl by the value': "cached((n) => n, { ttl: () => '1s' })",
    'of a default key': 'cached((n) => ({ n }))',
    'of a window by the value': "cached((n) => n, { ttl: '1h', staleIfError: () => '1s' })",
    'of a hashed key': "cached((n) => ({ n }), { keys: 'hashed' })",
    'of what may be idle': "cached((n) => ({ n }), { maxIdle: '1h' })",
    'of kept errors that are copied': "cached(() => { throw new Error('no'); }, { errorTtl: '1h', values: 'cloned' })",
  };
  for (const [what, method] of Object.entries(METHODS)) {
    it(`${what} leaves a process that goes on`, async () => {
      const printed = await printedBy(`
        import { cached } from 'warmscope';
        process.on('warning', () => {});
        let left = 300, calls = 0;
        const method = ${method};
        const dive = () => {
          try { dive(); } catch {}
          if (left-- > 0) { calls++; try { method(left); } catch {} }
        };
        dive();
        let last;
        try { last = method(-1); } catch (error) { last = error.message; }
        console.log(JSON.stringify([calls, last]));`);
      expect(printed).to.be.an('array').with.property('0', 300);
    });
  }
});
