import 'warmscope/tsyringe';
import { container, inject } from 'tsyringe';
import { ContainerSingleton, registry } from 'warmscope';

container.register('bucket', { useValue: 'the container' });

@ContainerSingleton
class Reports {
  constructor(@inject('bucket') readonly bucket: string) {}
}

console.log(registry.resolve(Reports).bucket);
