import { expect } from 'chai';
import { errorLifetimeOf, lifetimeOf, ttlOf } from '../../src/cache/lifetimes.js';
import { type MemberPlan, PLAINEST } from '../../src/cache/member-plan.js';
import { CircularLoadError, type WarmscopeWarning } from '../../src/errors.js';

type PlanOptions = { readonly [Option in keyof MemberPlan]?: unknown };

const planOf = (options: PlanOptions): MemberPlan => ({ ...PLAINEST, label: 'Rig.load', ...options }) as MemberPlan;

function ask(options: PlanOptions, value: unknown = 'value', args: unknown[] = ['a', 1]) {
  const warnings: WarmscopeWarning[] = [];
  return { lifetime: lifetimeOf(planOf(options), value, args, (warning) => warnings.push(warning)), warnings };
}

describe('cache/lifetimes', () => {
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
    const answer = ask({ ttl, store: (...given: unknown[]) => seen.push(JSON.stringify(given)) < 0 });
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
    expect(ttlOf(planOf({ ttl: () => '2s', store }), 1, [], () => undefined)).to.equal(2_000);
  });

  it('does not store, and warns, when store gives a promise', () => {
    const { lifetime, warnings } = ask({ store: () => Promise.reject(new Error('no answer')) });
    expect(lifetime).to.equal(0);
    expect(warnings.map(({ message }) => message)).to.deep.equal([
      'The option "store" of Rig.load gave a promise, so the value was not stored; it must give true or false.',
    ]);
  });

  function askOfError(errorTtl: unknown, error: unknown = new Error('down')) {
    const warnings: WarmscopeWarning[] = [];
    return { lifetime: errorLifetimeOf(planOf({ errorTtl }), error, ['a', 1], (warning) => warnings.push(warning)), warnings };
  }

  it('keeps no failure unless errorTtl says so', () => {
    expect(askOfError(undefined)).to.deep.equal({ lifetime: 0, warnings: [] });
    expect(askOfError(250)).to.deep.equal({ lifetime: 250, warnings: [] });
  });

  it('asks an errorTtl function with the error and the arguments', () => {
    const seen: unknown[] = [];
    expect(askOfError((...given: unknown[]) => seen.push(...given), 'thrown').lifetime).to.equal(3);
    expect(seen).to.deep.equal(['thrown', 'a', 1]);
  });

  for (const [given, lifetime] of durations) {
    it(`takes ${String(given)} from an errorTtl function as ${lifetime} ms, without a warning`, () => {
      expect(askOfError(() => given)).to.deep.equal({ lifetime, warnings: [] });
    });
  }

  it('does not keep a failure, and warns, when errorTtl gives no duration or throws', () => {
    const { lifetime, warnings } = askOfError(() => 'soon');
    expect(lifetime).to.equal(0);
    expect(warnings[0]?.message).to.contain('"errorTtl" of Rig.load gave no duration').and.contain("'250ms'");
    const thrown = new Error('no such thing');
    const failing = askOfError(() => {
      throw thrown;
    });
    expect(failing.lifetime).to.equal(0);
    expect(failing.warnings[0]).to.include({ code: 'WARN_WARMSCOPE_OPTION', cause: thrown });
  });

  it('keeps no refusal of our own', () => {
    expect(askOfError(1_000, new CircularLoadError('a circle')).lifetime).to.equal(0);
    expect(askOfError(1_000, Object.assign(new Error(), { code: 'ERR_WARMSCOPE_LOAD_TIMEOUT' })).lifetime).to.equal(1_000);
    for (const error of [null, undefined, 'text', Object.create(null)]) expect(askOfError(5, error).lifetime).to.equal(5);
  });
});
