import type { ContainerRegistry } from '../registry/container-registry.js';

/** Disposes the singletons on SIGTERM, then ends the process as the signal would have, unless somebody else listens to it as well. */
export function disposeOnTermination(registry: ContainerRegistry): void {
  if (registry.disposesOnTermination) return;
  registry.disposesOnTermination = true;
  const onTermination = (): void => {
    void registry.dispose().finally(() =>
      setImmediate(() => {
        // One turn later, so that warnings of failed disposals are out.
        if (process.listenerCount('SIGTERM') === 0) process.kill(process.pid, 'SIGTERM');
      }),
    );
  };
  process.once('SIGTERM', onTermination);
}
