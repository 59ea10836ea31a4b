export { KeyedSingleton, keyedSingleton } from './keyed-singleton.js';
export type { KeyedSingletonDecorator, KeyedSingletonOptions } from './keyed-types.js';
