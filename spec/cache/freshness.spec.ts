import { expect } from 'chai';
import { lifetimeOf, ttlOf } from '../../src/cache/freshness.js';
import type { WarmscopeWarning } from '../../src/errors.js';
import { CacheRig, type PlanOptions } from './cache-rig.js';

function ask(options: PlanOptions, value: unknown = 'value', args: unknown[] = ['a', 1]) {
  const warnings: WarmscopeWarning[] = [];
  const { plan } = new CacheRig(() => value, 3, options);
  return { lifetime: lifetimeOf(plan, value, args, (warning) => warnings.push(warning)), warnings };
}

describe('cache/freshness', () => {
  it('gives the constant ttl', () => {
    expect(ask({ ttl: 250 }).lifetime).to.equal(250);
    expect(ask({}).lifetime).to.equal(Number.POSITIVE_INFINITY);
  });

  it('asks a ttl function with the value and the arguments', () => {
    const seen: unknown[] = [];
    const ttl = (...given: unknown[]): number => seen.push(...given);
    expect(ask({ ttl }).lifetime).to.equal(3);
    expect(seen).to.deep.equal(['value', 'a', 1]);
  });

  const durations: [given: unknown, lifetime: number][] = [
    ['30s', 30_000],
    ['1.5m', 90_000],
    [0.5, 0.5],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [0, 0],
    [-0, 0],
    ['0s', 0],
    [-5, 0],
    [Number.NEGATIVE_INFINITY, 0],
  ];
  for (const [given, lifetime] of durations) {
    it(`takes ${String(given)} from a ttl function as ${lifetime} ms, without a warning`, () => {
      const answer = ask({ ttl: () => given });
      expect(answer.lifetime).to.equal(lifetime);
      expect(answer.warnings).to.deep.equal([]);
    });
  }

  for (const given of [Number.NaN, 'soon', '5 minutes', '', '-5s', undefined, null, true, 5n, {}, [], new Date(0), Promise.resolve(5)]) {
    it(`does not store, and warns, when a ttl function gives ${typeof given === 'object' ? JSON.stringify(given) : String(given)}`, () => {
      const { lifetime, warnings } = ask({ ttl: () => given });
      expect(lifetime).to.equal(0);
      expect(warnings.map(({ code }) => code)).to.deep.equal(['WARN_WARMSCOPE_OPTION']);
      expect(warnings[0]?.message).to.contain('"ttl" of Rig.load gave no duration').and.contain("'250ms'");
    });
  }

  it('asks store first, and the ttl only for what is stored', () => {
    const seen: string[] = [];
    const ttl = (): number => seen.push('ttl');
    const answer = ask({ ttl, store: (...given) => seen.push(JSON.stringify(given)) < 0 });
    expect(answer.lifetime).to.equal(0);
    expect(answer.warnings).to.deep.equal([]);
    expect(seen).to.deep.equal(['["value","a",1]']);
    expect(ask({ ttl: 9, store: () => true }).lifetime).to.equal(9);
  });

  for (const option of ['ttl', 'store'] as const) {
    it(`does not store, and warns with the cause, when ${option} throws`, () => {
      const thrown = new Error('no such thing');
      const failing = (): never => {
        throw thrown;
      };
      const { lifetime, warnings } = ask({ [option]: failing });
      expect(lifetime).to.equal(0);
      expect(warnings[0]?.code).to.equal('WARN_WARMSCOPE_OPTION');
      expect(warnings[0]?.message).to.equal(`The option "${option}" of Rig.load threw, so the value was not stored: no such thing`);
      expect(warnings[0]?.cause).to.equal(thrown);
    });
  }

  it('does not ask store for what is stored on request', () => {
    const store = (): never => {
      throw new Error('asked');
    };
    const { plan } = new CacheRig(() => 1, 3, { ttl: () => '2s', store });
    expect(ttlOf(plan, 1, [], () => undefined)).to.equal(2_000);
  });
});
