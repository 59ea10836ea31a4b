import { ContainerSingleton } from 'warmscope';

/** A client with a field, a static count of itself, and something to close. */
@ContainerSingleton({ dispose: (storage: Storage) => Storage.closed.push(storage.number) })
export class Storage {
  static built = 0;
  static readonly closed: number[] = [];
  readonly number = ++Storage.built;

  read(name: string): string {
    return `${name} of storage ${this.number}`;
  }
}
