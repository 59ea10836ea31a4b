// Kind of fault: Waiting for an eager client had no limit, so one that never finishes blocked every invocation.
import { expect } from 'chai';
import { ContainerSingleton, containerSingleton, createHandler, createStreamHandler, registry } from '../../src/index.js';
import { useFakeClock } from '../support/clock.js';
import { deferred, errorOf, nextTurn, stateOf } from '../support/deferred.js';
import { collectGarbage } from '../support/garbage.js';
import { collectReports } from '../support/warnings.js';

describe('regression: eager clients that are not built in time', () => {
  collectReports();
  const clock = useFakeClock();
  let gate = deferred();
  beforeEach(() => {
    gate = deferred();
  });
  afterEach(async () => {
    gate.resolve();
    await registry.dispose();
    // The container has let go of them: no other spec is to wait for them.
    await collectGarbage();
  });

  /** A factory that hangs at first, until the spec is over, and counts its builds by itself: earlier specs may still have clients. */
  const connecting = () => {
    const counted = { builds: 0 };
    const { promise } = gate;
    const connect = async (): Promise<string> => {
      const build = ++counted.builds;
      if (build === 1) await promise;
      return `client ${build}`;
    };
    return { connect, counted };
  };
  type Connect = () => Promise<string>;
  const eager = {
    'a function': (connect: Connect) => containerSingleton(connect, { eager: true, name: 'queue' }),
    'a static member': (connect: Connect) => {
      class Clients {
        @ContainerSingleton({ eager: true, name: 'queue' })
        static queue(): Promise<string> {
          return connect();
        }
      }
      return () => Clients.queue();
    },
  };
  class Handler {
    handle(): string {
      return 'answer';
    }
  }
  type AnyHandler = (event: unknown, context: unknown) => Promise<unknown>;
  const handlers: Record<string, () => AnyHandler> = {
    'a function': () => createHandler(() => 'answer') as AnyHandler,
    'a class': () => createHandler(Handler) as AnyHandler,
    'a stream handler': () => {
      const handler = createStreamHandler((event: { done: boolean }) => {
        event.done = true;
      });
      return async (_event, context) => {
        const event = { done: false };
        await handler(event, undefined, context);
        return event.done ? 'answer' : 'nothing';
      };
    },
  };
  const context = (ms: number) => {
    const until = clock.time + ms;
    return { getRemainingTimeInMillis: () => until - clock.time };
  };

  for (const [of, make] of Object.entries(eager)) {
    for (const [kind, handlerOf] of Object.entries(handlers)) {
      it(`fail an invocation after half of its time, and are tried anew after a thaw: ${of}, ${kind}`, async () => {
        const { connect, counted } = connecting();
        const read = make(connect);
        const handler = handlerOf();
        const late = errorOf(() => handler({}, context(6_000)));
        await nextTurn();
        clock.advance(2_999);
        expect(await stateOf(late)).to.equal('pending');
        clock.advance(1);
        const error = await late;
        expect([error.code, error.message.includes('queue'), error.message.includes('3000 ms')]).to.deep.equal([
          'ERR_WARMSCOPE_RESOLUTION',
          true,
          true,
        ]);
        clock.advance(3_600_000);
        expect(await handler({}, context(6_000))).to.equal('answer');
        expect([await read(), counted.builds]).to.deep.equal(['client 2', 2]);
      });
    }
  }

  it('are waited for 10 seconds where there is no deadline', async () => {
    eager['a function'](connecting().connect);
    const handler = createHandler(() => 'answer');
    const late = errorOf(() => handler({}, {}));
    await nextTurn();
    clock.advance(9_999);
    expect(await stateOf(late)).to.equal('pending');
    clock.advance(1);
    expect(await late).to.have.property('code', 'ERR_WARMSCOPE_RESOLUTION');
  });

  it('do not affect invocations once they are built after all', async () => {
    eager['a function'](connecting().connect);
    const handler = createHandler(() => 'answer');
    const late = errorOf(() => handler({}, {}));
    await nextTurn();
    clock.advance(10_000);
    await late;
    gate.resolve();
    await nextTurn();
    expect(await handler({}, {})).to.equal('answer');
  });
});
