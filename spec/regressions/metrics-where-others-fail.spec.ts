import { Ajv } from 'ajv';
import { expect } from 'chai';
import { cached, containerSingleton, registry } from '../../src/index.js';
import { emfMetrics, openTelemetryTraces, powertoolsMetrics } from '../../src/metrics/index.js';
import { createTestContainer, type TestContainer } from '../../src/testing/index.js';
import { EMF_SCHEMA } from '../metrics/emf-schema.js';
import { errorOf, nextTurn } from '../support/deferred.js';
import { collectReports } from '../support/warnings.js';

const load = cached((key: string) => ({ key }), { name: 'metrics-where-others-fail' });
const failing = cached(
  async (): Promise<never> => {
    throw new Error('no');
  },
  { name: 'metrics-where-loads-fail' },
);
const client = containerSingleton(async () => ({}), { name: 'metrics-client' });

// Kind of fault: What metrics are handed to (a writer, a tracer, a clock) fails in its own way, and the program or the next metrics suffered.
describe('regression: metrics where others fail', () => {
  const reports = collectReports();
  let container: TestContainer;
  let stop = (): void => undefined;
  beforeEach(() => {
    container = createTestContainer();
  });
  afterEach(async () => {
    stop();
    await container.dispose();
  });

  const writers: Record<string, (line: string) => unknown> = {
    'an async function': async () => {
      throw new Error('EPIPE');
    },
    'a function that gives a thenable': () => ({
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what this is about
      then: (_resolve: unknown, reject: (error: Error) => void) => reject(new Error('EPIPE')),
    }),
    'a function that throws': () => {
      throw new Error('EPIPE');
    },
  };
  for (const [what, write] of Object.entries(writers))
    it(`a line that cannot be written by ${what} is one warning, and no unhandled rejection`, async () => {
      stop = emfMetrics({ write: write as (line: string) => void });
      for (const answer of [1, 2]) expect(await container.run(() => [load('a'), answer][1])).to.equal(answer);
      await nextTurn();
      expect(container.warnings.map(({ code }) => code)).to.deep.equal(['WARN_WARMSCOPE_BACKGROUND']);
      expect(await reports.codes()).to.deep.equal([]);
    });

  const OF_THE_CONTAINER = undefined;
  const MEMBERS = [OF_THE_CONTAINER, 'metrics-where-others-fail', 'metrics-client'];
  for (const lost of MEMBERS)
    it(`of three lines, the others are written where that of ${lost ?? 'the container'} cannot be`, async () => {
      const written: unknown[] = [];
      const write = (line: string): void => {
        const { member } = JSON.parse(line);
        if (member === lost) throw new Error('EPIPE');
        // Eager clients of other files have lines as well.
        if (MEMBERS.includes(member)) written.push(member);
      };
      stop = emfMetrics({ write });
      await container.run(async () => [load('a'), await client()]);
      expect(written).to.deep.equal(MEMBERS.filter((member) => member !== lost));
      expect(container.warnings.map(({ code }) => code)).to.deep.equal(['WARN_WARMSCOPE_BACKGROUND']);
    });

  it("Powertools' metrics of other members are added where those of one cannot be", async () => {
    const added: string[] = [];
    const singleMetric = () => ({
      addDimension: (_: string, member: string) => {
        if (member === 'metrics-where-others-fail') throw new Error('no dimension');
        if (MEMBERS.includes(member)) added.push(member);
      },
      addMetric: () => undefined,
    });
    stop = powertoolsMetrics({ singleMetric });
    await container.run(async () => [load('a'), await client()]);
    expect(new Set(added)).to.deep.equal(new Set(['metrics-client']));
  });

  const tracers = {
    'whose spans cannot begin': {
      startSpan: () => {
        throw new Error('no span');
      },
    },
    'whose spans cannot end': {
      startSpan: () => ({
        setStatus: () => undefined,
        end: () => {
          throw new Error('no end');
        },
      }),
    },
    'whose spans take no status': {
      startSpan: () => ({
        setStatus: () => {
          throw new Error('no status');
        },
        end: () => undefined,
      }),
    },
  };
  for (const [what, tracer] of Object.entries(tracers))
    it(`a tracer ${what} is one warning, and loads and builds are what they were`, async () => {
      stop = openTelemetryTraces(tracer);
      const answers = await container.run(async () => [load('a'), await client(), (await errorOf(failing)).message]);
      expect(answers).to.deep.equal([{ key: 'a' }, {}, 'no']);
      await nextTurn();
      expect(container.warnings.map(({ code }) => code)).to.deep.equal(['WARN_WARMSCOPE_BACKGROUND']);
    });

  it('a span that takes no status ends all the same', async () => {
    const ended: string[] = [];
    stop = openTelemetryTraces({
      startSpan: (name) => ({ ...tracers['whose spans take no status'].startSpan(), end: () => ended.push(name) }),
    });
    await container.run(() => errorOf(failing));
    await nextTurn();
    expect(ended.filter((name) => name.includes('metrics-where-loads-fail'))).to.have.length(1);
  });

  for (const [what, wrong] of [
    ['no time', Number.NaN],
    ['no end', Number.POSITIVE_INFINITY],
  ] as const)
    it(`a clock that tells ${what} for a while leaves lines that CloudWatch takes, and metrics go on`, async () => {
      await container.dispose();
      let time = 1_000_000;
      const lines: object[] = [];
      registry.configure({ clock: { now: () => time } });
      try {
        stop = emfMetrics({ every: '1m', metrics: ['hits', 'misses'], write: (line) => void lines.push(JSON.parse(line)) });
        const { runInvocation } = await import('../../src/index.js');
        await runInvocation({}, () => load(`${what} a`));
        time = wrong;
        await runInvocation({}, () => load(`${what} a`));
        await runInvocation({}, () => load(`${what} a`));
        time = 2_000_000;
        const before = lines.length;
        await runInvocation({}, () => load(`${what} a`));
        expect(lines.length, 'metrics go on').to.be.greaterThan(before);
        const isValid = new Ajv().compile(EMF_SCHEMA);
        for (const line of lines) expect(isValid(line), JSON.stringify(line)).to.equal(true);
      } finally {
        registry.configure({ clock: undefined });
        container = createTestContainer();
      }
    });
});
