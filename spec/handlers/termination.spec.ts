import { expect } from 'chai';
import { runSource } from '../packaging/project.js';

/** Runs a program that makes a client and a handler, and sends itself a SIGTERM. */
function terminated(program: string) {
  return runSource(`
    import { containerSingleton, createHandler, registry } from 'warmscope';
    const say = (text) => process.stdout.write(text + ' ');
    const later = () => new Promise((done) => setImmediate(done));
    ${program}
    setInterval(() => undefined, 1000);
    process.kill(process.pid, 'SIGTERM');`);
}

describe('SIGTERM', () => {
  it('disposes the singletons, the last created first, then ends the process as the signal does', async () => {
    const outcome = await terminated(`
      const one = containerSingleton(() => ({}), { dispose: async () => { await later(); say('one'); } });
      const two = containerSingleton(() => ({}), { dispose: async () => { await later(); say('two'); } });
      const handler = createHandler(() => { one(); two(); });
      await handler(); createHandler(() => 1);`);
    expect(outcome.stdout.trim()).to.equal('two one');
    expect([outcome.signal, outcome.code]).to.deep.equal(['SIGTERM', null]);
    expect(outcome.stderr).to.equal('');
  });

  it('disposes keyed clients, dependents first', async () => {
    const outcome = await terminated(`
      const { keyedSingleton } = await import('warmscope/keyed');
      const pool = keyedSingleton((key) => ({ key }), { max: 2, dispose: async ({ key }) => { await later(); say('pool ' + key); } });
      const orders = keyedSingleton((key) => ({ key, pool: pool(key) }), { max: 2, dispose: async ({ key }) => { await later(); say('orders ' + key); } });
      const handler = createHandler(() => { orders('a'); orders('b'); });
      await handler();`);
    expect(outcome.stdout.trim()).to.equal('orders b pool b orders a pool a');
    expect([outcome.signal, outcome.stderr]).to.deep.equal(['SIGTERM', '']);
  });

  it('goes on after a disposal that fails, and reports it', async () => {
    const outcome = await terminated(`
      const one = containerSingleton(() => ({}), { dispose: () => say('one') });
      const two = containerSingleton(() => ({}), { dispose: () => { throw new RangeError('stuck'); }, name: 'two' });
      createHandler(() => 1); one(); two();`);
    expect([outcome.stdout.trim(), outcome.signal]).to.deep.equal(['one', 'SIGTERM']);
    expect(outcome.stderr).to.contain('WARN_WARMSCOPE_DISPOSAL').and.to.contain('RangeError').and.not.contain('stuck');
  });

  it("leaves the end of the process to the user's own listener", async () => {
    const outcome = await terminated(`
      let isDisposed = false;
      const one = containerSingleton(() => ({}), { dispose: async () => { await later(); say('one'); isDisposed = true; } });
      createHandler(() => 1); one();
      const turnsAfter = (turns) => setImmediate(() => {
        if (turns > 0) return turnsAfter(isDisposed ? turns - 1 : turns);
        say('mine'); process.exit(3);
      });
      process.on('SIGTERM', () => turnsAfter(20));`);
    expect([outcome.stdout.trim(), outcome.code]).to.deep.equal(['one mine', 3]);
  });

  it('is not listened to before there is a handler', async () => {
    const outcome = await terminated(`
      const one = containerSingleton(() => ({}), { dispose: () => say('one') }); one();
      say(process.listenerCount('SIGTERM'));`);
    expect([outcome.stdout.trim(), outcome.signal]).to.deep.equal(['0', 'SIGTERM']);
  });

  it("lets a user's listener that disposes and exits wait for the disposals under way", async () => {
    const outcome = await terminated(`
      const one = containerSingleton(() => ({}), { dispose: async () => { await later(); await later(); say('one'); } });
      createHandler(() => 1); one();
      process.on('SIGTERM', async () => { await registry.dispose(); process.exit(0); });`);
    expect([outcome.stdout.trim(), outcome.code]).to.deep.equal(['one', 0]);
  });
});

