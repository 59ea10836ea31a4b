import { expect } from 'chai';
import { cached } from '../../src/index.js';
import { errorOf } from '../support/deferred.js';

const ignore = (): void => undefined;

// Kind of fault: The suggested key was `(argument) => argument.id` whichever argument was the problem: pasted as it was, it read the first one.
describe('regression: the remedy for an argument without a structural key', () => {
  const cases: [position: number, remedy: string][] = [
    [0, 'key: (first) => first.id'],
    [1, 'key: (first, second) => [first, second.id]'],
    [2, 'key: (first, second, third) => [first, second, third.id]'],
    [3, 'key: (...args) => args[3].id'],
  ];
  for (const [position, remedy] of cases) {
    it(`reads argument ${position + 1} if that is the problem`, async () => {
      const call = cached(async (...args: unknown[]) => args.length);
      const { message } = await errorOf(() => call(...Array(position).fill('a'), ignore));
      expect(message).to.contain(`Argument ${position + 1} (index ${position})`);
      expect(message).to.contain(`@Cached({ ${remedy} })`);
    });
  }
});
