import { expect } from 'chai';
import { printedBy } from '../packaging/project.js';

const MB = 2 ** 20;

/** What a thread was given of a budget of 20 %, and what V8 says of its heap. */
interface Share {
  /** Entries of 1 MB that are kept. */
  readonly kept: number;
  readonly bytes: number;
  readonly heapLimit: number;
}

interface Threads {
  readonly main: Share;
  readonly workers: Share[];
}

/** Has two worker threads and the main thread fill their caches at the same time, each under `maxBytes: '20%'`. */
function fill(environment: Record<string, string>, resourceLimits: object | undefined): Promise<Threads> {
  const work = `
    const { cached, cacheOf, registry } = await import('./dist/esm/index.js');
    const { getHeapStatistics } = await import('node:v8');
    registry.configure({ maxBytes: '20%' });
    const page = cached((id) => id, { max: 1_000_000, weigh: () => ${MB} });
    for (let id = 0; id < 3_000; id++) page(id);
    const { size: kept, bytes } = cacheOf(page).stats();
    const share = { kept, bytes, heapLimit: getHeapStatistics().heap_size_limit };`;
  const program = `
    import { Worker } from 'node:worker_threads';
    for (const name of ['AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'AWS_LAMBDA_NODEJS_WORKER_COUNT']) delete process.env[name];
    Object.assign(process.env, ${JSON.stringify(environment)});
    const code = ${JSON.stringify(`(async () => { ${work} require('node:worker_threads').parentPort.postMessage(share); })()`)};
    const start = () => new Promise((resolve, reject) => {
      const worker = new Worker(code, { eval: true, execArgv: [], resourceLimits: ${JSON.stringify(resourceLimits ?? {})} });
      worker.on('message', resolve).on('error', reject);
    });
    const started = [start(), start()];
    ${work}
    console.log(JSON.stringify({ main: share, workers: await Promise.all(started) }));`;
  return printedBy(program) as Promise<Threads>;
}

/** Entries of 1 MB that 20 % of so many bytes have room for. */
const roomIn = (bytes: number): number => Math.floor((0.2 * bytes) / MB);

describe('A budget of 20 % in worker threads', function () {
  this.timeout(60_000);

  const LIMITS: [what: string, limits: object | undefined][] = [
    ['without limits of their own', undefined],
    ['with resourceLimits', { maxOldGenerationSizeMb: 80, maxYoungGenerationSizeMb: 16 }],
  ];
  for (const [what, limits] of LIMITS) {
    it(`is of each one's own heap, ${what}`, async () => {
      const { main, workers } = await fill({}, limits);
      for (const { kept, bytes, heapLimit } of [main, ...workers]) {
        expect(kept).to.equal(Math.min(3_000, roomIn(heapLimit)));
        expect(bytes).to.equal(kept * MB);
      }
      for (const { heapLimit } of workers)
        if (limits !== undefined) expect(heapLimit, 'what V8 makes of the limits').to.be.within(80 * MB, 200 * MB);
    });

    it(`is of each one's part of the function's memory on Lambda, ${what}`, async () => {
      const { main, workers } = await fill({ AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '2048', AWS_LAMBDA_NODEJS_WORKER_COUNT: '4' }, limits);
      expect(main.kept).to.equal(roomIn(2_048 * MB));
      for (const { kept, heapLimit } of workers) expect(kept).to.equal(roomIn(Math.min(512 * MB, heapLimit)));
      if (limits !== undefined) for (const { kept } of workers) expect(kept, 'no more than its heap').to.be.lessThan(roomIn(512 * MB));
    });

    it(`is of no more than its own heap where nobody knows how many threads there are, ${what}`, async () => {
      const { workers } = await fill({ AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024' }, limits);
      for (const { kept, heapLimit } of workers) expect(kept).to.equal(roomIn(Math.min(1_024 * MB, heapLimit)));
    });
  }
});
