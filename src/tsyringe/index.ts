import 'reflect-metadata';
import { container } from 'tsyringe';
import { containerRegistry } from '../registry/global-registry.js';
import { tsyringeResolver } from './resolver.js';

/**
 * Connects a tsyringe container with the registry, both ways round: every `@ContainerSingleton` class becomes resolvable by
 * tsyringe, and the registry resolves tsyringe's tokens. Importing this entry has connected tsyringe's global container; call
 * it again for that one after `container.reset()`.
 * @example
 * import { container } from 'tsyringe';
 * import { connect } from 'warmscope/tsyringe';
 * beforeEach(() => { container.reset(); connect(container); });
 */
export function connect(target: typeof container): void {
  containerRegistry.useResolver(target, tsyringeResolver(target, containerRegistry));
}

connect(container);
