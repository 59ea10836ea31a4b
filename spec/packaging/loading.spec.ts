import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../docs/programs.js';
import { printedBy } from './project.js';

/** Lists the files and built-ins that a CommonJS program has loaded. */
const LOADED = `const files = Object.keys(require.cache).map((file) => file.replaceAll('\\\\', '/'));
  const packages = [...new Set(files.map((file) => file.split('/node_modules/')[1]?.split('/')[0] ?? 'own'))].sort();`;

/** A loader hook that notes what an ESM program resolves. */
const NOTED = `import { register } from 'node:module'; import { MessageChannel } from 'node:worker_threads';
  const { port1, port2 } = new MessageChannel(); const seen = []; port1.on('message', (url) => seen.push(url)); port1.unref();
  const hook = 'let port; export const initialize = (data) => { port = data; }; export const load = (url, context, next) => { port.postMessage(url); return next(url, context); };';
  register('data:text/javascript,' + encodeURIComponent(hook), { data: port2, transferList: [port2] });`;

describe('loading warmscope', () => {
  it('loads nothing of node_modules, required', async () => {
    const packages = await printedBy(`require('warmscope'); ${LOADED} console.log(JSON.stringify(packages));`, { kind: 'commonjs' });
    expect(packages).to.deep.equal(['own']);
  });

  it('loads nothing of node_modules, imported', async () => {
    const urls = (await printedBy(`${NOTED}
      await import('warmscope'); await import('data:text/javascript,');
      while (!seen.includes('data:text/javascript,')) await new Promise((done) => setImmediate(done));
      console.log(JSON.stringify(seen)); process.exit();`)) as string[];
    const strange = urls.filter((url) => !/^node:|^data:|\/dist\/esm\/[\w/-]+\.js$/.test(url));
    expect(strange).to.deep.equal([]);
  });

  it('loads neither tsyringe nor reflect-metadata: Reflect stays as Node made it', async () => {
    const printed = await printedBy("await import('warmscope'); console.log(JSON.stringify([typeof Reflect.getMetadata]));");
    expect(printed).to.deep.equal(['undefined']);
  });

  it('loads tsyringe with the other entry, required or imported, in either order', async () => {
    for (const order of [
      ['warmscope', 'warmscope/tsyringe'],
      ['warmscope/tsyringe', 'warmscope'],
    ]) {
      const source = `const [one, other] = ${JSON.stringify(order)}; require(one); require(other); const { registry } = require('warmscope');
        const { container } = require('tsyringe'); container.register('bucket', { useValue: 'b' }); console.log(JSON.stringify(registry.resolve('bucket')));`;
      expect(await printedBy(source, { kind: 'commonjs' })).to.equal('b');
    }
  });

  it('loads lru-cache, and nothing else, with the entry of keyed clients, required or imported', async () => {
    const packages = await printedBy(`require('warmscope/keyed'); ${LOADED} console.log(JSON.stringify(packages));`, { kind: 'commonjs' });
    expect(packages).to.deep.equal(['lru-cache', 'own']);
    const printed =
      await printedBy(`const { keyedSingleton } = await import('warmscope/keyed'); const { registry } = await import('warmscope');
      const pool = keyedSingleton((id) => ({ id }), { max: 1, name: 'pool' }); pool(1); pool(2);
      console.log(JSON.stringify(registry.stats().singletons.map(({ name, builds, size }) => [name, builds, size])));`);
    expect(printed).to.deep.equal([['pool', 2, 1]]);
  });

  it('loads no framework with the entries for other hosts, required or imported, nor names one in their types', async () => {
    for (const entry of ['middy', 'web']) {
      const packages = await printedBy(`require('warmscope/${entry}'); ${LOADED} console.log(JSON.stringify(packages));`, {
        kind: 'commonjs',
      });
      expect(packages, entry).to.deep.equal(['own']);
      const names = await printedBy(`console.log(JSON.stringify(Object.keys(await import('warmscope/${entry}'))));`);
      expect(names).to.have.members(entry === 'middy' ? ['containerScope'] : ['expressScope', 'fastifyScope', 'honoScope', 'koaScope']);
      const folder = join(projectRoot, 'dist/esm', entry);
      const types = readdirSync(folder).filter((file) => file.endsWith('.d.ts'));
      const imports = types.flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/from '([^']+)'/g)]);
      const outside = imports.map(([, from = '']) => from).filter((from) => !from.startsWith('.') && !from.startsWith('node:'));
      expect(outside).to.deep.equal([]);
    }
  });

  it('loads Nest with its own entry alone, required or imported', async () => {
    const source = `require('warmscope/nest'); ${LOADED} console.log(JSON.stringify(packages));`;
    expect(await printedBy(source, { kind: 'commonjs' }))
      .to.include('@nestjs')
      .and.not.to.include('express');
    const names = await printedBy("console.log(JSON.stringify(Object.keys(await import('warmscope/nest'))));");
    expect(names).to.have.members(['WarmscopeInterceptor', 'WarmscopeModule']);
  });

  it('reads nothing of other hosts with the main entry', async () => {
    const files = (await printedBy(`require('warmscope').createHandler(() => 1); ${LOADED} console.log(JSON.stringify(files));`, {
      kind: 'commonjs',
    })) as string[];
    const own = files.map((file) => file.slice(projectRoot.length));
    expect(own.filter((file) => /open-invocation|response-body|middy|web|cjs\/nest/.test(file))).to.deep.equal([]);
  });

  it('loads nothing of node_modules with the entry for tests, required', async () => {
    const packages = await printedBy(
      `require('warmscope/testing').createTestContainer().dispose(); ${LOADED} console.log(JSON.stringify(packages));`,
      {
        kind: 'commonjs',
      },
    );
    expect(packages).to.deep.equal(['own']);
  });

  it('starts nothing that keeps the process alive, and prints nothing', async () => {
    const printed = await printedBy(`const { createHandler, containerSingleton, cached } = await import('warmscope');
      const load = cached(async () => 1, { ttl: '5m' }); containerSingleton(() => 1, { eager: true }); createHandler(() => load());
      await load(); console.log(JSON.stringify('done'));`);
    expect(printed).to.equal('done');
  });
});
