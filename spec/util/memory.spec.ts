import { getHeapStatistics } from 'node:v8';
import { expect } from 'chai';
import { memoryOf, oldSpaceLimit, oldSpaceUsed } from '../../src/util/memory.js';
import { printedBy } from '../packaging/project.js';

const MB = 2 ** 20;
const HEAP = getHeapStatistics().heap_size_limit;

describe('util/memory', () => {
  it("a percentage is of the function's memory, where that is known", () => {
    const environment = { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512', AWS_LAMBDA_NODEJS_WORKER_COUNT: '4' };
    expect(memoryOf({ environment, isMainThread: true })).to.equal(512 * MB);
    expect(memoryOf({ environment, isMainThread: false }), 'of which a worker thread has its part').to.equal(128 * MB);
  });

  it("else of V8's heap limit", () => {
    for (const size of [undefined, '', '0', '-1', 'much', 'Infinity'])
      expect(memoryOf({ environment: { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: size }, isMainThread: true })).to.equal(HEAP);
  });

  it('a worker thread of which nobody knows how many there are gets no more than its own heap', () => {
    const environment = { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1000000', AWS_LAMBDA_NODEJS_WORKER_COUNT: '0' };
    expect(memoryOf({ environment, isMainThread: false })).to.equal(HEAP);
  });

  it('what the old space holds grows with what is kept', () => {
    globalThis.gc?.();
    const before = oldSpaceUsed();
    const kept = Array.from({ length: 200_000 }, (_, index) => ({ index }));
    globalThis.gc?.();
    expect(oldSpaceUsed() - before).to.be.within(kept.length * 30, kept.length * 80);
  });

  const asked = (environment: object): string => `Object.assign(process.env, ${JSON.stringify(environment)});
    const { oldSpaceLimit } = await import('./build/tc39/src/util/memory.js'); console.log(JSON.stringify(oldSpaceLimit()));`;
  const flagged: [how: string, flags: string[], environment: object, megabytes: number][] = [
    ['a flag', ['--max-old-space-size=64'], {}, 64],
    ['a flag with underscores', ['--max_old_space_size=80'], {}, 80],
    ['NODE_OPTIONS', [], { NODE_OPTIONS: '--no-warnings --max-old-space-size=96' }, 96],
    ['a flag that overrules NODE_OPTIONS', ['--max-old-space-size=64'], { NODE_OPTIONS: '--max-old-space-size=96' }, 64],
  ];
  for (const [how, flags, environment, megabytes] of flagged) {
    it(`the limit of the old space is what ${how} says`, async () => {
      expect(await printedBy(asked(environment), { flags })).to.equal(megabytes * MB);
    });
  }

  it('without a flag it is a little less than that of the heap', () => {
    expect(oldSpaceLimit()).to.be.within(0.9 * HEAP, HEAP);
  });

  it('a worker thread has what it was given', async () => {
    const program = `import { Worker } from 'node:worker_threads';
      const code = "import('./build/tc39/src/util/memory.js').then(({ oldSpaceLimit }) => require('node:worker_threads').parentPort.postMessage(oldSpaceLimit()))";
      new Worker(code, { eval: true, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 48 } }).on('message', (limit) => console.log(JSON.stringify(limit)));`;
    expect(await printedBy(program)).to.equal(48 * MB);
  });
});
