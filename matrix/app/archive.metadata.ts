import { Cached, ContainerSingleton } from 'warmscope';
import { Storage } from './storage.js';

/** A class that tsyringe builds by the types of its constructor's parameters, which the compiler wrote down as metadata. */
@ContainerSingleton
export class Archive {
  constructor(private readonly storage: Storage) {}

  @Cached()
  async find(name: string): Promise<{ text: string }> {
    return { text: this.storage.read(name) };
  }
}
