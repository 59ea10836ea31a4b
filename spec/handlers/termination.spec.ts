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
      const two = containerSingleton(() => ({}), { dispose: () => { throw new Error('stuck'); }, name: 'two' });
      createHandler(() => 1); one(); two();`);
    expect([outcome.stdout.trim(), outcome.signal]).to.deep.equal(['one', 'SIGTERM']);
    expect(outcome.stderr).to.contain('WARN_WARMSCOPE_DISPOSAL').and.to.contain('stuck');
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
