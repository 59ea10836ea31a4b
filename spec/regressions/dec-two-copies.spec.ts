import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { bundled } from '../packaging/copies.js';
import { printedBy, runSource, useFolder } from '../packaging/project.js';

/** The ESM and the CommonJS build in one process: two copies of every class of warmscope, one registry. */
const BOTH_BUILDS = `
  import { createRequire } from 'node:module';
  import * as esm from 'warmscope';
  const cjs = createRequire(process.cwd() + '/')('warmscope');
  const print = (value) => process.stdout.write(JSON.stringify(value));
`;

describe('two copies of the package that share a registry', () => {
  const folder = useFolder();

  it("lets a loader of one copy read the other copy's singleton", async () => {
    const printed = await printedBy(`${BOTH_BUILDS}
      const client = cjs.containerSingleton(() => 'client');
      const load = esm.cached(() => client() + '!');
      print(load());`);
    expect(printed).to.equal('client!');
  });

  it("lets a singleton's factory of one copy call the other copy's cached function", async () => {
    const printed = await printedBy(`${BOTH_BUILDS}
      const load = esm.cached((name) => name + '!');
      const client = cjs.containerSingleton(() => load('client'));
      print(client());`);
    expect(printed).to.equal('client!');
  });

  it('prints a cycle that goes through both copies', async () => {
    const printed = await printedBy(`${BOTH_BUILDS}
      const one = esm.containerSingleton(() => two(), { name: 'one' });
      const two = cjs.containerSingleton(() => one(), { name: 'two' });
      try { one(); print('no error'); } catch (error) { print([error.code, error.message.includes('one -> two -> one') || error.message.includes('two -> one -> two')]); }`);
    expect(printed).to.deep.equal(['ERR_WARMSCOPE_RESOLUTION', true]);
  });

  it('makes other clients and entries when a whole bundle, its copy of warmscope included, is evaluated again, listed in one registry', async () => {
    const file = await bundled(
      `import { cached, containerSingleton, registry } from 'warmscope';
       export const client = containerSingleton(() => ({ at: Math.random() }), { name: 'client' });
       export const load = cached(() => Math.random(), { name: 'load' });
       export { registry };`,
      join(folder.path, 'reloaded.mjs'),
    );
    const printed = await printedBy(`
      const first = await import('${pathToFileURL(file)}?1');
      const made = first.client(); const loaded = first.load();
      const second = await import('${pathToFileURL(file)}?2');
      const { caches, singletons } = second.registry.stats();
      process.stdout.write(JSON.stringify([second.client() === made, second.load() === loaded, caches.length, singletons.length]));`);
    expect(printed).to.deep.equal([false, false, 2, 2]);
  });

  it('disposes to the end on SIGTERM when each copy made a handler, and listens once', async () => {
    const outcome = await runSource(`${BOTH_BUILDS}
      const client = esm.containerSingleton(() => ({}), { dispose: () => new Promise((done) => setImmediate(() => setImmediate(() => { process.stdout.write('disposed'); done(); }))) });
      esm.createHandler(() => client());
      cjs.createHandler(() => client());
      client();
      process.stderr.write(String(process.listenerCount('SIGTERM')));
      setInterval(() => undefined, 1000);
      process.kill(process.pid, 'SIGTERM');`);
    expect([outcome.stdout, outcome.stderr, outcome.signal]).to.deep.equal(['disposed', '1', 'SIGTERM']);
  });

  it('does not add a SIGTERM listener for each evaluation of a bundled handler', async () => {
    const file = await bundled(
      `import { createHandler } from 'warmscope'; export const handler = createHandler(() => 1);`,
      join(folder.path, 'handler.mjs'),
    );
    const printed = await printedBy(`
      for (let copy = 0; copy < 20; copy++) await import('${pathToFileURL(file)}?' + copy);
      process.stdout.write(String(process.listenerCount('SIGTERM')));`);
    expect(printed).to.equal(1);
  });
});
