import { expect } from 'chai';
import { abortReasonsIn, isAbort } from '../../src/cache/aborts.js';

describe('cache/aborts', () => {
  const revoked = (): object => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  const signal = AbortSignal.abort('why');

  it('knows what aborted operations reject with, and failures that are merely called so', async () => {
    const timedOut = await new Promise<unknown>((resolve) => {
      const limit = AbortSignal.timeout(0);
      limit.addEventListener('abort', () => resolve(limit.reason));
    });
    const aborts = [
      new DOMException('x', 'AbortError'),
      AbortSignal.abort().reason,
      timedOut,
      Object.assign(new Error(), { code: 'ABORT_ERR' }),
    ];
    expect(aborts.map((error) => isAbort(error, []))).to.deep.equal([true, true, true, true]);
    const named = Object.assign(new Error(), { name: 'TimeoutError' });
    const failures = [named, new Error('AbortError'), 'AbortError', undefined, null, revoked()];
    expect(failures.map((error) => isAbort(error, []))).to.deep.equal(failures.map(() => false));
    expect(failures.map((error) => isAbort(error, [undefined]))).to.deep.equal(failures.map((error) => error === named));
  });

  it('takes the reason of an aborted signal for an abort, whatever it is', () => {
    for (const reason of ['mine', 0, null, Number.NaN, new Error('x'), { code: 1 }]) {
      expect([isAbort(reason, [1, reason]), isAbort(reason, [1])]).to.deep.equal([true, false]);
    }
  });

  const places: Record<string, unknown> = {
    'itself': signal,
    'in an object': { signal },
    'under another name': { retries: 3, abortSignal: signal },
    'in an array': [1, signal],
    'in a Request': new Request('http://host', { signal: AbortSignal.abort('why') }),
    'of a controller': Object.create({ get signal() { return signal; } }),
    'beside what cannot be read': Object.defineProperty({ signal }, 'bad', { get: () => { throw new Error('bad'); }, enumerable: true }),
  }; // biome-ignore format: a table
  for (const [place, arg] of Object.entries(places)) {
    it(`finds an aborted signal ${place}`, () => {
      expect(abortReasonsIn(['key', arg])).to.deep.include('why');
    });
  }

  it('finds none that is not aborted, lies deeper, or is none', () => {
    const args = [
      new AbortController().signal,
      { signal: new AbortController().signal },
      { options: { signal } },
      { aborted: true },
      null,
      'x',
    ];
    expect(abortReasonsIn([...args, revoked(), Buffer.alloc(8), new Map([['signal', signal]]), () => signal])).to.deep.equal([]);
  });

  it('looks at a bounded part of what is large', () => {
    const large = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`key ${index}`, index]));
    expect(abortReasonsIn([{ ...large, last: signal }, [...Object.values(large), signal]])).to.deep.equal([]);
  });
});