/** Runs a server's program that is sent a signal when it says so. */
function stopped(program: string) {
  return runSource(`
    import { containerSingleton, createHandler, currentInvocation, disposeOnTermination, registry, runInvocation } from 'warmscope';
    const say = (text) => process.stdout.write(text + ' ');
    const turns = async (count) => { for (; count > 0; count--) await new Promise((done) => setImmediate(done)); };
    const client = containerSingleton(() => ({}), { dispose: async () => { await turns(2); say('disposed'); } });
    setInterval(() => undefined, 1000);
    const send = (signal) => process.kill(process.pid, signal);
    ${program}`);
}

describe('registry.disposeOnTermination', () => {
  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)
    it(`at ${signal} lets running invocations end, disposes, and ends the process with ${code}`, async () => {
      const outcome = await stopped(`
        registry.disposeOnTermination();
        client();
        void runInvocation({}, async () => { send('${signal}'); await turns(50); client(); say('answered'); });`);
      expect([outcome.stdout.trim(), outcome.code, outcome.stderr]).to.deep.equal(['answered disposed', code, '']);
    });

  it('waits for background work of requests whose response is out', async () => {
    const outcome = await stopped(`
      const { honoScope } = await import('warmscope/web');
      const { cached } = await import('warmscope');
      let now = Date.now();
      registry.configure({ clock: { now: () => now } });
      let loads = 0;
      const load = cached(async () => { if (++loads > 1) { await turns(30); say('refreshed'); } return loads; }, { ttl: 10, staleWhileRevalidate: 100 });
      registry.disposeOnTermination();
      client();
      const c = { req: { raw: {} }, env: {}, res: new Response(null) };
      await honoScope()(c, async () => { await load(); now += 20; await load(); });
      say('answered');
      send('SIGTERM');`);
    expect([outcome.stdout.trim(), outcome.code, outcome.stderr]).to.deep.equal(['answered refreshed disposed', 143, '']);
  });

  it('waits no longer than grace allows', async () => {
    const outcome = await stopped(`
      registry.disposeOnTermination({ grace: 30 });
      client();
      void runInvocation({}, () => new Promise(() => undefined));
      send('SIGTERM');`);
    expect([outcome.stdout.trim(), outcome.code]).to.deep.equal(['disposed', 143]);
  });

  for (const listen of ['on', 'once'])
    it(`leaves the end of the process to a listener of the host, added with ${listen}`, async () => {
      const outcome = await stopped(`
        process.${listen}('SIGTERM', () => say('host'));
        registry.disposeOnTermination();
        client();
        send('SIGTERM');
        await turns(60);
        process.exit(7);`);
      expect([outcome.stdout.trim(), outcome.code]).to.deep.equal(['host disposed', 7]);
    });

  it('takes the place of what createHandler does, and the last call counts', async () => {
    for (const order of [
      'createHandler(() => 1); registry.disposeOnTermination()',
      'disposeOnTermination({ grace: 1 }); createHandler(() => 1); registry.disposeOnTermination()',
      'registry.disposeOnTermination({ grace: 1 }); createHandler(() => 1); disposeOnTermination()',
    ]) {
      const outcome = await stopped(`
        ${order};
        client();
        void runInvocation({}, async () => { send('SIGTERM'); await turns(20); say(process.listenerCount('SIGTERM') + ' answered'); });`);
      expect([outcome.stdout.trim(), outcome.code]).to.deep.equal(['0 answered disposed', 143]);
    }
  });

  it('stops listening when told to, and ends the process all the same where a disposal fails', async () => {
    const outcome = await stopped(`
      registry.disposeOnTermination()();
      say(process.listenerCount('SIGTERM') + process.listenerCount('SIGINT'));
      containerSingleton(() => ({}), { dispose: () => { throw new RangeError('stuck'); } })();
      registry.disposeOnTermination();
      send('SIGINT');`);
    expect([outcome.stdout.trim(), outcome.code]).to.deep.equal(['0', 130]);
    expect(outcome.stderr).to.contain('RangeError');
  });

  it('refuses what is no grace', async () => {
    const outcome = await stopped(`
      for (const options of [{ grace: 'soon' }, { grace: -1 }, { timeout: 5 }])
        try { registry.disposeOnTermination(options); } catch ({ code }) { say(code); }
      say(process.listenerCount('SIGTERM'));
      process.exit(0);`);
    expect(outcome.stdout.trim()).to.equal(`${Array(3).fill('ERR_WARMSCOPE_INVALID_OPTION').join(' ')} 0`);
  });
});
