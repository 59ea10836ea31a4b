import { inject } from 'tsyringe';
import { Cached, ContainerSingleton } from 'warmscope';
import { Storage } from './storage.js';

/** A class that tsyringe builds by the token on its constructor's parameter. */
@ContainerSingleton
export class Archive {
  constructor(@inject(Storage) private readonly storage: Storage) {}

  @Cached()
  async find(name: string): Promise<{ text: string }> {
    return { text: this.storage.read(name) };
  }
}
