import { expect } from 'chai';
import { factsOfContext } from '../../src/hosts/lambda-context.js';
import { FakeClock } from '../support/clock.js';

describe('handlers/lambda-context', () => {
  const clock = new FakeClock(1_000);
  const nothing = { requestId: undefined, tenantId: undefined, deadline: undefined };

  it('reads what Lambda says', () => {
    class Context {
      awsRequestId = 'r-1';
      tenantId = 't';
      private readonly left = 250;
      getRemainingTimeInMillis(): number {
        return this.left;
      }
    }
    expect(factsOfContext(new Context(), clock)).to.deep.equal({ requestId: 'r-1', tenantId: 't', deadline: 1_250 });
  });

  it('knows nothing of what is no context, or says nothing of use', () => {
    for (const context of [undefined, null, 'context', 5, {}, [], () => undefined]) {
      expect(factsOfContext(context, clock)).to.deep.equal(nothing);
    }
    const odd = { awsRequestId: 5, tenantId: ['t'], getRemainingTimeInMillis: 'soon' };
    expect(factsOfContext(odd, clock)).to.deep.equal(nothing);
    expect(factsOfContext({ awsRequestId: '', tenantId: '', getRemainingTimeInMillis: () => Number.NaN }, clock)).to.deep.equal(nothing);
    expect(factsOfContext({ getRemainingTimeInMillis: () => '5' }, clock)).to.deep.equal(nothing);
  });

  it('survives contexts that throw', () => {
    const fail = (): never => {
      throw new Error('a getter');
    };
    expect(factsOfContext({ getRemainingTimeInMillis: fail }, clock)).to.deep.equal(nothing);
    expect(factsOfContext(new Proxy({}, { get: fail }), clock)).to.deep.equal(nothing);
    const context = Object.defineProperty({ awsRequestId: 'r-1' }, 'tenantId', { get: fail });
    expect(factsOfContext(context, clock)).to.deep.equal({ ...nothing, requestId: 'r-1' });
    expect(factsOfContext({ getRemainingTimeInMillis: () => 5 }, { now: fail })).to.deep.equal(nothing);
  });
});
