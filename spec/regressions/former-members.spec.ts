import { expect } from 'chai';
import { Cached, cacheOf, registry } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { keepInvariants } from '../support/invariants.js';
import { within } from '../support/tenants.js';

// Kind of fault: Once a named member was evaluated again, the earlier one no longer followed the defaults, and handed values out as the later one does.
describe('regression: a named member evaluated again, whose earlier instances are still called', () => {
  const clock = useFakeClock();
  keepInvariants();
  afterEach(() => registry.configure({ defaults: {} }));
  let count = 0;

  function evaluate(options: { name: string; values?: 'cloned' | 'shared'; scope?: 'container' }) {
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

  it('each follows its own option values', () => {
    const [cloned, shared] = [evaluate({ name: 'former: copies', values: 'cloned' }), evaluate({ name: 'former: copies' })];
    for (const [reports, distinct] of [
      [cloned, 3],
      [shared, 1],
    ] as const)
      expect(new Set([reports.get(1), reports.get(1), reports.get(1)]).size).to.equal(distinct);
  });

  // These concern the earlier one where defaults came to differ from its own options only after it was evaluated again.
  for (const [own, byDefault] of [
    ['shared', 'cloned'],
    ['cloned', 'shared'],
  ] as const) {
    it(`it hands out what is ${own}, although its successor changes to ${byDefault}`, () => {
      registry.configure({ defaults: { values: own } });
      const former = evaluate({ name: `former: ${own} still`, values: own });
      evaluate({ name: `former: ${own} still` });
      registry.configure({ defaults: { values: byDefault } });
      expect(new Set([1, 2, 3].map(() => former.get(1))).size).to.equal(own === 'shared' ? 1 : 3);
    });
  }

  it('its handle finds what it has stored, although its successor changes to tenant scope', () => {
    const former = evaluate({ name: 'former: handle', scope: 'container' });
    evaluate({ name: 'former: handle' });
    registry.configure({ defaults: { scope: 'tenant' } });
    const { load } = former.get(1);
    const handle = cacheOf(former, 'get');
    expect([handle.has(1), handle.delete(1), former.get(1).load === load]).to.deep.equal([true, true, false]);
  });

  it('its own entries are cleared with all the rest', () => {
    const former = evaluate({ name: 'former: cleared', values: 'shared' });
    evaluate({ name: 'former: cleared', values: 'cloned' });
    const { load } = former.get(1);
    registry.clear();
    expect([cacheOf(former, 'get').size, former.get(1).load === load]).to.deep.equal([0, false]);
  });
});
