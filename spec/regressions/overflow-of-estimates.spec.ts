import { expect } from 'chai';
import { printedBy } from '../packaging/project.js';

// Kind of fault: An estimate that the end of the stack cut short counted what it had not looked at as 64 bytes, so that far more was kept than
// `maxBytes` or the budget allows. V8 needs the most stack for a function's first call, so each case has a process of its own.
describe('regression: sizes estimated at the end of the stack', () => {
  const LIST = 'Array.from({ length: 500 }, (_, index) => index + 0.5)';
  const CASES: Readonly<Record<string, [make: string, options?: string, setUp?: string]>> = {
    'an object with an array': [`({ items: ${LIST} })`],
    'a Map, under a budget': [`new Map(${LIST}.map((each) => [each, each]))`, '{}', "registry.configure({ maxBytes: '1GB' });"],
    'an object of many names': [`Object.fromEntries(${LIST}.map((each) => ['name ' + each, each]))`],
    'a Buffer, which is set': [
      '({ body: Buffer.alloc(4096) })',
      "{ maxBytes: '1GB' }",
      'const load = (key) => cacheOf(method).set([key], make());',
    ],
    'a kept error': [
      "(() => { throw Object.assign(new TypeError('no page'), { body: Buffer.alloc(4096) }); })()",
      "{ maxBytes: '1GB', errorTtl: '1h' }",
    ],
  };
  for (const [what, [make, options = "{ maxBytes: '1GB' }", setUp = '']] of Object.entries(CASES)) {
    it(`are those of ${what}, or it is not stored`, async () => {
      const [size, bytes, one] = (await printedBy(`
        import { cached, cacheOf, registry } from 'warmscope';
        process.on('warning', () => {});
        const make = () => ${make};
        const method = cached((key) => make(), ${options});
        ${setUp.startsWith('const load') ? setUp : `${setUp} const load = method;`}
        // Tried in each frame on the way back from the end, until there is enough stack.
        const dive = (key) => {
          try { dive(key); } catch (error) { if (error instanceof RangeError) load(key); }
        };
        for (let key = 0; key < 20; key++) try { dive(key); } catch {}
        const { size, bytes } = cacheOf(method).stats();
        cacheOf(method).clear();
        try { load(-1); } catch {}
        console.log(JSON.stringify([size, bytes, cacheOf(method).stats().bytes]));`)) as number[];
      expect(one).to.be.greaterThan(4_000);
      expect(size, 'stored').to.be.greaterThan(0);
      expect(bytes).to.equal((size as number) * (one as number));
    });
  }
});
