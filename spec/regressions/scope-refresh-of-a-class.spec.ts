import { expect } from 'chai';
import { Cached, cacheOf } from '../../src/index.js';
import { within } from '../support/tenants.js';

// Kind of fault: A handle on a class loads with the last instance that loaded: it must not be one that belongs to another tenant.
describe('regression: refresh on a class whose entries are per tenant', () => {
  class Report {
    constructor(readonly secret = 'nobody') {}
    @Cached({ per: 'class', scope: 'tenant' }) read(): string {
      return `secret of ${this.secret}`;
    }
  }
  class Draft {
    constructor(readonly secret = 'nobody') {}
    @Cached({ per: 'class', scope: 'invocation' }) read(): string {
      return `draft of ${this.secret}`;
    }
  }

  it('never loads with the instance of another tenant', async () => {
    const refresh = () => cacheOf(Report, 'read').refresh();
    await within('a', () => new Report('a').read());
    expect(await within('b', refresh)).to.equal('secret of undefined');
    expect(await within('a', refresh)).to.equal('secret of a');
    expect(refresh()).to.equal('secret of undefined');
  });

  it('nor of another invocation', async () => {
    const refresh = () => cacheOf(Draft, 'read').refresh();
    const seen = await within('a', async () => {
      new Draft('a').read();
      return [await within('a', refresh), refresh()];
    });
    expect(seen).to.deep.equal(['draft of undefined', 'draft of a']);
  });
});
