import * as node from './node-modules.js';
import { requireStack } from './stack.js';

/** A value as messages show it, cut short. */
export function describe(value: unknown): string {
  try {
    // For the regular expressions of the inspection: V8 may end the process where it finds no stack for them.
    requireStack();
    return node.util().inspect(value, {
      depth: 1,
      breakLength: Infinity,
      maxStringLength: 80,
      maxArrayLength: 8,
    });
  } catch {
    return `a value of type ${typeof value}`;
  }
}
