import { expect } from 'chai';
import { Publisher } from '../../src/diagnostics/publisher.js';
import type { LoadMessage } from '../../src/metrics/index.js';
import { World } from '../shared/sites.js';
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
});
