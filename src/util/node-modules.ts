import type * as AsyncHooks from 'node:async_hooks';
import type * as Crypto from 'node:crypto';
import type * as Http from 'node:http';
import type * as Stream from 'node:stream';
import type * as Util from 'node:util';
import type * as V8 from 'node:v8';
import type * as WorkerThreads from 'node:worker_threads';
import type * as Zlib from 'node:zlib';
import { requireStack } from './stack.js';

const loaded: Record<string, unknown> = {};

function load<Module>(id: string): Module {
  if (loaded[id] === undefined) {
    // Node ends the process where it loads a module again that the end of the stack has cut short.
    requireStack();
    loaded[id] = process.getBuiltinModule(id);
  }
  return loaded[id] as Module;
}

/** Node's modules that only some calls need, loaded when they do: a cold start pays for what it uses. */
export const nodeModules = {
  get asyncHooks(): typeof AsyncHooks {
    return load('async_hooks');
  },
  get crypto(): typeof Crypto {
    return load('crypto');
  },
  get http(): typeof Http {
    return load('http');
  },
  get stream(): typeof Stream {
    return load('stream');
  },
  get util(): typeof Util {
    return load('util');
  },
  get v8(): typeof V8 {
    return load('v8');
  },
  get workerThreads(): typeof WorkerThreads {
    return load('worker_threads');
  },
  get zlib(): typeof Zlib {
    return load('zlib');
  },
};
