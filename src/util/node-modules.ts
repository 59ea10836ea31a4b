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

// Node's modules that only some calls need, loaded when they do: a cold start pays for what it uses.

const loaded: Record<string, unknown> = {};

function load<Module>(id: string): Module {
  if (loaded[id] === undefined) {
    // Node ends the process where it loads a module again that the end of the stack has cut short.
    requireStack();
    loaded[id] = process.getBuiltinModule(id);
  }
  return loaded[id] as Module;
}

export const asyncHooks = (): typeof AsyncHooks => load('async_hooks');
export const crypto = (): typeof Crypto => load('crypto');
export const http = (): typeof Http => load('http');
export const stream = (): typeof Stream => load('stream');
export const types = (): typeof Types => load('util/types');
export const util = (): typeof Util => load('util');
export const v8 = (): typeof V8 => load('v8');
export const workerThreads = (): typeof WorkerThreads => load('worker_threads');
export const zlib = (): typeof Zlib => load('zlib');
