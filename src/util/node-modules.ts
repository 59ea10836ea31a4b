import type * as AsyncHooks from 'node:async_hooks';
import type * as Crypto from 'node:crypto';
import type * as Http from 'node:http';
import type * as Util from 'node:util';
import type * as WorkerThreads from 'node:worker_threads';

let asyncHooks: typeof AsyncHooks | undefined;
let crypto: typeof Crypto | undefined;
let http: typeof Http | undefined;
let util: typeof Util | undefined;
let workerThreads: typeof WorkerThreads | undefined;

/** Node's modules that only some calls need, loaded when they do: a cold start pays for what it uses. */
export const nodeModules = {
  get asyncHooks(): typeof AsyncHooks {
    asyncHooks ??= process.getBuiltinModule('node:async_hooks');
    return asyncHooks;
  },
  get crypto(): typeof Crypto {
    crypto ??= process.getBuiltinModule('node:crypto');
    return crypto;
  },
  get http(): typeof Http {
    http ??= process.getBuiltinModule('node:http');
    return http;
  },
  get util(): typeof Util {
    util ??= process.getBuiltinModule('node:util');
    return util;
  },
  get workerThreads(): typeof WorkerThreads {
    workerThreads ??= process.getBuiltinModule('node:worker_threads');
    return workerThreads;
  },
};
