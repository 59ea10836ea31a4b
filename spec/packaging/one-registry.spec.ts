import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { DIALECT } from '../decorators/any-decorator.js';
import { bundled } from './copies.js';
import { printedBy, useFolder } from './project.js';

const decorators = DIALECT === 'legacy' ? 'legacy' : 'standard';

/** Two classes of one name, and of one name once they are minified, in modules of their own. */
const TWINS = `
  import { Cached, cacheOf, registry } from 'warmscope';
  function one() {
    class Reports {
      @Cached() load(id: number) { return 'one ' + id; }
      @Cached({ per: 'class' }) shared(id: number) { return 'one ' + id; }
      @Cached() static count(id: number) { return 'one ' + id; }
    }
    return Reports;
  }
  function two() {
    class Reports {
      @Cached() load(id: number) { return 'two ' + id; }
      @Cached({ per: 'class' }) shared(id: number) { return 'two ' + id; }
      @Cached() static count(id: number) { return 'two ' + id; }
    }
    return Reports;
  }
  const [One, Two] = [one(), two()];
  const [a, b, c] = [new One(), new Two(), new One()];
  class Base { @Cached() load(id: number) { return 'base ' + id; } }
  class Derived extends Base { @Cached() load(id: number) { return 'derived ' + super.load(id); } }
  const answers = [];
  for (let round = 0; round < 2; round++)
    answers.push([a.load(1), b.load(1), c.load(1), a.shared(1), b.shared(1), c.shared(1), One.count(1), Two.count(1), new Base().load(1), new Derived().load(1)].join());
  console.log(JSON.stringify({ answers, size: [cacheOf(a, 'load').size, cacheOf(One, 'load').size, cacheOf(Two, 'shared').size], caches: registry.stats().caches.length }));
`;

