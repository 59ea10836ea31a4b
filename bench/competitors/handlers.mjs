/** Handlers whose invocations run at once. One line in `competitors` adds one; its adapter makes a handler that awaits cached calls. */
/** @import { AsyncCall, Competitor, HandlerAdapter, Record, Work } from '../types.d.ts' */
import { promiseMapWithExpiry } from './hand-written.mjs';
import { decoratedAsyncMethod, warmscope } from './warmscope.mjs';

/** @type {Competitor<HandlerAdapter>[]} */
export const competitors = [
  { id: 'hand-written Map, plain handler', group: 'hand', adapter: plainHandler },
  { id: 'warmscope, createHandler', group: 'warmscope', adapter: createdHandler },
  { id: 'warmscope, plain handler', group: 'warmscope', adapter: plainHandlerOfDecorated },
];

/** @param {AsyncCall} call */
function handlerOf(call) {
  return async (/** @type {string[]} */ event) => {
    let sum = 0;
    for (let index = 0; index < event.length; index += 2) sum += (await call(/** @type {string} */ (event[index]), event[index + 1])).id;
    return sum;
  };
}

/** @param {Work<Promise<Record>>} work */
function plainHandler(work) {
  return handlerOf(promiseMapWithExpiry(work));
}

/** @param {Work<Promise<Record>>} work */
async function plainHandlerOfDecorated(work) {
  return handlerOf(await decoratedAsyncMethod(work));
}

/** @param {Work<Promise<Record>>} work */
async function createdHandler(work) {
  const { createHandler } = await warmscope();
  const handler = createHandler(handlerOf(await decoratedAsyncMethod(work)));
  return (/** @type {string[]} */ event) => handler(event, {});
}
