import { expect } from 'chai';
import { Publisher } from '../../src/diagnostics/publisher.js';
import type { LoadMessage, SharedMessage } from '../../src/metrics/index.js';
import { type Method, type Site, World } from '../shared/sites.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { Listener } from './listener.js';

describe('diagnostics: the shared tier', () => {
  it('tells what it has done for each call, without keys and values', async () => {
    const world = new World();
    const [one, two] = [world.site(), world.site()];
    for (const { container } of [one, two]) container.observer = new Publisher(container.clock);
    const [here, there] = [one, two].map((site) => site.method(async (key: string) => `secret of ${key}`, { name: 'told by the tier' }));
    const listener = new Listener(undefined, false);
    await one.run(() => here?.('secret'));
    expect(await listener.of('told by the tier')).to.include.members(['shared miss', 'miss load', 'load call', 'store load']);
    listener.heard.length = 0;
    await two.run(() => there?.('secret'));
    const heard = await listener.of('told by the tier');
    expect(heard).to.include.members(['miss load', 'shared hit', 'store load']);
    expect(heard).to.not.include('shared miss');
    expect(JSON.stringify(listener.heard)).to.not.contain('secret');
    const loads = listener.heard.filter(([channel]) => channel === 'load').map(([, message]) => message as LoadMessage);
    expect(loads.every(({ failed }) => !failed)).to.equal(true);
    listener.stop();
  });

  it('says how long the tier took for a call, and how long one waited for another container', async () => {
    const world = new World();
    const [one, two] = [world.site(), world.site()];
    for (const { container } of [one, two]) container.observer = new Publisher(container.clock);
    const answer = deferred<string>();
    const method = (site: Site) => site.method(() => answer.promise, { name: 'timed by the tier' });
    const [here, there] = [method(one), method(two)];
    const listener = new Listener(['shared'], false);
    const messages = (): unknown[] => listener.heard.map(([, message]) => message);
    const calls = [one.run(() => here('key')), two.run(() => there('key'))];
    await nextTurn();
    await world.pass(500);
    answer.resolve('value');
    await world.pass(500);
    await Promise.all(calls);
    listener.stop();
    const of = (cause: string) => (messages() as SharedMessage[]).find((message) => message.cause === cause);
    expect(of('miss')).to.deep.equal({ member: 'timed by the tier', cause: 'miss', milliseconds: 0 });
    expect(of('wait')?.milliseconds).to.be.within(500, 1_000);
    expect(of('hit')?.milliseconds).to.equal(of('wait')?.milliseconds);
  });

  it('says that another container has invalidated an entry', async () => {
    const world = new World();
    const [one, two] = [world.site(), world.site()];
    two.container.observer = new Publisher(two.container.clock);
    const [here, there] = [one, two].map((site) => site.method(async () => 1, { name: 'dropped elsewhere' })) as [Method, Method];
    const listener = new Listener(['invalidate'], false);
    await one.run(() => here('key'));
    await two.run(() => there('key'));
    await one.run(() => here.handle.delete('key'));
    await two.run(() => there('key'));
    await listener.of('dropped elsewhere');
    expect(listener.heard.map(([, message]) => message)).to.deep.equal([{ member: 'dropped elsewhere', cause: 'shared' }]);
    listener.stop();
  });
});
