import { ContainerRegistry, type Registry } from './container-registry.js';

/** Where every copy of this major version finds the registry of its thread. */
const REGISTRY = Symbol.for('warmscope.registry.v1');

/** The registry with its inner side, for the decorators. */
export const containerRegistry: ContainerRegistry = sharedRegistry();

/**
 * The one object that lives as long as the container (a worker thread has its own), shared by every copy of the package.
 * @example
 * console.log(registry.stats().container.invocations);
 */
export const registry: Registry = containerRegistry;

function sharedRegistry(): ContainerRegistry {
  const existing: unknown = Reflect.get(globalThis, REGISTRY);
  if (existing !== undefined) return existing as ContainerRegistry;
  const created = new ContainerRegistry();
  Object.defineProperty(globalThis, REGISTRY, { value: created, configurable: true });
  return created;
}
