import 'warmscope/tsyringe';
import { ContainerSingleton, registry } from 'warmscope';

@ContainerSingleton
class Storage {
  from = 'the container';
}

class OtherStorage extends Storage {
  override from = 'the default';
}

@ContainerSingleton
class Reports {
  constructor(readonly storage: Storage = new OtherStorage()) {}
}

console.log(registry.resolve(Reports).storage.from);
