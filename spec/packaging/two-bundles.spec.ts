import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { DIALECT } from '../decorators/any-decorator.js';
import { bundled } from './copies.js';
import { printedBy, useFolder } from './project.js';

const decorators = DIALECT === 'legacy' ? 'legacy' : 'standard';

/** An application as one team deploys it, with its own copy of the package inside. */
const APPLICATION = `
  import { Cached, cached, cacheOf, ContainerSingleton, createHandler, currentInvocation, Invalidates, registry, runInvocation } from 'warmscope';
  import { keyedSingleton } from 'warmscope/keyed';

  @ContainerSingleton({ dispose: (client: Client) => Client.closed.push(client.number) })
  export class Client { static built = 0; static readonly closed: number[] = []; readonly number = ++Client.built; }

  export class Reports {
    gates: ((value: number) => void)[] = [];
    runs = 0;
    @Cached({ tags: ['reports'] }) load(_id: number): Promise<number> { return new Promise((resolve) => this.gates.push(resolve)); }
    @Cached({ scope: 'tenant' }) async plan(_id: number): Promise<unknown> { return { run: ++this.runs, tenant: currentInvocation()?.tenantId }; }
    @Cached({ scope: 'invocation' }) async request(): Promise<unknown> { return { run: ++this.runs }; }
  }
  export const pools = keyedSingleton((tenant: string) => ({ tenant }), { max: 2 });
  export const consumer = (reader: () => unknown) => {
    @ContainerSingleton
    class Consumer { readonly read = reader(); }
    return Consumer;
  };
  export const invalidator = (target: never) => {
    class Writer { @Invalidates(() => target, 'load' as never) async write(): Promise<void> {} }
    return new Writer();
  };
  export { cached, cacheOf, createHandler, currentInvocation, registry, runInvocation };
`;

/** Each test says what it prints of \`one\` and \`two\`, whichever of the two is the ES module. */
describe('two bundles that each hold a copy, an ES module and a CommonJS one, in one process', () => {
  const folder = useFolder();
  let load = '';
  before(async () => {
    const esm = await bundled(APPLICATION, join(folder.path, 'application.mjs'), { decorators });
    const cjs = await bundled(APPLICATION, join(folder.path, 'application.cjs'), { decorators, format: 'cjs' });
    load = `const esm = await import('${pathToFileURL(esm)}'); const { default: cjs } = await import('${pathToFileURL(cjs)}');`;
  });

  const both = async (body: string): Promise<unknown[]> => {
    const tries = `const tried = async (one, two) => { ${body} };`;
    return (await printedBy(`${load} ${tries} console.log(JSON.stringify([await tried(esm, cjs), await tried(cjs, esm)]));`)) as unknown[];
  };
  const holdsBothWays = (what: string, body: string, expected: unknown) =>
    it(what, async () => {
      expect(await both(body)).to.deep.equal([expected, expected]);
    });

  holdsBothWays(
    'have one registry and one list of caches, which either can clear',
    `const reports = new one.Reports(); const loading = reports.load(1); reports.gates[0](5); await loading;
     const before = two.cacheOf(reports, 'load').size;
     two.registry.clear();
     return [one.registry === two.registry, before, one.cacheOf(reports, 'load').size];`,
    [true, 1, 0],
  );

  holdsBothWays(
    'fence the loads in flight of each other: by decorator, by tag, by delete, by clear',
    `const results = [];
     for (const drop of [
       (reports) => two.invalidator(one.Reports).write(),
       () => two.registry.invalidateTags('reports'),
       (reports) => two.cacheOf(reports, 'load').delete(1),
       () => two.registry.clear(),
     ]) {
       const reports = new one.Reports();
       const first = reports.load(1);
       await drop(reports);
       const second = reports.load(1);
       reports.gates[0]('old'); reports.gates[1]?.('new');
       results.push([await first, await second, one.cacheOf(reports, 'load').peek(1), reports.gates.length]);
     }
     return results;`,
    Array.from({ length: 4 }, () => ['old', 'new', 'new', 2]),
  );

  holdsBothWays(
    "build each other's clients once, and rebuild and dispose of what depends on them",
    `const built = one.Client.built;
     const Consumer = two.consumer(() => one.registry.resolve(one.Client));
     const [client, consumer] = [two.registry.resolve(one.Client), one.registry.resolve(Consumer)];
     const isSame = consumer.read === client && one.registry.resolve(one.Client) === client;
     const pools = [one.pools('a') === one.pools('a'), one.pools('a') === two.pools('a')];
     const Pooled = two.consumer(() => one.pools('b'));
     const pooled = two.registry.resolve(Pooled).read === one.pools('b');
     await two.registry.dispose();
     return [one.Client.built - built, isSame, pools, pooled, one.Client.closed.includes(client.number), two.registry.resolve(Consumer).read !== client];`,
    [1, true, [true, false], true, true, true],
  );

  holdsBothWays(
    'see the invocations of each other, and keep tenants and invocations apart in them',
    `const reports = new one.Reports();
     const inside = (id, tenantId) => two.runInvocation({ id, tenantId }, async () => [
       one.currentInvocation()?.id,
       await reports.plan(1), (await reports.plan(1)) === (await reports.plan(1)),
       (await reports.request()) === (await reports.request()),
     ]);
     const handler = two.createHandler((event) => one.currentInvocation()?.tenantId, { tenant: (event) => event.tenant });
     const [acme, globex] = [await inside('r1', 'acme'), await inside('r2', 'globex')];
     return [acme[0], globex[0], acme[1].tenant, globex[1].tenant, acme[2], globex[3], await handler({ tenant: 'initech' }, {}), one.currentInvocation() === undefined];`,
    ['r1', 'r2', 'acme', 'globex', true, true, 'initech', true],
  );

  holdsBothWays(
    'count invocations alike, whether a handler of the same copy is around another or one of the other copy',
    `const nested = async (around, within) => {
       const before = one.registry.stats().container.invocations;
       const inner = within.createHandler(async () => around.currentInvocation()?.id);
       const id = await around.createHandler(async (event, context) => inner(event, context))({}, { awsRequestId: 'r1' });
       return [id, two.registry.stats().container.invocations - before];
     };
     const [alike, mixed] = [await nested(one, one), await nested(two, one)];
     return [mixed[0], mixed[1] === alike[1]];`,
    ['r1', true],
  );

  holdsBothWays(
    'go by one clock, and one configuration',
    `let now = 1_000; two.registry.configure({ clock: { now: () => now }, defaults: { ttl: 500 } });
     const read = one.cached(() => ({ at: now })); const first = read(); now += 499; const isKept = read() === first; now += 1;
     const isOver = read() !== first;
     one.registry.configure({ clock: undefined, defaults: {} });
     return [isKept, isOver];`,
    [true, true],
  );
});
