import 'warmscope/tsyringe';
import { ContainerSingleton, registry } from 'warmscope';

interface Storage {
  readonly from: string;
}

@ContainerSingleton
class Reports {
  constructor(readonly storage: Storage) {}
}

console.log(registry.resolve(Reports).storage.from);
