import { expect } from 'chai';
import { cached, containerSingleton, registry, runInvocation } from '../../src/index.js';
import { emfMetrics, openTelemetryMetrics } from '../../src/metrics/index.js';
import { collected } from '../support/garbage.js';

let made = 0;
type Line = Record<string, unknown>;

/**
 * When a member was collected, the next one of its name lost its `#2`, and one that was made later got its
 * name: metrics took the differences of two members' counters for what one had done.
 */
describe('regressions/rows-that-change-their-names', function () {
  this.timeout(20_000);

  /** Members of one label, each in a field that can be cleared, and what `sink` was told of them. */
  function rig() {
    const label = `changing ${++made}`;
    const lines: Line[] = [];
    const stop = emfMetrics({ function: 'f', metrics: ['hits', 'builds'], write: (line) => lines.push(JSON.parse(line)) });
    const totals = new Map<string, number>();
    let observe = (): void => undefined;
    const meter = {
      createObservableCounter: (name: string) => name,
      createObservableGauge: (name: string) => name,
      addBatchObservableCallback: (callback: (result: { observe: (name: string, value: number, attributes: Line) => void }) => void) => {
        observe = () =>
          callback({
            observe: (name, value, { member }) => {
              if (name === 'warmscope.hits' && String(member).startsWith(label)) totals.set(String(member), value);
            },
          });
      },
      removeBatchObservableCallback: () => undefined,
    };
    const stopMeter = openTelemetryMetrics(meter as never);
    return {
      label,
      /** A new member with so many hits. */
      member: (hits: number) => {
        const load = cached((key: number) => ({ key }), { name: label });
        const hit = (times: number): void => {
          for (let at = 0; at < times; at++) load(1);
        };
        hit(hits + 1);
        return hit;
      },
      rows: () => registry.stats().caches.filter(({ name }) => name.startsWith(label)).length,
      clients: () => registry.stats().singletons.filter(({ name }) => name.startsWith(label)).length,
      /** Hits, or builds, since the last call, of all members of the label. */
      async told(metric = 'hits'): Promise<number> {
        lines.length = 0;
        await runInvocation({}, () => 1);
        observe();
        const own = lines.filter((line) => String(line.member).startsWith(label));
        return own.reduce((sum, line) => sum + Number(line[metric] ?? 0), 0);
      },
      total: () => [...totals.values()].reduce((sum, value) => sum + value, 0),
      stop: () => {
        stop();
        stopMeter();
      },
    };
  }

  for (const [what, before, left, more] of [
    ['has had fewer', 10, 3, 2],
    ['has had more', 3, 10, 1],
    ['has had as many', 5, 5, 0],
  ] as const)
    it(`a member that loses its number as another is collected counts on, where it ${what}`, async () => {
      const { member, rows, told, total, stop } = rig();
      const own: { first?: (times: number) => void } = { first: member(before) };
      const second = member(left);
      expect(await told()).to.equal(before + left);
      own.first = undefined as never;
      await collected(() => rows() === 1, 'the first member');
      second(more);
      expect(await told()).to.equal(more);
      expect(total(), 'OpenTelemetry').to.equal(before + left + more);
      stop();
    });

  it('a member that gets the name of one that was collected counts from zero', async () => {
    const { member, rows, told, total, stop } = rig();
    const own: { first?: (times: number) => void } = { first: member(3) };
    expect(await told()).to.equal(3);
    own.first = undefined as never;
    await collected(() => rows() === 0, 'the first member');
    const next = member(7);
    expect(await told()).to.equal(7);
    expect(total()).to.equal(10);
    next(1);
    expect(await told()).to.equal(1);
    stop();
  });

  it('so does a client', async () => {
    const { label, clients, told, stop } = rig();
    const own: { first?: () => object } = { first: containerSingleton(() => ({}), { name: label }) };
    const second = containerSingleton(() => ({}), { name: label });
    own.first?.();
    expect(await told('builds')).to.equal(1);
    own.first = undefined as never;
    await collected(() => clients() === 1, 'the first client');
    second();
    expect(await told('builds')).to.equal(1);
    expect(await told('builds')).to.equal(0);
    stop();
  });
});
