import { expect } from 'chai';
import { createHandler, currentInvocation } from '../../src/index.js';
import type { LambdaContext, TestContainer } from '../../src/testing/index.js';
import { errorOf } from '../support/deferred.js';
import { useTestContainer } from '../testing/container-rig.js';

describe('arguments of a test container', () => {
  const rig = useTestContainer();

  const work = (): number => 1;
  const misuses: readonly [string, (kit: TestContainer) => unknown, code: string, says: string][] = [
    ['the name of a handler', (kit) => kit.invoke('index.handler' as never), 'INVALID_TARGET', 'received string'],
    ['a class for a handler', (kit) => kit.invoke(class {} as never), 'INVALID_TARGET', 'createHandler'],
    ['a tenant for a context', (kit) => kit.invoke(work, {}, 'acme' as never), 'INVALID_OPTION', 'received string; valid is an object'],
    ['no function to run', (kit) => kit.run(undefined as never), 'INVALID_OPTION', 'run takes its work as the first argument'],
    [
      'the arguments of runInvocation',
      (kit) => kit.run({ id: 'r' } as never, work as never),
      'INVALID_OPTION',
      'run takes an object of options',
    ],
    ['options that are none', (kit) => kit.run(work, null as never), 'INVALID_OPTION', 'run takes an object of options; received null'],
    ['a number for options', (kit) => kit.run(work, 5 as never), 'INVALID_OPTION', 'run takes an object of options; received 5'],
    ['an unknown option', (kit) => kit.run(work, { tenant: 'a' } as never), 'INVALID_OPTION', 'option "tenant" of run:'],
    ['an invalid option', (kit) => kit.run(work, { tenantId: '' }), 'INVALID_OPTION', 'option "tenantId" of run:'],
  ];
  for (const [what, misuse, code, says] of misuses)
    it(`refuses ${what}, in the words of the function that was called`, async () => {
      const error = await errorOf(() => misuse(rig.kit));
      expect(error.code).to.equal(`ERR_WARMSCOPE_${code}`);
      expect(error.message).to.contain(says);
      expect(rig.kit.stats().container.invocations).to.equal(0);
    });

  it('leaves a context of a class what reads its private fields, inherited or not', async () => {
    class Clock {
      #left = 1_234;
      get left(): number {
        return this.#left;
      }
      set left(milliseconds: number) {
        this.#left = milliseconds;
      }
      static of({ left }: Clock): number {
        return left;
      }
    }
    class Context extends Clock {
      readonly #id = 'r1';
      readonly awsRequestId: string = this.#id;
      getRemainingTimeInMillis(): number {
        return this.left;
      }
      idOf(): string {
        return this.#id;
      }
    }
    const given = new Context();
    const handler = createHandler((_event: unknown, context: Context) => {
      context.left -= 4;
      return [context.getRemainingTimeInMillis(), context.idOf(), currentInvocation()?.remainingMs(), context.constructor === Context];
    });
    expect(await rig.kit.invoke(handler, {}, given)).to.deep.equal([1_230, 'r1', 1_234, true]);
    expect(await rig.kit.invoke((_event: unknown, { functionName }: LambdaContext) => functionName, {}, given as object)).to.equal('test');
  });
});
