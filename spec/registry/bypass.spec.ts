import { expect } from 'chai';
import { Cached, cached, cacheOf, containerSingleton, Invalidates, registry, runInvocation } from '../../src/index.js';
import { type Form, PolicyRig } from '../cache/policy-rig.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { printedBy } from '../packaging/project.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

const FORMS: readonly Form[] = ['async', 'plain', 'sync'];

class Reports {
  loads = 0;
  keys = 0;

  @Cached({
    key(this: Reports, user: string) {
      this.keys++;
      return user;
    },
    when(this: Reports) {
      this.keys++;
      return true;
    },
  })
  keyed(_user: string): number {
    return ++this.loads;
  }
  @Cached({ per: 'class' })
  shared(_one: number, _two: number, _three: number): number {
    return ++this.loads;
  }
  @Cached({ keys: 'hashed' })
  hashed(_user: string): number {
    return ++this.loads;
  }
  @Cached()
  get value(): number {
    return ++this.loads;
  }
  @Cached({ scope: 'tenant' })
  async tenant(_user: string): Promise<number> {
    return ++this.loads;
  }
  @Invalidates('keyed')
  change(): void {}
}

describe('registry.configure({ bypass })', () => {
  const clock = useFakeClock();
  keepInvariants();
  const reported = collectReports();
  const variable = process.env.WARMSCOPE_BYPASS;
  afterEach(() => {
    if (variable === undefined) delete process.env.WARMSCOPE_BYPASS;
    else process.env.WARMSCOPE_BYPASS = variable;
    registry.configure({ bypass: undefined, defaults: {} });
  });

  for (const form of FORMS) {
    it(`sends every call past the cache, counts it so, and serves what is kept afterwards: ${form}`, async () => {
      const rig = new PolicyRig(form, { ttl: 100 });
      await rig.load('kept');
      registry.configure({ bypass: true });
      expect([await rig.load(1), await rig.load(2)]).to.deep.equal([1, 2]);
      rig.answer = { error: new Error('down') };
      expect([await rig.outcome(), await rig.outcome()]).to.deep.equal(['error: down', 'error: down']);
      expect(rig.stats).to.include({ bypasses: 4, hits: 0, misses: 1, loads: 1, loadErrors: 0, size: 1 });
      registry.configure({ bypass: false });
      expect(await rig.load('other')).to.equal('kept');
      clock.advance(100);
      expect(await rig.load('other'), 'its ttl went on').to.equal('other');
    });

    it(`leaves cacheOf alone: ${form}`, async () => {
      const rig = new PolicyRig(form, { ttl: 100 });
      await rig.load('first', 'other');
      registry.configure({ bypass: true });
      rig.handle.set(['key'], 'set');
      expect([rig.handle.peek('key'), rig.handle.has('key'), rig.handle.expiresAt('key')]).to.deep.equal(['set', true, clock.time + 100]);
      rig.answer = { value: 'refreshed' };
      expect(await rig.handle.refresh('key')).to.equal('refreshed');
      expect(await rig.load('past it')).to.equal('past it');
      expect([rig.handle.peek('key'), rig.handle.delete('key'), rig.handle.size]).to.deep.equal(['refreshed', true, 1]);
      registry.configure({ bypass: false });
      expect(await rig.load('new')).to.equal('new');
    });
  }

  it('holds for members of every kind: no key is built, no other option asked, no scope needed', async () => {
    const reports = new Reports();
    registry.configure({ bypass: true });
    for (let round = 0; round < 2; round++) {
      reports.keyed('u');
      reports.shared(1, 2, 3);
      reports.hashed('u');
      reports.value;
      await reports.tenant('u');
      await runInvocation({ tenantId: 't' }, () => reports.tenant('u'));
    }
    expect([reports.loads, reports.keys, await reported.codes()]).to.deep.equal([12, 0, []]);
    const names = ['keyed', 'shared', 'hashed', 'value', 'tenant'] as const;
    expect(names.map((name) => cacheOf(reports, name).stats().bypasses)).to.deep.equal([2, 2, 2, 2, 4]);
  });

  it('a call is not joined, and a load under way is stored for later', async () => {
    const gates = [deferred<string>(), deferred<string>(), deferred<string>()];
    let loads = 0;
    const load = cached(async (_key: string) => (gates[loads++] as (typeof gates)[0]).promise);
    const first = load('a');
    registry.configure({ bypass: true });
    const [second, third] = [load('a'), load('a')];
    for (const [index, gate] of gates.entries()) gate.resolve(`load ${index}`);
    expect(await Promise.all([first, second, third])).to.deep.equal(['load 0', 'load 1', 'load 2']);
    registry.configure({ bypass: false });
    expect([await load('a'), loads]).to.deep.equal(['load 0', 3]);
  });

  it('keeps the time limits of callers, and invalidations', async () => {
    const slow = cached(async (): Promise<string> => deferred<string>().promise, { timeout: 50 });
    const reports = new Reports();
    reports.keyed('u');
    registry.configure({ bypass: true });
    const call = errorOf(() => slow());
    await nextTurn();
    clock.advance(50);
    expect(await call).to.have.property('code', 'ERR_WARMSCOPE_LOAD_TIMEOUT');
    reports.change();
    registry.configure({ bypass: false });
    expect([reports.keyed('u'), reports.loads]).to.deep.equal([2, 2]);
  });

  it('concerns no clients', () => {
    let built = 0;
    const client = containerSingleton(() => ({ number: ++built }));
    registry.configure({ bypass: true });
    expect([client().number, client().number]).to.deep.equal([1, 1]);
  });

  it('reaches members decorated later, stays when other options are configured, and beats the variable', () => {
    const called = (): number => {
      let loads = 0;
      const load = cached(() => ++loads);
      load();
      return load();
    };
    registry.configure({ bypass: true });
    registry.configure({ defaults: { max: 5 } });
    expect(called()).to.equal(2);
    process.env.WARMSCOPE_BYPASS = '1';
    registry.configure({ bypass: false });
    expect(called()).to.equal(1);
    registry.configure({ bypass: undefined });
    expect(called(), 'left to the variable').to.equal(2);
    for (const [value, loads] of [
      ['', 1],
      ['0', 1],
      ['false', 1],
      ['true', 2],
      ['1', 2],
    ] as const) {
      // biome-ignore format: one line
      process.env.WARMSCOPE_BYPASS = value;
      expect(called(), `'${value}'`).to.equal(loads);
    }
    delete process.env.WARMSCOPE_BYPASS;
    expect(called()).to.equal(1);
  });

  it('works by the variable alone, from the first call on', async () => {
    const program = `
      import { cached, cacheOf, registry } from 'warmscope';
      let loads = 0;
      const load = cached((key) => ++loads + key);
      const seen = [load('a'), load('a'), cacheOf(load).stats().bypasses];
      registry.configure({ bypass: false });
      console.log(JSON.stringify([...seen, load('a'), load('a')]));`;
    const before = process.env.WARMSCOPE_BYPASS;
    process.env.WARMSCOPE_BYPASS = '1';
    try {
      expect(await printedBy(program)).to.deep.equal(['1a', '2a', 2, '3a', '3a']);
    } finally {
      if (before === undefined) delete process.env.WARMSCOPE_BYPASS;
    }
  });

  for (const value of [1, 0, '1', 'true', null, () => true]) {
    it(`refuses ${String(value)}, and changes nothing`, () => {
      const error = thrownBy(() => registry.configure({ bypass: value, defaults: { max: 2 } } as never));
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error.message).to.contain('"bypass" of registry.configure').and.to.contain('valid is true or false');
      expect(cacheOf(cached(() => 1)).stats().max).to.equal(1_000);
    });
  }

  it('is not switched where another option is refused', () => {
    let loads = 0;
    const load = cached(() => ++loads);
    expect(() => registry.configure({ bypass: true, defaults: { max: 0 } })).to.throw('"max"');
    expect(() => registry.configure({ bypass: true, clock: { now: () => Number.NaN } })).to.throw('"clock"');
    expect(() => registry.configure({ bypass: true, thaw: { gap: 'soon' as never } })).to.throw('"gap"');
    load();
    expect(load()).to.equal(1);
  });
});
