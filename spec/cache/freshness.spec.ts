import { expect } from 'chai';
import { longestWindow, type StaleDecision, staleDecision, windowsOf } from '../../src/cache/freshness.js';
import { compile } from '../../src/cache/plan.js';
import { Details } from '../../src/store/details.js';
import { Entry } from '../../src/store/entry.js';

const policyOf = (staleWhileRevalidate: number, staleIfError: number) => compile([{ staleWhileRevalidate, staleIfError }]);
const FOREVER = Number.POSITIVE_INFINITY;

describe('cache/freshness', () => {
  /** Milliseconds past the ttl, the decision, and the one while the last refresh has failed just now. */
  const table: readonly [
    name: string,
    policy: ReturnType<typeof policyOf>,
    rows: readonly [ms: number, decision: StaleDecision, paused: StaleDecision][],
  ][] = [
    [
      'no policy',
      policyOf(0, 0),
      [
        [0, 'expire', 'expire'],
        [5, 'expire', 'expire'],
      ],
    ],
    [
      'staleWhileRevalidate',
      policyOf(100, 0),
      [
        [0, 'revalidate', 'serve'],
        [99, 'revalidate', 'serve'],
        [100, 'expire', 'expire'],
      ],
    ],
    [
      'staleIfError',
      policyOf(0, 100),
      [
        [0, 'try', 'serve'],
        [99, 'try', 'serve'],
        [100, 'expire', 'expire'],
      ],
    ],
    [
      'both',
      policyOf(100, 200),
      [
        [99, 'revalidate', 'serve'],
        [100, 'try', 'serve'],
        [199, 'try', 'serve'],
        [200, 'expire', 'expire'],
      ],
    ],
    [
      'the shorter within the longer',
      policyOf(200, 100),
      [
        [150, 'revalidate', 'serve'],
        [200, 'expire', 'expire'],
      ],
    ],
    ['no end', policyOf(FOREVER, 0), [[1e15, 'revalidate', 'serve']]],
  ];
  for (const [name, policy, rows] of table) {
    for (const [ms, decision, paused] of [...rows, [Number.NaN, 'expire', 'expire'] as const]) {
      it(`${name}: ${ms} ms past the ttl: ${decision}, or ${paused} in a pause`, () => {
        expect([staleDecision(policy, ms, false), staleDecision(policy, ms, true)]).to.deep.equal([decision, paused]);
      });
    }
  }

  it('knows how long entries are of use', () => {
    const entry = new Entry('key', undefined);
    const plans = [policyOf(0, 0), policyOf(100, 200), policyOf(200, 100)];
    expect(plans.map((plan) => longestWindow(entry, plan))).to.deep.equal([0, 200, 200]);
    entry.details = new Details();
    expect(plans.map((plan) => longestWindow(entry, plan))).to.deep.equal([0, 200, 200]);
    entry.details.staleIfError = 150;
    expect(plans.map((plan) => longestWindow(entry, plan))).to.deep.equal([150, 150, 200]);
    entry.details.staleWhileRevalidate = 0;
    for (const plan of plans) expect(windowsOf(entry, plan)).to.deep.equal({ staleWhileRevalidate: 0, staleIfError: 150 });
  });

  for (const ms of [-1, -100, Number.NEGATIVE_INFINITY]) {
    it(`an entry that is idle ${-ms} ms before the end of its ttl is served by a window alone`, () => {
      const decisions = [policyOf(0, 0), policyOf(100, 0), policyOf(0, 100)].map((policy) => staleDecision(policy, ms, false));
      expect(decisions).to.deep.equal(['expire', 'revalidate', 'try']);
    });
  }
});
