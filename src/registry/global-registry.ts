import { shared } from '../container-globals.js';
import { VersionWarning } from '../errors.js';
import { VERSION } from '../version.js';
import { ContainerRegistry, type Registry } from './container-registry.js';

/** The registry with its inner side, for the decorators. */
export const containerRegistry: ContainerRegistry = shared('registry', () => new ContainerRegistry(), warnOfForeign);

/**
 * The one object that lives as long as the container (a worker thread has its own), shared by every copy of the package.
 * @example
 * console.log(registry.stats().container.invocations);
 */
export const registry: Registry = containerRegistry;

function warnOfForeign(mine: ContainerRegistry, foreign: string): void {
  mine.warn(
    mine,
    new VersionWarning(
      `In this container's place for the registry of warmscope is ${foreign}, so version ${VERSION} has a registry of its own, with its own caches and clients. ` +
        'Have one version installed.',
    ),
  );
}