describe('one registry for every copy', () => {
  const folder = useFolder();

  it('is the same object for import and require', async () => {
    const printed = await printedBy(`
      import { createRequire } from 'node:module';
      import { registry, cached, cacheOf, Cached } from 'warmscope';
      const cjs = createRequire(process.cwd() + '/')('warmscope');
      const one = cached((id) => ({ id }), { name: 'esm' }); const two = cjs.cached((id) => ({ id }), { name: 'cjs' });
      one(1); two(1); two(1);
      const same = registry === cjs.registry;
      const names = registry.stats().caches.map(({ name, hits }) => name + hits);
      const across = [cjs.cacheOf(one).size, cacheOf(two).size, cjs.cacheOf(one).delete(1), cacheOf(two).has(1)];
      cjs.registry.clear();
      console.log(JSON.stringify([same, names, across, cacheOf(two).size]));`);
    expect(printed).to.deep.equal([true, ['esm0', 'cjs1'], [1, 1, true, true], 0]);
  });

  it('does not let two classes of one name share in a minified bundle', async () => {
    const file = await bundled(TWINS, join(folder.path, 'twins.mjs'), { decorators });
    const printed = (await printedBy(`await import('${pathToFileURL(file)}')`)) as { answers: string[]; size: number[]; caches: number };
    const expected = 'one 1,two 1,one 1,one 1,two 1,one 1,one 1,two 1,base 1,derived base 1';
    expect(printed.answers).to.deep.equal([expected, expected]);
    expect(printed.size).to.deep.equal([1, 2, 1]);
    expect(printed.caches).to.equal(8);
  });

  it('is shared by two bundles that each hold a copy, ESM and CommonJS; cacheOf and @Invalidates work across them', async () => {
    const first = await bundled(
      `import { Cached, cached, registry } from 'warmscope';
       let loads = 0;
       export class Reports { @Cached() load(id: number) { return ++loads; } }
       export const load = cached((id: number) => ++loads);
       export { registry };`,
      join(folder.path, 'first.mjs'),
      { decorators },
    );
    const second = await bundled(
      `import { cacheOf, Invalidates, registry } from 'warmscope';
       export const sizes = (reports: never, load: never) => [cacheOf(reports, 'load' as never).size, cacheOf(load).size];
       export const make = (target: never) => { class Store { @Invalidates(() => target, 'load' as never) save() {} } return new Store(); };
       export { registry };`,
      join(folder.path, 'second.cjs'),
      { decorators, format: 'cjs' },
    );
    const printed = await printedBy(`
      const one = await import('${pathToFileURL(first)}'); const { default: two } = await import('${pathToFileURL(second)}');
      const reports = new one.Reports(); reports.load(1); reports.load(2); one.load(1);
      const before = two.sizes(reports, one.load);
      two.make(one.Reports).save();
      console.log(JSON.stringify([one.registry === two.registry, before, two.sizes(reports, one.load)]));`);
    expect(printed).to.deep.equal([true, [2, 1], [0, 1]]);
  });

  it('has one list of keyed clients, whichever copy decorates, reads, invalidates or disposes', async () => {
    const printed = await printedBy(`
      import { createRequire } from 'node:module';
      import { keyedSingleton } from 'warmscope/keyed';
      import { registry } from 'warmscope';
      const require = createRequire(process.cwd() + '/');
      const [cjs, cjsKeyed] = [require('warmscope'), require('warmscope/keyed')];
      const closed = []; let built = 0;
      const options = (name) => ({ max: 1, name, dispose: (client) => void closed.push(client.id) });
      const one = keyedSingleton((key) => ({ id: 'esm' + key + ++built }), options('esm'));
      const two = cjsKeyed.keyedSingleton((key) => ({ id: 'cjs' + key + ++built, one: one(key) }), options('cjs'));
      let held;
      await cjs.runInvocation({}, () => { held = two('a').one === one('a'); one('b'); });
      const rows = registry.stats().singletons.map(({ name, builds, size, evictions }) => [name, builds, size, evictions]);
      const before = [...closed];
      class Use { use() { if (one('b').id === 'esmb3') throw new Error('dead'); return one('b').id; } }
      const use = cjs.RetryAfterInvalidate({ on: () => true, invalidates: [one] })(Use.prototype, 'use', Object.getOwnPropertyDescriptor(Use.prototype, 'use')).value;
      const renewed = use.call(new Use());
      await cjs.registry.dispose();
      console.log(JSON.stringify([held, rows, before, renewed, closed]));`);
    const rows = [
      ['esm', 2, 1, 1],
      ['cjs', 1, 0, 0],
    ];
    expect(printed).to.deep.equal([true, rows, ['cjsa1', 'esma2'], 'esmb4', ['cjsa1', 'esma2', 'esmb3', 'esmb4']]);
  });

  it('knows the tags of all copies: each invalidates what the other has, loads in flight included', async () => {
    const printed = await printedBy(`
      import { createRequire } from 'node:module';
      import * as esm from 'warmscope';
      const cjs = createRequire(process.cwd() + '/')('warmscope');
      const answers = [];
      for (const [mine, theirs] of [[esm, cjs], [cjs, esm]]) {
        const gates = [];
        const one = mine.cached((id) => ({ id }), { tags: (_value, id) => ['tag:' + id, 'all'] });
        const two = theirs.cached((id) => ({ id }), { tags: (_value, id) => ['tag:' + id] });
        const late = theirs.cached((id) => new Promise((resolve) => gates.push(() => resolve({ id }))), { tags: ({ id }) => ['tag:' + id] });
        one(1); two(1); two(2);
        const [first, second] = [late(1), late(2)];
        await mine.registry.invalidateTags('tag:1');
        for (const open of gates) open();
        await Promise.all([first, second]);
        const { cacheOf } = mine;
        answers.push([cacheOf(one).size, cacheOf(two).has(1), cacheOf(two).has(2), cacheOf(late).has(1), cacheOf(late).has(2)]);
        one(3);
        await theirs.registry.invalidateTags('all', 'tag:2');
        answers.push([cacheOf(one).size, cacheOf(two).size, cacheOf(late).size]);
      }
      console.log(JSON.stringify(answers));
    `);
    const expected = [
      [0, false, true, false, true],
      [0, 0, 0],
    ];
    expect(printed).to.deep.equal([...expected, ...expected]);
  });

  it('is another one in a worker thread', async () => {
    const printed = await printedBy(`
      import { Worker } from 'node:worker_threads';
      import { registry, cached } from 'warmscope';
      const main = cached(() => 1, { name: 'main' });
      main();
      const source = "const { registry, cached } = require('warmscope'); cached(() => 1, { name: 'worker' })(); require('node:worker_threads').parentPort.postMessage(registry.stats());";
      const worker = new Worker(source, { eval: true, execArgv: [] });
      const theirs = await new Promise((resolve, reject) => { worker.once('message', resolve); worker.once('error', reject); });
      main();
      const mine = registry.stats();
      console.log(JSON.stringify([mine, theirs].map(({ container, caches }) => [container.thread, caches.map(({ name }) => name)]).concat([mine.container.id === theirs.container.id])));`);
    expect(printed).to.deep.equal([[0, ['main']], [1, ['worker']], false]);
  });
});
