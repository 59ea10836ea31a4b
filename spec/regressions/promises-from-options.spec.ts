import { expect } from 'chai';
import { type CachedOptions, cached } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

// Kind of fault: In plain JavaScript, options can be async functions. Nobody else sees their promises: a rejection must not end the process.
describe('regression: options that give promises', () => {
  collectReports();
  keepInvariants();

  for (const option of ['key', 'ttl', 'store', 'when'] as const) {
    it(`${option}: a rejection never gets to unhandledRejection`, async () => {
      const options = { [option]: async () => Promise.reject(new Error(`rejected by ${option}`)) } as unknown as CachedOptions;
      const f = cached(async () => 'value', options);
      for (let call = 0; call < 2; call++) {
        const outcome = await f().catch(({ code }: { code?: string }) => code);
        expect(outcome).to.equal(option === 'key' ? 'ERR_WARMSCOPE_CACHE_KEY' : 'value');
      }
    });
  }

  it('key: nor does a rejection inside a list', async () => {
    const key = () => ['a', [Promise.reject(new Error('rejected within'))]];
    const f = cached(async () => 'value', { key } as unknown as CachedOptions);
    expect(await f().catch(({ code }: { code?: string }) => code)).to.equal('ERR_WARMSCOPE_CACHE_KEY');
  });
});
