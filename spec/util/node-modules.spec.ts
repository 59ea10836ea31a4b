import * as asyncHooks from 'node:async_hooks';
import * as http from 'node:http';
import * as util from 'node:util';
import * as workerThreads from 'node:worker_threads';
import { expect } from 'chai';
import * as node from '../../src/util/node-modules.js';

describe('node-modules', () => {
  it('gives what an import would', () => {
    expect(node.asyncHooks().AsyncLocalStorage).to.equal(asyncHooks.AsyncLocalStorage);
    expect(node.http().request).to.equal(http.request);
    expect(node.util().inspect).to.equal(util.inspect);
    expect(node.workerThreads().threadId).to.equal(workerThreads.threadId);
  });
});
