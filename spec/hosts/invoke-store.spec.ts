import { createRequire } from 'node:module';
import type * as InvokeStorePackage from '@aws/lambda-invoke-store';
import { expect } from 'chai';
import { createHandler, currentInvocation, runInvocation } from '../../src/index.js';
import { honoScope } from '../../src/web/index.js';
import { useAwslambda } from '../support/awslambda.js';

const require = createRequire(import.meta.url);
const REQUEST_ID = Symbol.for('_AWS_LAMBDA_REQUEST_ID');
const id = (): string | undefined => currentInvocation()?.id;

describe('hosts: the store of @aws/lambda-invoke-store', () => {
  useAwslambda(undefined);
  // A copy of its own, which puts its store into the global: another spec may have had the package decide where that is.
  let InvokeStore: typeof InvokeStorePackage.InvokeStore;
  before(() => {
    const path = require.resolve('@aws/lambda-invoke-store');
    const earlier = require.cache[path];
    delete require.cache[path];
    ({ InvokeStore } = require(path) as typeof InvokeStorePackage);
    if (earlier !== undefined) require.cache[path] = earlier;
  });

  it('gives invocations their id where the host of the event gave none', async () => {
    const store = await InvokeStore.getInstanceAsync(true);
    await store.run({ [REQUEST_ID]: 'of the runtime' }, async () => {
      expect(await runInvocation({}, id)).to.equal('of the runtime');
      expect(await createHandler(id)({}, {})).to.equal('of the runtime');
      const c = { req: { raw: {} as Request, header: () => undefined }, env: undefined, res: new Response(null) };
      let seen: string | undefined;
      await honoScope()(c, async () => {
        seen = id();
      });
      expect(seen).to.equal('of the runtime');
    });
  });

  it('gives way to what the host says, and is none outside of any event', async () => {
    const store = await InvokeStore.getInstanceAsync(true);
    await store.run({ [REQUEST_ID]: 'of the runtime' }, async () => {
      expect(await createHandler(id)({}, { awsRequestId: 'of the context' })).to.equal('of the context');
      expect(await runInvocation({ id: 'given' }, id)).to.equal('given');
    });
    expect(await runInvocation({}, id)).to.match(/^[\da-f-]{36}$/);
  });

  it('does no harm where it is something else', async () => {
    for (const InvokeStore of [undefined, null, 5, {}, { getRequestId: () => 5 }, { getRequestId: () => '' }]) {
      Object.assign(globalThis, { awslambda: { InvokeStore } });
      expect(await runInvocation({}, id)).to.match(/^[\da-f-]{36}$/);
    }
    const throwing = {
      getRequestId: () => {
        throw new Error('no store');
      },
    };
    Object.assign(globalThis, { awslambda: { InvokeStore: throwing } });
    expect(await runInvocation({}, id)).to.match(/^[\da-f-]{36}$/);
  });
});
