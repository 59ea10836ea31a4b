import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, type ContextManager, context, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { expect } from 'chai';
import { cached, containerSingleton } from '../../src/index.js';
import { openTelemetryTraces } from '../../src/metrics/index.js';
import { createTestContainer, type TestContainer } from '../../src/testing/index.js';
import { deferred, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

/** OpenTelemetry's context, kept as its package for Node keeps it. */
class Contexts implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();
  active = (): Context => this.#storage.getStore() ?? ROOT_CONTEXT;
  with: ContextManager['with'] = (active, work, self, ...args) => this.#storage.run(active, () => work.apply(self as never, args));
  bind = <T>(_: Context, target: T): T => target;
  enable = (): this => this;
  disable = (): this => this;
}

const load = cached(async (answer: Promise<string>) => answer, { name: 'traced', key: () => 'one', ttl: '1m' });
const sync = cached((secret: string) => secret.length, { name: 'traced-sync' });
const failing = cached(
  async (secret: string): Promise<string> => {
    throw new Error(secret);
  },
  { name: 'traced-failing' },
);
const client = containerSingleton(async () => ({}), { name: 'traced-client' });

describe('openTelemetryTraces', () => {
  collectReports();
  let container: TestContainer;
  beforeEach(() => {
    container = createTestContainer();
  });
  afterEach(() => container.dispose());
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracer = provider.getTracer('warmscope');

  before(() => context.setGlobalContextManager(new Contexts()));
  after(async () => {
    context.disable();
    await provider.shutdown();
  });

  it('makes a span of each load and build, none of hits, within the active span', async () => {
    const stop = openTelemetryTraces(tracer);
    const answer = deferred<string>();
    const parent = tracer.startSpan('request');
    await context.with(trace.setSpan(ROOT_CONTEXT, parent), async () => {
      const calls = [load(answer.promise), load(answer.promise)];
      expect(exporter.getFinishedSpans()).to.have.length(0);
      answer.resolve('done');
      await Promise.all(calls);
      await load(answer.promise);
      sync('secret');
      sync('secret');
      await client();
      await expectRejection(failing('secret'));
    });
    await Promise.resolve();
    const spans = exporter.getFinishedSpans();
    expect(spans.map(({ name }) => name)).to.have.members([
      'load traced',
      'load traced-sync',
      'build traced-client',
      'load traced-failing',
    ]);
    const [loaded] = spans.filter(({ name }) => name === 'load traced');
    expect(loaded?.attributes).to.deep.equal({ 'warmscope.member': 'traced', 'warmscope.cause': 'call' });
    for (const span of spans) expect(span.parentSpanContext?.spanId, span.name).to.equal(parent.spanContext().spanId);
    const failed = spans.filter(({ status }) => status.code === SpanStatusCode.ERROR);
    expect(failed.map(({ name }) => name)).to.deep.equal(['load traced-failing']);
    expect(JSON.stringify(spans.map(({ name, attributes, status, events }) => [name, attributes, status, events]))).not.to.include(
      'secret',
    );
    exporter.reset();
    stop();
    sync('another');
    await Promise.resolve();
    expect(exporter.getFinishedSpans()).to.have.length(0);
  });

  it('ends the spans of what is under way when it stops, once and without a status', async () => {
    const stop = openTelemetryTraces(tracer);
    const [answer, built] = [deferred<string>(), deferred<object>()];
    const slow = containerSingleton(() => built.promise, { name: 'traced-slow' });
    const inside = cached(() => stop(), { name: 'traced-inside' });
    const calls = [load(answer.promise), slow()];
    await failing('secret').catch(() => undefined);
    await nextTurn();
    inside();
    const ended = (): unknown[] => exporter.getFinishedSpans().map(({ name, status }) => [name, status.code]);
    const spans = [
      ['load traced-failing', SpanStatusCode.ERROR],
      ['load traced', SpanStatusCode.UNSET],
      ['load traced-inside', SpanStatusCode.UNSET],
      ['build traced-slow', SpanStatusCode.UNSET],
    ];
    expect(ended()).to.deep.equal(spans);
    answer.resolve('done');
    built.resolve({});
    await Promise.all(calls);
    await nextTurn();
    stop();
    expect(ended()).to.deep.equal(spans);
    exporter.reset();
  });

  it('refuses what is no tracer', () => {
    for (const wrong of [undefined, {}, 'tracer'])
      expect(() => openTelemetryTraces(wrong as never))
        .to.throw('takes a tracer')
        .with.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
  });
});

async function expectRejection(promise: Promise<unknown>): Promise<void> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(Error);
}
