import { Ajv } from 'ajv';
import { expect } from 'chai';
import { cached, containerSingleton, registry } from '../../src/index.js';
import { type EmfMetricsOptions, emfMetrics } from '../../src/metrics/index.js';
import { createTestContainer, type TestContainer } from '../../src/testing/index.js';
import { collectReports } from '../support/warnings.js';
import { PUBLISHED_SCHEMA } from './emf-published-schema.js';
import { EMF_SCHEMA } from './emf-schema.js';

interface Document {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[];
  };
  readonly member?: string;
  readonly [metric: string]: unknown;
}

// AWS's own as it was published, and today's limits, which are stricter but for the number of dimensions.
const SCHEMAS = [new Ajv({ strict: false }).compile(PUBLISHED_SCHEMA), new Ajv().compile(EMF_SCHEMA)];
const load = cached((key: string) => ({ key }), { name: 'emf-load', max: 2 });
const failing = cached(
  (secret: string): string => {
    throw new Error(`secret-${secret}`);
  },
  { name: 'emf-failing' },
);
const client = containerSingleton(() => ({}), { name: 'emf-client' });

describe('emfMetrics', () => {
  collectReports();
  let container: TestContainer;
  let documents: Document[] = [];
  let stop = (): void => undefined;

  const begin = (options: EmfMetricsOptions = {}): void => {
    stop = emfMetrics({
      function: 'orders',
      write: (line) => {
        expect(line).not.to.include('\n');
        const document: Document = JSON.parse(line);
        const [directive] = document._aws.CloudWatchMetrics;
        // Since 2019 a set of dimensions may be empty, as where nothing names the function.
        const schemas = directive?.Dimensions[0]?.length === 0 ? SCHEMAS.slice(1) : SCHEMAS;
        for (const isValid of schemas) expect(isValid(document), JSON.stringify(isValid.errors)).to.equal(true);
        for (const { Name } of directive?.Metrics ?? []) expect(document[Name], Name).to.be.a('number');
        for (const each of directive?.Dimensions[0] ?? []) expect(document[each], each).to.be.a('string');
        documents.push(document);
      },
      ...options,
    });
  };
  /** What was written since the last time, by member. */
  const taken = (): Record<string, Document> => {
    const all = Object.fromEntries(documents.map((document) => [document.member ?? 'container', document]));
    expect(Object.keys(all)).to.have.length(documents.length);
    documents = [];
    return all;
  };

  beforeEach(() => {
    container = createTestContainer();
    documents = [];
  });
  afterEach(async () => {
    stop();
    await container.dispose();
  });

  it('writes what has happened when an invocation ends, a line for each member', async () => {
    begin();
    await container.run(() => {
      for (const key of ['a', 'a', 'b', 'c']) load(key);
      client();
      expect(documents).to.have.length(0);
    });
    const first = taken();
    expect(first['emf-load']).to.include({ function: 'orders', hits: 1, misses: 3, loads: 3, evictions: 1, size: 2 });
    expect(first['emf-load']?._aws.CloudWatchMetrics).to.have.length(1);
    expect(first['emf-load']?._aws.CloudWatchMetrics[0]).to.deep.include({ Namespace: 'warmscope', Dimensions: [['function', 'member']] });
    expect(first['emf-load']?._aws.CloudWatchMetrics[0]?.Metrics).to.deep.include.members([
      { Name: 'hits', Unit: 'Count' },
      { Name: 'bytes', Unit: 'Bytes' },
    ]);
    expect(first['emf-client']).to.include({ builds: 1 }).and.not.have.property('hits');
    expect(first.container).to.include({ invocations: 1, coldStart: 1, function: 'orders' });
    expect(first.container?._aws.CloudWatchMetrics[0]?.Dimensions).to.deep.equal([['function']]);
  });

  it('writes differences: counters that did not move are left out, and members in which nothing happened', async () => {
    begin();
    await container.run(() => [load('a'), client()]);
    taken();
    await container.run(() => [load('a'), load('a')]);
    const second = taken();
    expect(second['emf-load']).to.include({ hits: 2, size: 1 }).and.not.have.any.keys('misses', 'loads', 'joins');
    expect(second).not.to.have.property('emf-client');
    expect(second.container).to.include({ invocations: 1 }).and.not.have.any.keys('coldStart', 'thaws');
  });

  it('adds up to the registry’s own counters, also over a container that is recycled', async () => {
    begin();
    let hits = 0;
    let expected = 0;
    for (let round = 0; round < 6; round++) {
      await container.run(() => {
        for (let call = 0; call <= round; call++) load('a');
      });
      hits += Number(taken()['emf-load']?.hits ?? 0);
      expected += round % 3 === 0 ? round : round + 1;
      if (round % 3 === 2) {
        await container.recycle();
        taken();
      }
    }
    expect(hits).to.equal(expected);
  });

  it('writes at most every so often, and the rest at the end', async () => {
    begin({ every: '10s' });
    for (const key of ['a', 'b', 'a']) {
      await container.run(() => load(key));
      await container.advance('3s');
    }
    expect(taken()).to.deep.equal({});
    await container.advance('1s');
    expect(taken()['emf-load']).to.include({ hits: 1, misses: 2 });
    await container.run(() => load('b'));
    expect(documents).to.have.length(0);
    stop();
    expect(taken()['emf-load']).to.include({ hits: 1 });
    await container.run(() => load('b'));
    await container.advance('1m');
    expect(documents).to.have.length(0);
    stop();
    expect(documents).to.have.length(0);
  });

  it('writes after a freeze when the next invocation ends', async () => {
    begin({ every: '10s' });
    await container.run(() => load('a'));
    container.freeze('1h');
    expect(documents).to.have.length(0);
    await container.run(() => load('a'));
    expect(taken()['emf-load']).to.include({ hits: 1, misses: 1 });
  });

  it('writes by a timer where there are no invocations', async () => {
    begin({ every: '10s' });
    load('a');
    await container.advance('9s');
    expect(documents).to.have.length(0);
    await container.advance('1s');
    expect(taken()['emf-load']).to.include({ misses: 1 });
    load('a');
    await container.advance('10s');
    expect(taken()['emf-load']).to.include({ hits: 1 });
  });

  it('writes the chosen metrics, with the given namespace', async () => {
    begin({ metrics: ['hits', 'builds'], namespace: 'shop' });
    await container.run(() => [load('a'), load('a'), client()]);
    const all = taken();
    expect(all['emf-load']?._aws.CloudWatchMetrics[0]).to.deep.include({ Namespace: 'shop', Metrics: [{ Name: 'hits', Unit: 'Count' }] });
    expect(Object.keys(all).sort()).to.deep.equal(['emf-client', 'emf-load']);
  });

  it('leaves the function out where nothing names it, and shortens names that CloudWatch would refuse', async () => {
    const long = cached(() => 1, { name: 'x'.repeat(2_000) });
    begin({ function: undefined });
    await container.run(() => long());
    const document = documents.find(({ member }) => member?.startsWith('xx'));
    expect(document?.member).to.have.length(1_024);
    expect(document?._aws.CloudWatchMetrics[0]?.Dimensions).to.deep.equal([['member']]);
  });

  it('writes names of any characters as CloudWatch takes them, told apart, and no namespace that it refuses', async () => {
    const names = ['価格.レート', '価格.レート2', 'tab\there', '\ud800 alone', 'plain ~ name'];
    const members = names.map((name) => cached(() => 1, { name }));
    begin({ metrics: ['misses'], namespace: 'Shop/eu-1 #2:a_b.c' });
    await container.run(() => members.map((member) => member()));
    const written = documents.map(({ member }) => String(member));
    expect(new Set(written).size).to.equal(names.length);
    for (const member of written) expect(member).to.match(/^[\x20-\x7e]+$/);
    expect(written).to.include('plain ~ name').and.include('tab%09here');
    documents = [];
    for (const namespace of ['AWS/Lambda', ' ', 'a'.repeat(256), 'shop*', 'gesch\u00e4ft'])
      expect(() => emfMetrics({ namespace }), namespace)
        .to.throw('"namespace"')
        .with.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
  });

  it('keeps to what CloudWatch takes of a line: metrics, dimensions, bytes; milliseconds without noise that add up', async () => {
    const everything: string[] = [];
    begin({ function: '\ud83d\ude00'.repeat(600), write: (line) => void everything.push(line) });
    const member = cached(
      async (key: number) => {
        await container.advance(0.1 + key / 3);
        return key;
      },
      { name: '\ud83d\ude00'.repeat(600), max: 3, ttl: 10 },
    );
    let total = 0;
    for (let round = 0; round < 30; round++) {
      await container.run(() => member(round % 7));
      for (const line of everything.splice(0)) {
        expect(Buffer.byteLength(line)).to.be.below(8_192);
        const document: Document = JSON.parse(line);
        const [directive] = document._aws.CloudWatchMetrics;
        expect(directive?.Metrics.length).to.be.at.most(20);
        const loadMs = Number(document.loadMs ?? 0);
        expect(String(loadMs).length, String(loadMs)).to.be.at.most(7);
        total += loadMs;
      }
    }
    const row = registry.stats().caches.find(({ name }) => name.startsWith('\ud83d\ude00'));
    expect(row?.loadMs).to.be.greaterThan(10);
    expect(total).to.be.closeTo(Number(row?.loadMs), 0.001);
  });

  it('says nothing of keys, arguments, values and errors', async () => {
    begin();
    await container.run(() => {
      load('secret-key');
      expect(() => failing('argument')).to.throw();
    });
    expect(JSON.stringify(documents)).to.include('emf-failing').and.not.include('secret');
  });

  it('warns once of a line that cannot be written, and the invocation gets its answer', async () => {
    begin({
      write: () => {
        throw new Error('EPIPE');
      },
    });
    for (const answer of [1, 2]) expect(await container.run(() => answer)).to.equal(answer);
    stop();
    expect(container.warnings.map(({ code }) => code)).to.deep.equal(['WARN_WARMSCOPE_BACKGROUND']);
  });

  it('refuses senseless options by name', () => {
    const wrong: [object, string][] = [
      [{ every: '5 mins' }, 'every'],
      [{ every: 0 }, 'every'],
      [{ metrics: [] }, 'metrics'],
      [{ metrics: ['hit'] }, 'metrics'],
      [{ namespace: '' }, 'namespace'],
      [{ write: 'stdout' }, 'write'],
      [{ period: '1m' }, 'period'],
    ];
    for (const [options, name] of wrong)
      expect(() => emfMetrics(options as EmfMetricsOptions), name)
        .to.throw(`"${name}"`)
        .with.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
    expect(registry.stats().container.invocations).to.equal(0);
  });
});
