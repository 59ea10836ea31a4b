import { expect } from 'chai';
import { Cached, registry } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { keepInvariants } from '../support/invariants.js';
import { within } from '../support/tenants.js';

// Once a named member was evaluated again, the earlier one was told no more of defaults, and took over how the later one hands values out.
describe('regression: a named member evaluated again, whose earlier instances are still called', () => {
  const clock = useFakeClock();
  keepInvariants();
  afterEach(() => registry.configure({ defaults: {} }));
  let count = 0;

  function evaluate(options: { name: string; values?: 'cloned' }) {
    class Reports {
      @Cached(options)
      get(id: number): { id: number; load: number } {
        return { id, load: ++count };
      }
    }
    return new Reports();
  }

  it('all of them follow the defaults from their next call', () => {
    const all = [0, 1, 2].map(() => evaluate({ name: 'former: defaults' }));
    registry.configure({ defaults: { ttl: 10 } });
    const read = () => all.map((reports) => reports.get(1));
    const first = read();
    expect(read()).to.deep.equal(first);
    clock.advance(10);
    const second = read();
    for (const [index, report] of second.entries()) expect(report.load).not.to.equal(first[index]?.load);
  });

  it('none shares across tenants when the default scope is the tenant', async () => {
    const all = [0, 1].map(() => evaluate({ name: 'former: tenants' }));
    registry.configure({ defaults: { scope: 'tenant' } });
    const loads = new Set<number>();
    for (const tenant of ['a', 'b']) for (const reports of all) loads.add((await within(tenant, () => reports.get(1))).load);
    expect(loads.size).to.equal(4);
  });

  it('each hands values out in its own way', () => {
    const [cloned, shared] = [evaluate({ name: 'former: copies', values: 'cloned' }), evaluate({ name: 'former: copies' })];
    for (const [reports, distinct] of [
      [cloned, 3],
      [shared, 1],
    ] as const)
      expect(new Set([reports.get(1), reports.get(1), reports.get(1)]).size).to.equal(distinct);
  });
});
