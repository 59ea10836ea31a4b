let util: typeof import('node:util') | undefined;
let workerThreads: typeof import('node:worker_threads') | undefined;

/** Node's modules that only some calls need, loaded when they do: a cold start pays for what it uses. */
export const nodeModules = {
  get util(): typeof import('node:util') {
    util ??= process.getBuiltinModule('node:util');
    return util;
  },
  get workerThreads(): typeof import('node:worker_threads') {
    workerThreads ??= process.getBuiltinModule('node:worker_threads');
    return workerThreads;
  },
};
