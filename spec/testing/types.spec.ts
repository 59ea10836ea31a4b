import { expect } from 'chai';
import { ContainerSingleton, containerSingleton, createHandler } from '../../src/index.js';
import { keyedSingleton } from '../../src/keyed/index.js';
import { useTestContainer } from './container-rig.js';

// What does not compile is expected not to; what does is run.
describe('testing: types', () => {
  const rig = useTestContainer();

  @ContainerSingleton
  class Storage {
    #secret = 1;
    private readonly own = 2;
    read(key: string): string {
      return key + this.#secret + this.own;
    }
    write(key: string): void {
      this.#secret = key.length;
    }
  }
  class Billing {
    @ContainerSingleton() get s3(): Storage {
      return new Storage();
    }
    @ContainerSingleton() async db(): Promise<Storage> {
      return new Storage();
    }
    @ContainerSingleton() private get own(): Storage {
      return new Storage();
    }
    use(): Storage {
      return this.own;
    }
  }
  const reader = containerSingleton((): Storage => new Storage());
  const keyed = keyedSingleton((tenant: string): Storage => (tenant === '' ? new Storage() : new Storage()), { max: 1 });

  it('a fake has some of the public members of what it stands for', () => {
    const { kit } = rig;
    kit.override(Storage, { read: (key) => key.toUpperCase() });
    kit.override(Storage, new Storage());
    kit.override(reader, { read: () => 'fake' });
    kit.override(keyed, (tenant) => ({ read: () => tenant.trim() }));
    kit.override(Billing, 's3', { read: (key) => key.trim() });
    kit.override(Billing, 'db', { read: () => 'fake' });
    kit.override(Billing, 'db', Promise.resolve({ read: () => 'fake' }));
    kit.override(Billing, 'own', { whatever: 1 });
    // @ts-expect-error a member that the class does not have
    kit.override(Storage, { reed: () => 'fake' });
    // @ts-expect-error another result
    kit.override(Storage, { read: () => 1 });
    // @ts-expect-error another result
    kit.override(reader, { read: () => 1 });
    // @ts-expect-error another result
    kit.override(Billing, 's3', { read: () => 1 });
    // @ts-expect-error another argument
    kit.override(keyed, (tenant: number) => ({ read: () => `${tenant}` }));
    expect(kit.warnings).to.deep.equal([]);
  });

  it('events, contexts and results are those of the handler', async () => {
    const { kit } = rig;
    interface Context {
      readonly tenantId?: string;
      readonly memoryLimitInMB: string;
    }
    const handler = createHandler(async (event: { user: string }, context: Context) => event.user.length + context.memoryLimitInMB.length);
    const length: number = await kit.invoke(handler, { user: 'ann' }, { memoryLimitInMB: '1024' });
    expect(length).to.equal(7);
    const wrong = (): void => {
      // @ts-expect-error another event
      void kit.invoke(handler, { customer: 'ann' });
      // @ts-expect-error another option
      void kit.run(() => 1, { tenant: 'acme' });
      // @ts-expect-error no duration
      void kit.advance('5 minutes');
    };
    expect(wrong).to.be.a('function');
    const old = (_event: { user: string }, _context: unknown, callback: (error: null, result: string) => void): void => callback(null, 'x');
    expect(old).to.have.length(3);
    const text: string = await kit.run(async () => 'text');
    expect(text).to.equal('text');
  });
});
