import type * as Util from 'node:util';
import type * as WorkerThreads from 'node:worker_threads';

let util: typeof Util | undefined;
let workerThreads: typeof WorkerThreads | undefined;

/** Node's modules that only some calls need, loaded when they do: a cold start pays for what it uses. */
export const nodeModules = {
  get util(): typeof Util {
    util ??= process.getBuiltinModule('node:util');
    return util;
  },
  get workerThreads(): typeof WorkerThreads {
    workerThreads ??= process.getBuiltinModule('node:worker_threads');
    return workerThreads;
  },
};
