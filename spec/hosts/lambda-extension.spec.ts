import { expect } from 'chai';
import { Extension } from '../../src/hosts/lambda-extension.js';
import type { ExtensionsApi, InvokeEvent } from '../../src/hosts/lambda-extensions-api.js';
import { MARGIN_MS } from '../../src/invocation/background.js';
import { FakeClock } from '../support/clock.js';
import { type Deferred, deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

/** The Extensions API as Lambda runs it: counts how often the extension asked, and answers when the spec says so. */
class FakeApi implements ExtensionsApi {
  asked = 0;
  readonly registration = deferred<string>();
  #next: Deferred<InvokeEvent> | undefined;

  register(): Promise<string> {
    return this.registration.promise;
  }

  next(identifier: string): Promise<InvokeEvent> {
    expect(identifier).to.equal('id-1');
    this.asked++;
    this.#next = deferred();
    return this.#next.promise;
  }

  async invoke(requestId: string, deadlineMs = Number.POSITIVE_INFINITY): Promise<void> {
    this.#next?.resolve({ requestId, deadlineMs });
    await nextTurn();
  }

  async break(): Promise<void> {
    this.#next?.reject(new Error('ECONNRESET'));
    await nextTurn();
  }
}

describe('invocation/extension', () => {
  collectReports();
  const clock = new FakeClock();
  let api = new FakeApi();
  let extension = new Extension(clock);
  beforeEach(() => {
    api = new FakeApi();
    extension = new Extension(clock);
  });
  const LAMBDA = { AWS_LAMBDA_RUNTIME_API: 'host:1' };
  const start = async (): Promise<void> => {
    extension.start(LAMBDA, (host) => {
      expect(host).to.equal('host:1');
      return api;
    });
    api.registration.resolve('id-1');
    await extension.registered;
    await nextTurn();
  };
  /** How often it asked for the next event so far: each time, the container may freeze. */
  const asked = async (): Promise<number> => {
    await nextTurn();
    return api.asked;
  };

  it('asks for the first event once it is registered, and holds nothing before', async () => {
    extension.start(LAMBDA, () => api);
    extension.begin('r-1');
    expect([extension.holds('r-1'), await asked()]).to.deep.equal([false, 0]);
    extension.end('r-1');
    api.registration.resolve('id-1');
    await extension.registered;
    expect(await asked()).to.equal(1);
  });

  it('registers once', async () => {
    await start();
    extension.start(LAMBDA, () => expect.fail('again'));
    expect(await asked()).to.equal(1);
  });

  it('holds a request until its handler and background work are done: the event first', async () => {
    await start();
    await api.invoke('r-1');
    extension.begin('r-1');
    expect([extension.holds('r-1'), await asked()]).to.deep.equal([true, 1]);
    extension.end('r-1');
    expect(await asked()).to.equal(2);
    expect(clock.timers).to.equal(0);
  });

  it('the same with the handler first', async () => {
    await start();
    extension.begin('r-1');
    expect(extension.holds('r-1')).to.equal(true);
    await api.invoke('r-1');
    expect(await asked()).to.equal(1);
    extension.end('r-1');
    expect(await asked()).to.equal(2);
  });

  it('the same with a handler that is done before the event comes, also when a request comes again', async () => {
    await start();
    for (const round of [1, 2, 3]) {
      extension.begin('r-1');
      expect(extension.holds('r-1')).to.equal(true);
      extension.end('r-1');
      expect(await asked(), 'before the event').to.equal(round);
      await api.invoke('r-1');
      expect(await asked()).to.equal(round + 1);
    }
    await api.invoke('r-1');
    expect(await asked(), 'held again').to.equal(4);
  });

  it('does not hold what no handler of ours sees; one that comes too late drains', async () => {
    await start();
    await api.invoke('r-1');
    clock.advance(499);
    expect(await asked()).to.equal(1);
    clock.advance(1);
    expect(await asked()).to.equal(2);
    extension.begin('r-1');
    expect(extension.holds('r-1')).to.equal(false);
    extension.end('r-1');
    await api.invoke('r-2');
    extension.begin('r-2');
    clock.advance(10_000);
    expect([extension.holds('r-2'), await asked()]).to.deep.equal([true, 2]);
    extension.end('r-2');
    expect(await asked()).to.equal(3);
  });

  it('lets go of a request a margin before its deadline', async () => {
    await start();
    extension.begin('r-1');
    await api.invoke('r-1', clock.time + 5_000);
    clock.advance(5_000 - MARGIN_MS - 1);
    expect([extension.holds('r-1'), await asked()]).to.deep.equal([true, 1]);
    clock.advance(1);
    expect([await asked(), extension.holds('r-1')]).to.deep.equal([2, false]);
    extension.end('r-1');
    await api.invoke('r-1');
    expect(await asked(), 'the retry is held').to.equal(2);
  });

  it('holds nothing where registration is refused, or there is no API', async () => {
    extension.start(LAMBDA, () => api);
    api.registration.reject(new Error('403'));
    await extension.registered;
    extension.begin('r-1');
    expect([extension.holds('r-1'), await asked()]).to.deep.equal([false, 0]);
    for (const environment of [{}, { AWS_LAMBDA_RUNTIME_API: '' }]) {
      const other = new Extension(clock);
      other.start(environment, () => expect.fail('connected'));
      await other.registered;
      other.begin('r-1');
      expect(other.holds('r-1')).to.equal(false);
    }
    const throwing = new Extension(clock);
    throwing.start(LAMBDA, () => {
      throw new Error('no node:http');
    });
    await throwing.registered;
  });

  it('holds always, and registers nothing, where many invocations run at once: nothing freezes there', async () => {
    for (const environment of [{ AWS_LAMBDA_MAX_CONCURRENCY: '8' }, { AWS_LAMBDA_INITIALIZATION_TYPE: 'lambda-managed-instances' }]) {
      const managed = new Extension(clock);
      managed.start({ ...LAMBDA, ...environment }, () => expect.fail('connected'));
      await managed.registered;
      managed.begin('r-1');
      managed.end('r-1');
      expect([managed.holds('r-1'), managed.holds(undefined)]).to.deep.equal([true, true]);
    }
  });

  it('holds nothing any more once the connection broke, but keeps asking, as Lambda waits for it', async () => {
    await start();
    extension.begin('r-1');
    await api.break();
    expect(extension.holds('r-1')).to.equal(false);
    clock.advance(50);
    expect(await asked()).to.equal(2);
    await api.invoke('r-2');
    expect(await asked()).to.equal(3);
    extension.begin('r-3');
    expect(extension.holds('r-3')).to.equal(false);
    for (const _try of [1, 2, 3]) {
      await api.break();
      clock.advance(50);
      await nextTurn();
    }
    expect(await asked(), 'it gives up').to.equal(5);
  });

  it('knows nothing of calls without a request id', async () => {
    await start();
    expect([extension.holds(undefined), extension.holds('never begun')]).to.deep.equal([false, false]);
    extension.end('never begun');
    await api.invoke('r-1');
    expect(await asked()).to.equal(1);
  });
});
