import { expect } from 'chai';
import { cacheOf, registry } from '../../src/index.js';
import { anyCached } from '../decorators/any-decorator.js';
import { playAlike } from '../decorators/histories.js';
import { SELVES } from '../decorators/twin.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

// Kind of fault: `applyDefaults` read `isPerClass` before it was updated, so hits were looked up under the wrong owner.
describe('regression: who owns the entries of a per-class method, on the fast path', () => {
  collectReports();
  keepInvariants();
  afterEach(() => registry.configure({ defaults: {} }));

  it("does not serve an instance's own entry once the default is per class", () => {
    let loads = 0;
    class Reports {
      @anyCached()
      load(_id: number): number {
        return ++loads;
      }
    }
    const [one, other] = [new Reports(), new Reports()];
    expect(one.load(1)).to.equal(1);
    registry.configure({ defaults: { per: 'class' } });
    expect(other.load(1)).to.equal(2);
    expect(one.load(1), 'the entry of the class').to.equal(2);
    expect(cacheOf(one, 'load').peek(1), 'what peek reads').to.equal(2);
  });

  it("does not serve the instances' entries to the prototype itself", () => {
    class Reports {
      readonly unit: string = 'instance';
      @anyCached({ per: 'class' })
      load(_id: number): string | undefined {
        return this.unit;
      }
    }
    expect(new Reports().load(1)).to.equal('instance');
    expect(Reports.prototype.load(1)).to.equal(undefined);
  });

  for (const length of [0, 1, 2, 3]) {
    it(`of ${length} parameters, the fast path does what the slow path does, whatever is configured meanwhile`, async () => {
      const options = [{}, { per: 'class' }, { per: 'instance' }, { per: 'class', ttl: 10 }, { per: 'class', max: 2 }] as const;
      const defaults = [{}, { per: 'class' }, { ttl: 10 }] as const;
      const hits = await playAlike({ form: 'instance', length, selves: [...SELVES.keys()], options, defaults }, 150);
      expect(hits, 'hits were met').to.be.greaterThan(15);
    }).timeout(20_000);
  }
});
