import { Cached, ContainerSingleton } from 'warmscope';
import { Storage } from './storage.js';

/** A class that tsyringe builds by the tokens given to its decorator: the standard has no decorators of parameters. */
@ContainerSingleton({ inject: [Storage] })
export class Archive {
  constructor(private readonly storage: Storage) {}

  @Cached()
  async find(name: string): Promise<{ text: string }> {
    return { text: this.storage.read(name) };
  }
}
