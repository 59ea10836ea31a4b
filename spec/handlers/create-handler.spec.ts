import { expect } from 'chai';
import { ContainerSingleton, createHandler, registry } from '../../src/index.js';
import { thrownBy } from '../decorators/any-decorator.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, errorOf } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

let built = 0;

@ContainerSingleton
class Decorated {
  readonly number = ++built;
  calls: unknown[] = [];
  handle(event: { id: number }, context: { awsRequestId: string }): string {
    this.calls.push(event, context);
    return `${this.number} ${event.id} ${context.awsRequestId}`;
  }
}

class Undecorated {
  readonly number = ++built;
  async handle(event: number): Promise<number> {
    return this.number * 100 + event;
  }
}

describe('createHandler', () => {
  collectReports();
  afterEach(() => registry.dispose());
  const context = { awsRequestId: 'r' };

  it('builds a class now, once, decorated or not, and calls handle on it', async () => {
    const before = built;
    const handler = createHandler(Decorated);
    expect(built).to.equal(before + 1);
    const answer = handler({ id: 5 }, context);
    expect(answer).to.be.instanceOf(Promise);
    expect(await answer).to.equal(`${built} 5 r`);
    expect(registry.resolve(Decorated).calls).to.deep.equal([{ id: 5 }, context]);
    const plain = createHandler(Undecorated);
    expect([await plain(1, context), await plain(2, context), built]).to.deep.equal([built * 100 + 1, built * 100 + 2, before + 2]);
    const again = createHandler(Undecorated);
    expect([await again(1, context), built]).to.deep.equal([built * 100 + 1, before + 2]);
  });

  it('has exactly two parameters, as Lambda wants it', () => {
    for (const handler of [createHandler(Decorated), createHandler(() => 1), createHandler((_event: unknown) => 1)]) {
      expect(handler.length).to.equal(2);
    }
  });

  it('takes a function, sync or async; what it throws is a rejection, unchanged', async () => {
    const failure = new Error('bad event');
    const sync = createHandler((event: number, { awsRequestId }: typeof context) => `${event} ${awsRequestId}`);
    expect(sync(1, context)).to.be.instanceOf(Promise);
    expect(await sync(1, context)).to.equal('1 r');
    expect(await createHandler(async (event: number) => event + 1)(1, context)).to.equal(2);
    expect(await createHandler(async () => undefined)(1, context)).to.equal(undefined);
    const throwing = createHandler(() => {
      throw failure;
    });
    expect(await errorOf(() => throwing(1, context))).to.equal(failure);
    expect(await errorOf(() => createHandler(() => Promise.reject(failure))(1, context))).to.equal(failure);
  });

  it('takes a bound function, an arrow and an old constructor that is decorated', async () => {
    expect(await createHandler(((event: number) => event).bind(null))(3, context)).to.equal(3);
    function Old(this: { handle(): string }): void {
      this.handle = () => 'old';
    }
    (ContainerSingleton as unknown as (target: unknown) => void)(Old);
    expect(await createHandler(Old as never)(undefined, undefined)).to.equal('old');
  });

  it('hands on what a constructor throws, in the init phase', () => {
    const failure = new Error('no bucket');
    class Broken {
      constructor() {
        throw failure;
      }
      handle(): void {}
    }
    expect(thrownBy(() => createHandler(Broken))).to.equal(failure);
    class Needy {
      constructor(readonly storage: object) {}
      handle(): void {}
    }
    expect(thrownBy(() => createHandler(Needy))).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
  });

  it('refuses a class without handle, and what is neither class nor function', () => {
    class NoHandle {}
    for (const [target, part] of [
      [NoHandle, 'NoHandle'],
      [undefined, 'undefined'],
      [null, 'null'],
      [{}, 'object'],
      ['index.handler', 'string'],
    ] as [unknown, string][]) {
      const error = thrownBy(() => createHandler(target as never));
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
      expect(error.message).to.contain(part).and.to.contain('createHandler');
    }
  });

  it('refuses unknown and senseless options', () => {
    for (const [options, ...parts] of [
      [{ x: 1 }, 'Unknown option "x"', 'valid options are tenant, background'],
      [{ tenant: 't' }, 'Invalid option "tenant"', "received 't'", 'a function (event, context)'],
      [{ background: 'later' }, 'Invalid option "background"', "received 'later'", "'drain' or 'after-response'"],
      [{ background: true }, 'Invalid option "background"'],
    ] as [object, ...string[]][]) {
      const error = thrownBy(() => createHandler(() => 1, options as never));
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      for (const part of [...parts, 'createHandler(anonymous)']) expect(error.message).to.contain(part);
    }
    createHandler(() => 1, {});
    createHandler(() => 1, undefined);
    createHandler(() => 1, { tenant: undefined, background: undefined });
  });

  it('gives the next invocation a fresh instance after registry.dispose()', async () => {
    const handler = createHandler(Undecorated);
    const first = await handler(0, context);
    await registry.dispose();
    expect(await handler(0, context)).to.equal(first + 100);
  });
});

describe('invocations in the statistics', () => {
  const clock = useFakeClock();
  const container = () => registry.stats().container;
  const handler = createHandler(async (work: Promise<unknown> | undefined) => work);
  const invoke = (work?: Promise<unknown>) => handler(work, undefined);

  it('are counted, failing ones too; the second one ends the cold start', async () => {
    const before = container().invocations;
    await invoke();
    await invoke(Promise.reject(new Error('x'))).catch(() => undefined);
    expect(container().invocations).to.equal(before + 2);
    expect(container().coldStart).to.equal(false);
  });

  it('count a thaw for a long gap, and for a gap that the monotonic clock did not see', async () => {
    await invoke();
    const { thaws } = container();
    clock.advance(900);
    await invoke();
    expect(container().thaws).to.equal(thaws);
    clock.advance(2_000);
    await invoke();
    expect(container().thaws).to.equal(thaws + 1);
    clock.advance(31_000);
    await invoke();
    expect(container().thaws).to.equal(thaws + 2);
    clock.advance(-60_000);
    await invoke();
    expect(container().thaws).to.equal(thaws + 2);
  });

  it('do not count a thaw while another invocation is running', async () => {
    await invoke();
    const { thaws, invocations } = container();
    const gate = deferred();
    const running = invoke(gate.promise);
    clock.advance(60_000);
    await invoke();
    gate.resolve();
    await running;
    expect([container().thaws, container().invocations]).to.deep.equal([thaws, invocations + 2]);
  });
});
