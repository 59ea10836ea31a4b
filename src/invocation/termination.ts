import type { ContainerRegistry } from '../registry/container-registry.js';

const installed = new WeakSet<object>();

/** Disposes the singletons on SIGTERM, then ends the process as the signal would have, unless somebody else listens to it as well. */
export function disposeOnTermination(registry: ContainerRegistry): void {
  if (installed.has(registry)) return;
  installed.add(registry);
  const onTermination = (): void => {
    void registry.dispose().finally(() => {
      if (process.listenerCount('SIGTERM') === 0) process.kill(process.pid, 'SIGTERM');
    });
  };
  process.once('SIGTERM', onTermination);
}
