import { Cached, Invalidates, registry } from 'warmscope';
import type { Item, MemberName, MemberOptions } from '../messages.js';
import type { Origin } from './origin.js';

/** The data access of a worker: reads through cached methods, updates that invalidate them. */
export interface Catalogue {
  read(member: MemberName, key: string): Promise<Item>;
  update(member: MemberName, key: string): Promise<Item>;
}

/** The tags of an item: that of the group which it is in now, and its own. */
function tagsOf({ group, key }: Item): string[] {
  return [`group:${group}`, `item:${key}`];
}

/** The class with its options, which differ from scenario to scenario. */
export function catalogueOf({ version = '1', ...options }: MemberOptions, origin: Origin): Catalogue {
  const { ttl, localTtl, staleWhileRevalidate } = options;
  const shared = (id: string): { id: string; version: string; localTtl?: number } => ({
    id,
    version,
    ...(localTtl === undefined ? {} : { localTtl }),
  });

  const load = async (member: MemberName, key: string): Promise<Item> => ({ ...(await origin.ask('load', member, key)), shape: version });

  class Items implements Catalogue {
    @Cached({ key: (key: string) => key, ttl, staleWhileRevalidate, max: 10_000, shared: shared('keyed') })
    keyed(key: string): Promise<Item> {
      return load('keyed', key);
    }

    @Cached({ key: (key: string) => key, ttl, tags: tagsOf, shared: shared('grouped') })
    grouped(key: string): Promise<Item> {
      return load('grouped', key);
    }

    @Cached({ key: (key: string) => key, ttl, tags: ['list'], shared: shared('listed') })
    listed(key: string): Promise<Item> {
      return load('listed', key);
    }

    @Invalidates('keyed', { key: (key: string) => key })
    updateKeyed(key: string): Promise<Item> {
      return origin.ask('write', 'keyed', key);
    }

    /** The item may have moved: those of its former group and of its new one are dropped, and its own of any other. */
    async updateGrouped(key: string): Promise<Item> {
      const item = await origin.ask('write', 'grouped', key);
      await registry.invalidateTags(...tagsOf(item), `group:${item.formerGroup ?? item.group}`);
      return item;
    }

    @Invalidates({ tags: ['list'] })
    updateListed(key: string): Promise<Item> {
      return origin.ask('write', 'listed', key);
    }

    read(member: MemberName, key: string): Promise<Item> {
      return this[member](key);
    }

    update(member: MemberName, key: string): Promise<Item> {
      if (member === 'keyed') return this.updateKeyed(key);
      return member === 'grouped' ? this.updateGrouped(key) : this.updateListed(key);
    }
  }
  return new Items();
}
