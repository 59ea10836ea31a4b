import 'warmscope/tsyringe';
import { ContainerSingleton, registry } from 'warmscope';

@ContainerSingleton
class Storage {
  readonly from = 'the container';
}

@ContainerSingleton
class Reports {
  constructor(readonly storage: Storage) {}
}

console.log(registry.resolve(Reports).storage.from);
