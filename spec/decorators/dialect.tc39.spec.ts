import { expect } from 'chai';
import { Cached, ContainerSingleton, cacheOf, Invalidates } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';
import { anyCached, anySingleton, thrownBy } from './any-decorator.js';

describe('TC39 members that the legacy dialect does not have', () => {
  keepInvariants();

  it('are cached, singletons and invalidating when they are #private', () => {
    class Reports {
      loads = 0;
      static built = 0;
      read(id: number): number {
        return this.#load(id) + this.#scale;
      }
      save(): void {
        this.#drop();
      }
      client(): object {
        return this.#client;
      }
      @Cached()
      #load(id: number): number {
        this.loads++;
        return id * 10;
      }
      @Cached()
      get #scale(): number {
        this.loads++;
        return 1;
      }
      @Invalidates('#load')
      #drop(): void {}
      @ContainerSingleton()
      get #client(): object {
        Reports.built++;
        return {};
      }
    }
    const reports = new Reports();
    expect([reports.read(1), reports.read(1), reports.read(2)]).to.deep.equal([11, 11, 21]);
    expect(reports.loads).to.equal(3);
    expect(cacheOf(reports, '#load' as never).stats().name).to.equal('Reports.#load');
    reports.save();
    reports.read(1);
    expect(reports.loads).to.equal(4);
    expect(reports.client()).to.equal(new Reports().client());
    expect(Reports.built).to.equal(1);
  });

  it('are cached when they are static and #private', () => {
    class Reports {
      readonly id = 1;
      static loads = 0;
      static read(): number {
        return Reports.#load();
      }
      @Cached()
      static #load(): number {
        return ++Reports.loads;
      }
    }
    expect([Reports.read(), Reports.read()]).to.deep.equal([1, 1]);
  });

  it('are refused when they are accessors', () => {
    for (const decorator of [anyCached(), anySingleton()]) {
      const error = thrownBy(() => {
        class Reports {
          @decorator
          accessor report = 1;
        }
        return Reports;
      });
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
      expect(error.message).to.contain('accessor report');
    }
  });
});
