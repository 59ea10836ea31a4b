import { expect } from 'chai';
import { Cached, cached, cacheOf, registry, Updates } from '../../src/index.js';

const COUNT = 40_000;
/** Tags that only one writing of an entry has, but for the last: all have that. */
const tagsOf = (writing: number): string[] => [...Array.from({ length: COUNT }, (_, index) => `${writing}:${index}`), 'all'];

/** Milliseconds of the processor, which other processes hardly change. */
function timeOf(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

// Kind of fault: Writing an entry anew compared each tag it had with each that it has now: with 20,000 tags, as of a list of articles, that took
// seconds.
describe('regression: an entry with many tags that is written anew', () => {
  let writing = 0;
  beforeEach(() => {
    writing = 0;
  });
  const load = (): number => writing;
  const tags = (): string[] => tagsOf(writing++);

  class Articles {
    @Cached({ tags })
    list(): number {
      return load();
    }
    @Updates('list', { args: () => [] })
    change(): number {
      return load();
    }
  }

  const articles = new Articles();
  const WRITINGS: Readonly<Record<string, [first: () => unknown, again: () => unknown, size: () => number]>> = {
    'by cacheOf(...).set': (() => {
      const call = cached(load, { tags });
      return [call, () => cacheOf(call).set([], 1), () => cacheOf(call).size];
    })(),
    'by a refresh': (() => {
      const call = cached(load, { tags, keys: 'hashed' });
      return [call, () => cacheOf(call).refresh(), () => cacheOf(call).size];
    })(),
    'by @Updates': [() => articles.list(), () => articles.change(), () => cacheOf(articles, 'list').size],
  };
  for (const [how, [first, again, size]] of Object.entries(WRITINGS)) {
    it(`takes time in proportion to them, ${how}`, async () => {
      const once = timeOf(first);
      expect(timeOf(again)).to.be.lessThan(20 * (once + 20));
      await registry.invalidateTags('0:1');
      expect(size()).to.equal(1);
      await registry.invalidateTags('1:1');
      expect(size()).to.equal(0);
    });
  }
});
