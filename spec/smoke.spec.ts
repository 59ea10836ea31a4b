import { expect } from 'chai';
import {
  Cached,
  type CachedOptions,
  ContainerSingleton,
  cached,
  cacheOf,
  containerSingleton,
  createHandler,
  Invalidates,
  registry,
} from '../src/index.js';

class Reports {
  loads = 0;
  static built = 0;
  @Cached({ key: (user: string, month: string) => [user, month], ttl: '5m', max: 3 })
  async report(user: string, month: string): Promise<string> {
    this.loads++;
    return `${user}/${month}`;
  }
  @Cached() sum(a: number, b?: number): number {
    this.loads++;
    return a + (b ?? 0);
  }
  @Cached({ ttl: '1s' }) get now(): number {
    this.loads++;
    return 7;
  }
  @Cached({ key: (x: { id: string }) => x.id }) static find(x: { id: string }): { id: string } {
    return { ...x };
  }
  @Invalidates('report', { key: (user: string, month: string) => [user, month] })
  async save(user: string, month: string, _text: string): Promise<void> {}
  @Invalidates(() => Reports, 'sum') touch(): void {}
  @ContainerSingleton() get client(): { n: number } {
    Reports.built++;
    return { n: 1 };
  }
  @ContainerSingleton({ dispose: (db: { end(): void }) => db.end() }) async db(): Promise<{ end(): void }> {
    return {
      end() {
        Reports.built = -1;
      },
    };
  }
}
@ContainerSingleton
class Storage {
  readonly id = Math.random();
}
@ContainerSingleton({ inject: [Storage] })
class Handler {
  constructor(private readonly storage: Storage) {}
  handle(event: { a: number }, _context: object): number {
    return event.a + (this.storage.id > 2 ? 1 : 0);
  }
}
describe('smoke', () => {
  it('works', async () => {
    const r = new Reports();
    const [a, b] = await Promise.all([r.report('u', 'm'), r.report('u', 'm')]);
    expect(a).to.equal(b);
    expect(r.loads).to.equal(1);
    expect(await r.report('u', 'm')).to.equal('u/m');
    expect(r.loads).to.equal(1);
    expect(r.sum(1)).to.equal(1);
    expect(r.sum(1, undefined)).to.equal(1);
    expect(r.sum(1, 2)).to.equal(3);
    expect(r.loads).to.equal(3);
    expect(r.now).to.equal(7);
    expect(r.now).to.equal(7);
    expect(r.loads).to.equal(4);
    expect(Reports.find({ id: 'q' })).to.equal(Reports.find({ id: 'q' }));
    expect(cacheOf(r, 'report').peek('u', 'm')).to.equal('u/m');
    expect(cacheOf(r, 'now').peek()).to.equal(7);
    await r.save('u', 'm', 't');
    expect(cacheOf(r, 'report').has('u', 'm')).to.equal(false);
    r.touch();
    expect(cacheOf(r, 'sum').size).to.equal(0);
    expect(r.client).to.equal(new Reports().client);
    expect(await r.db()).to.equal(await new Reports().db());
    const h = createHandler(Handler);
    expect(h.length).to.equal(2);
    expect(await h({ a: 4 }, {})).to.equal(4);
    const f = cached((x: number) => x * 2);
    expect(f(2)).to.equal(4);
    expect(cacheOf(f).peek(2)).to.equal(4);
    const s = containerSingleton(() => ({}));
    expect(s()).to.equal(s());
    console.log(registry.stats());
    await registry.dispose();
    expect(Reports.built).to.equal(-1);
  });
});
export type X = CachedOptions;
