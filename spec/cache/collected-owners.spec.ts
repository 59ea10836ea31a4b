import { expect } from 'chai';
import { Cached, cacheOf, registry } from '../../src/index.js';
import { collected } from '../support/garbage.js';
import { keepInvariants } from '../support/invariants.js';

class Profile {
  readonly name = 'profile';
  @Cached({ name: 'collected: self' }) self(_key: string): this {
    return this;
  }
  @Cached({ name: 'collected: later' }) async later(key: string): Promise<{ owner: Profile; key: string }> {
    return { owner: this, key };
  }
  @Cached({ name: 'collected: per class', per: 'class' }) shared(_key: string): object {
    return {};
  }
}

const sizeOf = (name: string): number => registry.stats().caches.find((cache) => cache.name === name)?.size ?? Number.NaN;

describe('instances that were garbage-collected', () => {
  keepInvariants();

  it('are not kept by their entries, not even by values that refer to them, and their entries are freed', async () => {
    const instance = ((): WeakRef<Profile> => {
      const made = new Profile();
      made.self('a');
      made.self('b');
      return new WeakRef(made);
    })();
    expect(sizeOf('collected: self')).to.equal(2);
    await collected(() => instance.deref() === undefined, 'the instance');
    await collected(() => sizeOf('collected: self') === 0, 'its entries');
  });

  it('are not kept by settled loads, their promises, or joined calls', async () => {
    const instance = await (async (): Promise<WeakRef<Profile>> => {
      const made = new Profile();
      await Promise.all([made.later('a'), made.later('a'), made.later('b')]);
      await made.later('a');
      return new WeakRef(made);
    })();
    await collected(() => instance.deref() === undefined, 'the instance');
    await collected(() => sizeOf('collected: later') === 0, 'its entries');
  });

  it('leave the entries of their class to the other instances', async () => {
    const instance = ((): WeakRef<Profile> => {
      const made = new Profile();
      made.shared('a');
      return new WeakRef(made);
    })();
    await collected(() => instance.deref() === undefined, 'the instance');
    expect(sizeOf('collected: per class')).to.equal(1);
    expect(cacheOf(Profile, 'shared').has('a')).to.equal(true);
    cacheOf(Profile, 'shared').clear();
  });

  it('are not kept by a handle on their class, by clear, or by statistics', async () => {
    const instance = ((): WeakRef<Profile> => {
      const made = new Profile();
      made.self('a');
      return new WeakRef(made);
    })();
    const handle = cacheOf(Profile, 'self');
    expect(handle.size).to.equal(1);
    handle.stats();
    handle.clear();
    expect(handle.size).to.equal(0);
    await collected(() => instance.deref() === undefined, 'the instance');
  });
});
