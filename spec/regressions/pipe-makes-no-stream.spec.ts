import { expect } from 'chai';
import { cached, cacheOf } from '../../src/index.js';
import { collectReports } from '../support/warnings.js';

/** What composes by `pipe` and can be used any number of times, as observables (rxjs), effects and schemas (effect, zod) do. */
class Composable {
  pipe(...steps: ((value: this) => unknown)[]): unknown {
    return steps.reduce<unknown>((_, step) => step(this), this);
  }
}

class Subject extends Composable {
  next(_value: unknown): void {}
  subscribe(): void {}
}

// Kind of fault: Anything with a method `pipe` or `next` was taken for a stream or an iterator, and never cached.
describe('regression: pipe and next alone make no stream', () => {
  const reports = collectReports();

  for (const Result of [Composable, Subject]) {
    it(`a ${Result.name} is cached, without a warning`, async () => {
      const f = cached(() => new Result());
      expect(f()).to.equal(f());
      expect(cacheOf(f).stats()).to.include({ loads: 1, hits: 1 });
      expect(await reports.codes()).to.deep.equal([]);
    });
  }
});
