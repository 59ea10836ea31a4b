import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { SSMProvider } from '@aws-lambda-powertools/parameters/ssm';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { SSMClient } from '@aws-sdk/client-ssm';
import FakeTimers from '@sinonjs/fake-timers';
import { expect } from 'chai';
import { Cached, createHandler, currentInvocation, registry } from '../../src/index.js';
import type { Unchecked } from '../../src/options.js';
import { collectReports } from '../support/warnings.js';

interface Order {
  readonly customer: string;
}

/** What a decorator of Powertools is: they have the legacy form only, in version 2. */
type Decorator = (target: object, key: string, descriptor: PropertyDescriptor) => Unchecked;

const logged: { message: string; requestId: unknown }[] = [];
class Collecting extends LogFormatter {
  formatAttributes({ message, lambdaContext }: UnformattedAttributes): LogItem {
    logged.push({ message, requestId: lambdaContext?.awsRequestId });
    return new LogItem({ attributes: {} });
  }
}
// Else both print by a console of their own; metrics are then printed only where that is asked for.
Object.assign(process.env, { POWERTOOLS_DEV: 'true', POWERTOOLS_METRICS_DISABLED: 'false' });
const logger = new Logger({ logFormatter: new Collecting(), logLevel: 'INFO' });
const metrics = new Metrics({ namespace: 'shop', serviceName: 'orders' });
delete process.env.POWERTOOLS_DEV;
delete process.env.POWERTOOLS_METRICS_DISABLED;
const tracer = new Tracer({ enabled: false });

/** Runs work while what is printed is collected. */
async function printed(work: () => Promise<unknown>): Promise<string[]> {
  const lines: string[] = [];
  const { log, info } = console;
  Object.assign(console, { log: (line: unknown) => void lines.push(String(line)), info: () => undefined });
  try {
    await work();
  } finally {
    Object.assign(console, { log, info });
  }
  return lines;
}

const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

describe('Powertools for AWS Lambda', () => {
  const reported = collectReports();
  beforeEach(() => {
    logged.length = 0;
  });
  afterEach(async () => {
    expect(await reported.codes()).to.deep.equal([]);
    await registry.dispose();
  });

  for (const order of ORDERS) {
    const decorators = (): Decorator[] => [
      logger.injectLambdaContext({ clearState: true } as never) as Decorator,
      metrics.logMetrics() as Decorator,
      tracer.captureLambdaHandler() as Decorator,
    ];
    const apply = (target: object, key: string, given: PropertyDescriptor): PropertyDescriptor =>
      order.reduce((descriptor, index) => (decorators()[index] as Decorator)(target, key, descriptor) ?? descriptor, given);

    it(`Logger, Metrics and Tracer decorate a handler class in the order ${order.join()}, with cached methods inside`, async () => {
      class Orders {
        loads = 0;
        @Cached({ scope: 'tenant', ttl: '5m' })
        async plan(): Promise<string> {
          this.loads++;
          logger.info('loading');
          return `plan of ${currentInvocation()?.tenantId}`;
        }
        async handler(_event: Order, _context: unknown): Promise<[string, number]> {
          logger.info('handling');
          metrics.addMetric('orders', MetricUnit.Count, 1);
          return [await this.plan(), this.loads];
        }
      }
      const descriptor = Object.getOwnPropertyDescriptor(Orders.prototype, 'handler') as PropertyDescriptor;
      Object.defineProperty(Orders.prototype, 'handler', apply(Orders.prototype, 'handler', descriptor));
      const handler = createHandler(Orders, { tenant: ({ customer }: Order) => customer });
      const answers: unknown[] = [];
      const lines = await printed(async () => {
        for (const [at, customer] of ['ann', 'bob', 'ann'].entries())
          answers.push(await handler({ customer }, { awsRequestId: `r-${at}`, functionName: 'orders' }));
      });
      expect(answers).to.deep.equal([
        ['plan of ann', 1],
        ['plan of bob', 2],
        ['plan of ann', 2],
      ]);
      expect(logged).to.deep.equal([
        { message: 'handling', requestId: 'r-0' },
        { message: 'loading', requestId: 'r-0' },
        { message: 'handling', requestId: 'r-1' },
        { message: 'loading', requestId: 'r-1' },
        { message: 'handling', requestId: 'r-2' },
      ]);
      expect(lines.filter((line) => line.includes('"orders":1'))).to.have.length(3);
    });
  }

  it('captureMethod of Tracer and @Cached go together in either order', async () => {
    class Rates {
      loads = 0;
      @Cached()
      @(tracer.captureMethod() as Decorator)
      async inside(currency: string): Promise<string> {
        this.loads++;
        return currency;
      }
      @(tracer.captureMethod() as Decorator)
      @Cached()
      async outside(currency: string): Promise<string> {
        this.loads++;
        return currency;
      }
    }
    const rates = new Rates();
    for (let turn = 0; turn < 2; turn++) expect([await rates.inside('EUR'), await rates.outside('EUR')]).to.deep.equal(['EUR', 'EUR']);
    expect(rates.loads).to.equal(2);
  });

  describe('Parameters', () => {
    let server: Server;
    let requests = 0;
    let provider: SSMProvider;
    before(async () => {
      server = createServer((request, response) => {
        request.resume().on('end', () => {
          response.setHeader('content-type', 'application/x-amz-json-1.1');
          response.end(JSON.stringify({ Parameter: { Name: '/rate', Type: 'String', Value: `value ${++requests}` } }));
        });
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
      provider = new SSMProvider({ awsSdkV3Client: new SSMClient({ endpoint, region: 'eu-west-1', credentials }) });
    });
    after(async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    });

    it('keeps what it read for 5 s by itself, also below a cached method that asks again; forceFetch does not', async () => {
      const clock = FakeTimers.install({ toFake: ['Date'] });
      class Settings {
        @Cached({ ttl: '1s' }) async rate(): Promise<string | undefined> {
          return await provider.get('/rate');
        }
        @Cached({ ttl: '1s' }) async fresh(): Promise<string | undefined> {
          return await provider.get('/rate', { forceFetch: true });
        }
      }
      try {
        const settings = new Settings();
        expect(await settings.rate()).to.equal('value 1');
        clock.setSystemTime(Date.now() + 2_000);
        expect(await settings.rate()).to.equal('value 1');
        expect(await settings.fresh()).to.equal('value 2');
        clock.setSystemTime(Date.now() + 2_000);
        expect(await settings.fresh()).to.equal('value 3');
        clock.setSystemTime(Date.now() + 6_000);
        expect(await settings.rate()).to.equal('value 4');
      } finally {
        clock.uninstall();
      }
    });
  });
});
