import { Cached, cacheOf } from 'warmscope';
import { say } from './say.js';
import { Vault } from './vault.js';

const REPORT: unique symbol = Symbol('report');

class Reports {
  static computed = 0;
  computed = 0;

  constructor(readonly currency: string) {}

  @Cached({ key: (user: string, month: number) => [user, month], max: 3 })
  sync(user: string, month: number): string {
    return `${user}/${month}/${this.currency}/${++this.computed}`;
  }

  @Cached({ ttl: '5m' })
  async async(user: string, options = { deep: false }): Promise<{ user: string; deep: boolean; run: number }> {
    return { user, deep: options.deep, run: ++this.computed };
  }

  @Cached()
  static static(source: string): { source: string; run: number } {
    return { source, run: ++Reports.computed };
  }

  @Cached()
  get getter(): { run: number } {
    return { run: ++this.computed };
  }

  @Cached()
  static get staticGetter(): { run: number } {
    return { run: ++Reports.computed };
  }

  @Cached({ per: 'class' })
  shared(id: number): { id: number } {
    return { id };
  }

  @Cached()
  'quoted name'(id: number): { id: number } {
    return { id };
  }

  @Cached()
  [REPORT](id: number): { id: number } {
    return { id };
  }

  @Cached()
  protected forSubclasses(id: number): { id: number } {
    return { id };
  }

  twice(id: number): boolean {
    return this.forSubclasses(id) === this.forSubclasses(id);
  }
}

export async function methods(): Promise<void> {
  const [euros, dollars] = [new Reports('EUR'), new Reports('USD')];
  say('sync', euros.sync('ann', 5), euros.sync('ann', 5), dollars.sync('ann', 5), euros.sync('bob', 5));
  for (const month of [6, 7, 8]) euros.sync('ann', month);
  say('bound', cacheOf(Reports, 'sync').size, cacheOf(Reports, 'sync').stats().evictions);
  say('async', await Promise.all([euros.async('ann'), euros.async('ann'), euros.async('ann', { deep: true })]));
  say('joined', cacheOf(euros, 'async').stats().joins, cacheOf(euros, 'async').stats().loads);
  say('static', Reports.static('{}'), Reports.static('{}'), cacheOf(Reports, 'static').has('{}'));
  say('getter', euros.getter === euros.getter, euros.getter === dollars.getter, cacheOf(euros, 'getter').size);
  say('static getter', Reports.staticGetter === Reports.staticGetter);
  say('per class', euros.shared(1) === dollars.shared(1));
  say('odd names', euros['quoted name'](1) === euros['quoted name'](1), euros[REPORT](1) === euros[REPORT](1));
  say('protected', euros.twice(1));
  const vault = new Vault();
  say('private', vault.open('a') === vault.open('a'), vault.open('b') === vault.open('a'), vault.opened);
  say('name and length', Reports.prototype.sync.name, Reports.prototype.sync.length, Reports.static.name, Reports.prototype.async.length);
  const bound = euros.sync.bind(dollars);
  say('this', bound('ann', 5));
}
