import type * as AsyncHooks from 'node:async_hooks';
import type * as Crypto from 'node:crypto';
import type * as Http from 'node:http';
import type * as Stream from 'node:stream';
import type * as Util from 'node:util';
import type * as Types from 'node:util/types';
import type * as V8 from 'node:v8';
import type * as WorkerThreads from 'node:worker_threads';
import type * as Zlib from 'node:zlib';
import { requireStack } from './stack.js';

/** What loads one of Node's modules when it is called first: a cold start pays for what it uses. */
function lazily<Module>(id: string): () => Module {
  let loaded: Module | undefined;
  return () => {
    if (loaded === undefined) {
      // Node ends the process where it loads a module again that the end of the stack has cut short.
      requireStack();
      loaded = process.getBuiltinModule(id) as Module;
    }
    return loaded;
  };
}

export const asyncHooks = /* @__PURE__ */ lazily<typeof AsyncHooks>('async_hooks');
export const crypto = /* @__PURE__ */ lazily<typeof Crypto>('crypto');
export const http = /* @__PURE__ */ lazily<typeof Http>('http');
export const stream = /* @__PURE__ */ lazily<typeof Stream>('stream');
export const types = /* @__PURE__ */ lazily<typeof Types>('util/types');
export const util = /* @__PURE__ */ lazily<typeof Util>('util');
export const v8 = /* @__PURE__ */ lazily<typeof V8>('v8');
export const workerThreads = /* @__PURE__ */ lazily<typeof WorkerThreads>('worker_threads');
export const zlib = /* @__PURE__ */ lazily<typeof Zlib>('zlib');
