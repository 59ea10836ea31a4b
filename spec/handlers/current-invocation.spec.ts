import { expect } from 'chai';
import { currentInvocation, invocationForLogs, runInvocation } from '../../src/index.js';
import { containerRegistry } from '../support/container.js';
import { deferred } from '../support/deferred.js';

describe('currentInvocation', () => {
  let reads: string[] = [];
  const { invocations } = containerRegistry;
  const { onRead } = invocations;
  beforeEach(() => {
    reads = [];
    invocations.onRead = (read) => reads.push(read);
  });
  afterEach(() => {
    invocations.onRead = onRead;
  });

  it('is undefined outside of an invocation, which notes nothing', () => {
    expect([currentInvocation(), reads]).to.deep.equal([undefined, []]);
  });

  it('notes each read of what it gives, not the call', async () => {
    await runInvocation({ tenantId: 't' }, () => {
      const view = currentInvocation();
      expect(currentInvocation()).to.equal(view);
      expect([reads, view?.tenantId, reads]).to.deep.equal([reads, 't', ['tenant']]);
      expect([typeof view?.id, reads]).to.deep.equal(['string', ['tenant', 'any']]);
      expect([typeof invocationForLogs()?.id, reads.length]).to.deep.equal(['string', 2]);
    });
  });

  it('is not noted where warmscope itself asks', async () => {
    await runInvocation({}, () => expect(invocations.active?.tenantId).to.equal(undefined));
    expect(reads).to.deep.equal([]);
  });

  it('is undefined for what still goes on after the end', async () => {
    const gate = deferred();
    const [left] = await runInvocation({}, () => [gate.promise.then(() => currentInvocation())]);
    gate.resolve();
    expect(await left).to.equal(undefined);
  });
});
