import { expect } from 'chai';
import { type StaleDecision, staleDecision } from '../../src/cache/freshness.js';
import { compile } from '../../src/cache/plan.js';

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
    expect([policyOf(0, 0), policyOf(100, 200), policyOf(200, 100)].map(({ staleWindow }) => staleWindow)).to.deep.equal([0, 200, 200]);
  });
});
