import 'reflect-metadata';
import { container } from 'tsyringe';
import { diContainers } from '../registry/di-containers.js';
import { container as ours } from '../registry/global.js';
import { tsyringeResolver } from './resolver.js';

/**
 * Connects a tsyringe container with the registry, both ways round: every `@ContainerSingleton` class becomes
 * resolvable by tsyringe, and the registry resolves tsyringe's tokens. Importing this entry has connected
 * tsyringe's global container, which stays connected after `container.reset()`; connecting one again changes
 * nothing. Throws InvalidTargetError for what is no container of tsyringe's.
 * @example
 * import { container } from 'tsyringe';
 * import { connect } from 'warmscope/tsyringe';
 * const shop = container.createChildContainer();
 * connect(shop);
 */
export function connect(target: typeof container): void {
  diContainers.of(ours).connect(tsyringeResolver(target, ours), target);
}

connect(container);
