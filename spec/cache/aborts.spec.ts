import { expect } from 'chai';
import { abortOf, abortReasonsIn } from '../../src/cache/aborts.js';

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
    expect(aborts.map((error) => abortOf(error, []))).to.deep.equal(aborts.map(() => 'abort'));
    const failures = [new Error('AbortError'), 'AbortError', 'TimeoutError', undefined, null, revoked()];
    for (const reasons of [[], [undefined]])
      expect(failures.map((error) => abortOf(error, reasons))).to.deep.equal(failures.map(() => undefined));
  });

  it('tells the end of a caller’s time from that of a service which hangs, where a signal tells it', () => {
    const named = Object.assign(new Error(), { name: 'TimeoutError' });
    expect([abortOf(named, []), abortOf(named, [undefined])]).to.deep.equal(['timeout', 'abort']);
  });

  it('takes the reason of an aborted signal for an abort, whatever it is', () => {
    for (const reason of ['mine', 0, null, Number.NaN, new Error('x'), { code: 1 }]) {
      expect([abortOf(reason, [1, reason]), abortOf(reason, [1])]).to.deep.equal(['abort', undefined]);
    }
  });

  const places: Record<string, unknown> = {
    'itself': signal,
    'in an object': { signal },
    'under another name': { retries: 3, abortSignal: signal },
    'in an array': [1, signal],
    'in a Map': new Map([['signal', signal]]),
    'in a Set': new Set([signal]),
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
    expect(abortReasonsIn([...args, revoked(), Buffer.alloc(8), new Map([['options', { signal }]]), () => signal])).to.deep.equal([]);
  });

  it('looks at a bounded part of what is large', () => {
    const large = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`key ${index}`, index]));
    expect(
      abortReasonsIn([{ ...large, last: signal }, [...Object.values(large), signal], new Set([...Object.values(large), signal])]),
    ).to.deep.equal([]);
  });
});
