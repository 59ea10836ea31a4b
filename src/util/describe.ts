import { nodeModules } from './node-modules.js';

/** A value as messages show it, cut short. */
export function describe(value: unknown): string {
  try {
    return nodeModules.util.inspect(value, {
      depth: 1,
      breakLength: Number.POSITIVE_INFINITY,
      maxStringLength: 80,
      maxArrayLength: 8,
    });
  } catch {
    return `a value of type ${typeof value}`;
  }
}
