import { expect } from 'chai';
import { Cached, ContainerSingleton, cached, containerSingleton, createHandler, registry } from '../../src/index.js';
import { KeyedSingleton, keyedSingleton } from '../../src/keyed/index.js';
import { anySingleton, DIALECT, Outer } from '../decorators/any-decorator.js';
import { deferred, errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';
import { Client, useTestContainer } from './container-rig.js';

describe('testing: overrides', () => {
  const rig = useTestContainer();
  collectReports();
  beforeEach(() => {
    Client.disposed = [];
  });

  @ContainerSingleton
  class Storage {
    read(): string {
      return 'real';
    }
    close(): void {
      Client.disposed.push('storage');
    }
  }
  @ContainerSingleton({ inject: [Storage] })
  class Reports {
    constructor(readonly storage: Storage) {}
    handle(): string {
      return this.storage.read();
    }
    close(): void {
      Client.disposed.push(`reports of ${this.storage.read()}`);
    }
  }
  const fake = { read: () => 'fake' };

  class Billing {
    static builds = 0;
    @ContainerSingleton()
    static get vault(): string {
      return `vault ${++Billing.builds}`;
    }
    @ContainerSingleton()
    get s3(): { send(): string } {
      return { send: () => 'real' };
    }
    @ContainerSingleton()
    async db(): Promise<{ query(): string }> {
      return { query: () => 'real' };
    }
    @KeyedSingleton({ max: 2 })
    pool(tenant: string): { tenant: string } {
      return { tenant };
    }
    @KeyedSingleton({ max: 2 })
    async slowPool(tenant: string): Promise<{ tenant: string }> {
      return { tenant };
    }
    @Cached()
    plan(): string {
      return 'plan';
    }
  }
  class Derived extends Billing {}

  describe('of a class', () => {
    it('reach resolve, inject and handlers, and are taken back', async () => {
      const handler = createHandler(Reports);
      expect(await rig.kit.invoke(handler)).to.equal('real');
      const undo = rig.kit.override(Storage, fake);
      expect(registry.resolve(Storage)).to.equal(fake);
      expect(registry.resolve(Reports).storage).to.equal(fake);
      expect(await rig.kit.invoke(handler)).to.equal('fake');
      undo();
      expect(await rig.kit.invoke(handler)).to.equal('real');
      expect(registry.resolve(Storage)).to.be.instanceOf(Storage);
    });

    it('before anything is built keep the real one from being built', async () => {
      rig.kit.override(Storage, fake);
      expect(await rig.kit.invoke(createHandler(Reports))).to.equal('fake');
      expect(rig.kit.stats().singletons.find(({ name }) => name === 'Storage')?.builds).to.equal(0);
    });

    it('leave the real one as it is: it comes back, and was not disposed', () => {
      const real = registry.resolve(Storage);
      const undo = rig.kit.override(Storage, fake);
      undo();
      expect(registry.resolve(Storage)).to.equal(real);
      expect(Client.disposed).to.deep.equal([]);
    });

    it('may be of the handler class itself', async () => {
      const handler = createHandler(Reports);
      rig.kit.override(Reports, { handle: () => 'mine' });
      expect(await rig.kit.invoke(handler)).to.equal('mine');
    });

    it('have dependents rebuilt, through any number of steps, and nobody else', () => {
      const outer = containerSingleton(() => ({ of: registry.resolve(Reports) }));
      const other = containerSingleton(() => ({}));
      const before = [outer(), other()];
      rig.kit.override(Storage, fake);
      expect([outer() === before[0], other() === before[1]]).to.deep.equal([false, true]);
      expect(outer().of.storage).to.equal(fake);
    });

    it('are seen by a running invocation at once', async () => {
      await rig.kit.run(() => {
        expect(registry.resolve(Reports).handle()).to.equal('real');
        const undo = rig.kit.override(Storage, fake);
        expect(registry.resolve(Reports).handle()).to.equal('fake');
        undo();
        expect(registry.resolve(Reports).handle()).to.equal('real');
      });
    });

    it('are never disposed, nor validated nor replaced', async () => {
      let disposals = 0;
      @anySingleton({ maxAge: '1m', validate: () => false })
      class Expiring {
        close(): void {}
      }
      const ours = { close: () => ++disposals };
      rig.kit.override(Expiring, ours);
      await rig.kit.run(() => registry.resolve(Expiring));
      rig.kit.freeze('1h');
      await rig.kit.run(() => expect(registry.resolve(Expiring)).to.equal(ours));
      await registry.dispose();
      await rig.kit.recycle({ sigterm: true });
      expect([registry.resolve(Expiring), disposals]).to.deep.equal([ours, 0]);
    });

    it('survive a recycle, and not a reset', async () => {
      const undo = rig.kit.override(Storage, fake);
      await rig.kit.recycle();
      expect(registry.resolve(Reports).handle()).to.equal('fake');
      await rig.kit.reset();
      expect(registry.resolve(Reports).handle()).to.equal('real');
      undo();
      expect(registry.resolve(Reports).handle()).to.equal('real');
    });

    it('end with the container, and their undo does nothing then', async () => {
      const undo = rig.kit.override(Storage, fake);
      await rig.kit.dispose();
      undo();
      expect(registry.resolve(Storage)).to.be.instanceOf(Storage);
      await registry.dispose();
    });

    it('of several the last one counts, whichever order they are taken back in', () => {
      const [one, two, three] = [1, 2, 3].map((id) => ({ read: () => `fake ${id}` })) as [typeof fake, typeof fake, typeof fake];
      const undos = [one, two, three].map((each) => rig.kit.override(Storage, each));
      const reads = (): string => registry.resolve(Reports).handle();
      expect(reads()).to.equal('fake 3');
      undos[1]?.();
      expect(reads()).to.equal('fake 3');
      undos[2]?.();
      undos[2]?.();
      expect(reads()).to.equal('fake 1');
      undos[0]?.();
      expect(reads()).to.equal('real');
    });

    it('the same twice are two', () => {
      const undo = rig.kit.override(Storage, fake);
      rig.kit.override(Storage, fake);
      undo();
      undo();
      expect(registry.resolve(Storage)).to.equal(fake);
    });

    it('may be undefined, null, or no object at all', () => {
      for (const value of [undefined, null, 0, 'text']) {
        rig.kit.override(Storage, value as never);
        expect(registry.resolve(Storage)).to.equal(value);
      }
    });

    it('reach a build that is under way: what it had read is out of date', async () => {
      const gate = deferred();
      const built: string[] = [];
      const late = containerSingleton(async () => {
        const storage = registry.resolve(Storage);
        built.push(storage.read());
        await gate.promise;
        return { read: () => storage.read() };
      });
      const building = late();
      rig.kit.override(Storage, fake);
      gate.resolve();
      expect((await building).read()).to.equal('fake');
      expect((await late()).read()).to.equal('fake');
      expect(built).to.deep.equal(['real', 'fake']);
    });
  });

  describe('of readers', () => {
    interface Db {
      query(): string;
    }
    const db = containerSingleton(async (): Promise<Db> => ({ query: () => 'real' }));
    const plain = containerSingleton((): Db => ({ query: () => 'real' }));
    const promised = containerSingleton((): Promise<Db> => Promise.resolve({ query: () => 'real' }));
    const pools = keyedSingleton((tenant: string, region = 'eu') => ({ tenant, region }), { max: 2 });

    it('of an async one take the client or a promise of it; readers get a promise', async () => {
      const client = { query: () => 'fake' };
      for (const value of [client, Promise.resolve(client)]) {
        const undo = rig.kit.override(db, value);
        expect(db()).to.be.instanceOf(Promise);
        expect(await Promise.all([db(), db()])).to.deep.equal([client, client]);
        undo();
      }
      rig.kit.override(promised, Promise.resolve(client));
      expect(await promised()).to.equal(client);
      rig.kit.override(plain, client);
      expect(plain()).to.equal(client);
    });

    it('may fail: each reader gets the rejection, and one that nobody reads does no harm', async () => {
      rig.kit.override(db, Promise.reject(new Error('no database')));
      await nextTurn();
      expect((await errorOf(db)).message).to.equal('no database');
      expect((await errorOf(db)).message).to.equal('no database');
    });

    it('reach inject', () => {
      @ContainerSingleton({ inject: [plain] })
      class Repository {
        constructor(readonly client: { query(): string }) {}
      }
      expect(registry.resolve(Repository).client.query()).to.equal('real');
      rig.kit.override(plain, { query: () => 'fake' });
      expect(registry.resolve(Repository).client.query()).to.equal('fake');
    });

    it('of a keyed one are a function of its arguments', () => {
      const real = pools('acme');
      const undo = rig.kit.override(pools, (tenant, region) => ({ tenant: `fake ${tenant}`, region: region ?? 'none' }));
      expect(pools('acme')).to.deep.equal({ tenant: 'fake acme', region: 'none' });
      undo();
      expect(pools('acme')).to.equal(real);
    });

    it('of a keyed one have what was built with any of its clients rebuilt', () => {
      const repository = containerSingleton(() => pools('acme').tenant);
      expect(repository()).to.equal('acme');
      rig.kit.override(pools, () => ({ tenant: 'fake', region: '' }));
      expect(repository()).to.equal('fake');
    });
  });

  describe('of members', () => {
    it('reach getters and methods, static or not, before there is an instance and after', async () => {
      for (const make of [() => undefined, () => new Billing()]) {
        make();
        const undos = [
          rig.kit.override(Billing, 's3', { send: () => 'fake' }),
          rig.kit.override(Billing, 'db', { query: () => 'fake' }),
          rig.kit.override(Billing, 'vault', 'fake'),
          rig.kit.override(Billing, 'pool', (tenant: string) => ({ tenant: `fake ${tenant}` })),
          rig.kit.override(Billing, 'slowPool', (tenant: string) => ({ tenant: `fake ${tenant}` })),
        ];
        const billing = new Billing();
        const slow = billing.slowPool('acme');
        expect(slow).to.be.instanceOf(Promise);
        expect([
          billing.s3.send(),
          (await billing.db()).query(),
          Billing.vault,
          billing.pool('acme').tenant,
          (await slow).tenant,
        ]).to.deep.equal(['fake', 'fake', 'fake', 'fake acme', 'fake acme']);
        for (const undo of undos) undo();
        expect([billing.s3.send(), (await billing.db()).query(), billing.pool('acme').tenant]).to.deep.equal(['real', 'real', 'acme']);
      }
    });

    it('of a base class are those of a derived one, whichever is named', () => {
      rig.kit.override(Derived, 's3', { send: () => 'fake' });
      expect([new Billing().s3.send(), new Derived().s3.send()]).to.deep.equal(['fake', 'fake']);
    });

    it('under another decorator are found', () => {
      class Wrapped {
        @Outer
        @anySingleton()
        client(): string {
          return 'real';
        }
      }
      rig.kit.override(Wrapped, 'client', 'fake');
      expect(new Wrapped().client()).to.equal('fake');
    });

    it('that are private to the compiler are named as well', () => {
      class Secretive {
        @ContainerSingleton()
        private get client(): string {
          return 'real';
        }
        read(): string {
          return this.client;
        }
      }
      rig.kit.override(Secretive, 'client', 'fake');
      expect(new Secretive().read()).to.equal('fake');
    });

    it('with symbols for names are found', () => {
      const name = Symbol('client');
      class Symbolic {
        @ContainerSingleton()
        get [name](): string {
          return 'real';
        }
      }
      rig.kit.override(Symbolic, name, 'fake');
      expect(new Symbolic()[name]).to.equal('fake');
    });

    it('of both kinds that share a name are both replaced', () => {
      class Both {
        @ContainerSingleton()
        static get client(): string {
          return 'static';
        }
        @ContainerSingleton()
        get client(): string {
          return 'instance';
        }
      }
      const undo = rig.kit.override(Both, 'client', 'fake');
      expect([Both.client, new Both().client]).to.deep.equal(['fake', 'fake']);
      undo();
      expect([Both.client, new Both().client]).to.deep.equal(['static', 'instance']);
    });

    it('eager ones are not built', async () => {
      let builds = 0;
      class Eager {
        @ContainerSingleton({ eager: true })
        static get client(): number {
          return ++builds;
        }
      }
      rig.kit.override(Eager, 'client', 0);
      await rig.kit.invoke(createHandler(() => Eager.client));
      await registry.ready();
      expect([builds, Eager.client]).to.deep.equal([0, 0]);
    });
  });

  describe('of names', () => {
    it('reach what a connected DI container is asked for, registered there or not', () => {
      const disconnect = registry.connect({ has: (token) => token === 'bucket', resolve: () => 'real' });
      try {
        @anySingleton({ inject: ['bucket'] })
        class Uploads {
          constructor(readonly bucket: string) {}
        }
        const uploads = (): Uploads => registry.resolve(Uploads);
        expect(uploads().bucket).to.equal('real');
        const undo = rig.kit.override('bucket', 'fake');
        expect([uploads().bucket, registry.resolve('bucket')]).to.deep.equal(['fake', 'fake']);
        undo();
        expect(uploads().bucket).to.equal('real');
        const symbol = Symbol('unregistered');
        rig.kit.override(symbol, 7);
        expect(registry.resolve(symbol)).to.equal(7);
      } finally {
        disconnect();
      }
    });
  });

  describe('are refused', () => {
    class Plain {}
    const load = cached(() => 1);
    const refused: [what: string, use: () => unknown, message: RegExp][] = [
      ['for a class that is not decorated', () => rig.kit.override(Plain, {}), /^override\(Plain\): it is no container singleton/],
      ['for a function', () => rig.kit.override(function connect() {}, 1 as never), /^override\(connect\): it is no container singleton/],
      ['for a cached function', () => rig.kit.override(load, 1), /a cached function is no client/],
      ['for a name without a DI container', () => rig.kit.override('bucket', 1), /^override\('bucket'\): no DI container is connected/],
      ['for an empty name', () => rig.kit.override('', 1), /^override\(''\): received string/],
      ['for an instance', () => rig.kit.override(new Plain() as never, 1 as never), /^override\(object\): received object/],
      ['for nothing', () => rig.kit.override(undefined as never, 1 as never), /^override\(undefined\): received undefined/],
      [
        'for a member that is not there',
        () => rig.kit.override(Billing, 'S3', 1),
        /^override\(Billing, 'S3', \.\.\.\): it has no singleton/,
      ],
      ['for a cached member', () => rig.kit.override(Billing, 'plan', 'fake'), /cacheOf\(instance, name\)\.set/],
      [
        'for a member of an instance',
        () => rig.kit.override(new Billing() as never, 's3', 1 as never),
        /valid is the class that has the member/,
      ],
    ];
    for (const [what, use, message] of refused) {
      it(what, async () => {
        const error = await errorOf(use);
        expect(error).to.include({ code: 'ERR_WARMSCOPE_INVALID_TARGET' });
        expect(error.message).to.match(message);
      });
    }

    it('without a value', async () => {
      const { kit } = rig;
      const override = kit.override.bind(kit) as (...given: unknown[]) => unknown;
      for (const given of [[Storage], []])
        expect(await errorOf(() => override(...given))).to.include({ code: 'ERR_WARMSCOPE_INVALID_OPTION' });
    });

    it('of a keyed one with what is no function', async () => {
      const error = await errorOf(() => rig.kit.override(Billing, 'pool', { tenant: 'fake' }));
      expect(error.code).to.equal('ERR_WARMSCOPE_INVALID_OPTION');
      expect(error.message).to.match(/keyed singleton (Billing\.)?pool: received object; valid is a function/);
    });
  });

  it('run in the dialect of this file', () => {
    expect(DIALECT).to.be.oneOf(['legacy', 'tc39']);
  });
});
