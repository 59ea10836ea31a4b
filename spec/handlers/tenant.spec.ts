import { expect } from 'chai';
import { createHandler, currentInvocation } from '../../src/index.js';
import { collectReports } from '../support/warnings.js';

describe('the tenant of a handler', () => {
  const reports = collectReports();
  const seen = (): unknown => currentInvocation()?.tenantId;
  const context = { tenantId: 'from context' };

  it("is the context's, unless the handler has a function for it", async () => {
    const event = { customer: 'from event' };
    expect(await createHandler((_event: object, _context: object) => seen())(event, context)).to.equal('from context');
    const own = createHandler((_event: { customer: string }, _context: object) => seen(), { tenant: ({ customer }) => customer });
    expect(await own(event, context)).to.equal('from event');
    const both = createHandler((_event: object, _context: typeof context) => seen(), { tenant: (_event, { tenantId }) => `${tenantId}!` });
    expect(await both(event, context)).to.equal('from context!');
    expect(await reports.codes()).to.deep.equal([]);
  });

  it('is none if the function returns none, whatever the context says', async () => {
    for (const nobody of [undefined, null, '']) {
      expect(await createHandler(seen, { tenant: () => nobody })({}, context)).to.equal(undefined);
    }
    expect(await reports.codes()).to.deep.equal([]);
  });

  it('is none if the function throws or returns no string; the invocation goes on, and one warning says so', async () => {
    const failure = new Error('no claims in secret-token');
    for (const [tenant, part] of [
      [
        () => {
          throw failure;
        },
        'threw',
      ],
      [async () => 't', 'a promise'],
      [() => Promise.reject(failure), 'a promise'],
      [() => 5, 'type number'],
      [() => ({ id: 'secret' }), 'type object'],
    ] as const) {
      // biome-ignore format: a table
      const before = (await reports.warnings()).length;
      const handler = createHandler(seen, { tenant: tenant as never });
      expect([await handler({}, context), await handler({}, context)]).to.deep.equal([undefined, undefined]);
      const [warning, ...others] = (await reports.warnings()).slice(before);
      expect(others).to.deep.equal([]);
      expect(warning).to.include({ code: 'WARN_WARMSCOPE_TENANT', name: 'TenantWarning' });
      expect(warning?.message).to.contain(part).and.not.to.contain('secret');
      if (part === 'threw') expect(warning?.cause).to.equal(failure);
    }
  });
});
