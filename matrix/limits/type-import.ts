import 'warmscope/tsyringe';
import type { EventEmitter } from 'node:events';
import { ContainerSingleton, registry } from 'warmscope';

@ContainerSingleton
class Reports {
  constructor(readonly events: EventEmitter) {}
}

console.log(registry.resolve(Reports).events.listenerCount('report'));
