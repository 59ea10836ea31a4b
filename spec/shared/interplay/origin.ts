import type { CachedOptions } from '../../../src/features/features.js';
import { Cached, Invalidates, Updates } from '../../../src/index.js';

/** A value of the origin, as it was at some version. */
export interface Value {
  readonly version: number;
  readonly nested: { readonly list: readonly number[] };
}

/** What a class with cached and mutating methods offers to a scene. */
export interface Values {
  value(key: string): Promise<Value>;
  drop(key: string): Promise<void>;
  dropAll(): Promise<void>;
  retag(): Promise<void>;
  update(key: string): Promise<Value>;
  updateElsewhere(key: string): Promise<Value>;
}

/** Where the loader of a class gets its values from, and what mutating methods give. */
export interface Source {
  load(key: string): Promise<Value>;
  present(): Value;
}

/** The origin's method, and those that change it, under the public decorators. */
export function decorated(source: Source, options: CachedOptions): Values {
  class Origin implements Values {
    @Cached(options)
    async value(key: string): Promise<Value> {
      return source.load(key);
    }
    @Invalidates('value', { key: (key: string) => key })
    async drop(_key: string): Promise<void> {}
    @Invalidates('value')
    async dropAll(): Promise<void> {}
    @Invalidates({ tags: ['t'] })
    async retag(): Promise<void> {}
    @Updates('value', { args: (key: string) => [key] })
    async update(_key: string): Promise<Value> {
      return source.present();
    }
    updateElsewhere(key: string): Promise<Value> {
      return new Admin().update(key);
    }
  }
  class Admin {
    @Updates(() => Origin, 'value', { args: (key: string) => [key] })
    async update(_key: string): Promise<Value> {
      return source.present();
    }
  }
  return new Origin();
}
