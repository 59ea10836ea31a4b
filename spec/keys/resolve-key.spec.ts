import { expect } from 'chai';
import { CacheKeyError } from '../../src/errors.js';
import { MARKS } from '../../src/keys/key.js';
import { type KeyBuilder, KeyResolution } from '../../src/keys/resolve-key.js';

const structural = new KeyResolution(() => 'Reports.report', undefined);
const building = (builder: unknown): KeyResolution =>
  new KeyResolution(
    () => 'Reports.report',
    () => builder as KeyBuilder,
  );

function refusal(resolution: KeyResolution, ...args: unknown[]): CacheKeyError {
  try {
    resolution.resolve(undefined, args);
  } catch (error) {
    expect(error).to.be.instanceOf(CacheKeyError);
    return error as CacheKeyError;
  }
  throw new Error('expected a CacheKeyError');
}

describe('keys/resolve-key', () => {
  describe('without a key builder', () => {
    it('walks primitive arguments as they are, and writes the rest as a text', () => {
      expect(structural.resolve(undefined, ['a', 1, null])).to.deep.equal(['a', 1, null]);
      expect(structural.resolve(undefined, [{ b: 1 }])).to.deep.equal([MARKS.text, '[{"b":1}]']);
    });

    it('leaves out trailing undefineds, and only trailing ones', () => {
      expect(structural.resolve(undefined, ['a', undefined, undefined])).to.deep.equal(['a']);
      expect(structural.resolve(undefined, [undefined, 'a'])).to.deep.equal([undefined, 'a']);
      expect(structural.resolve(undefined, [undefined])).to.deep.equal(structural.resolve(undefined, []));
      expect(structural.resolve(undefined, [null])).to.deep.equal([null]);
    });

    it('does not touch the arguments', () => {
      const args = ['a', undefined];
      structural.resolve(undefined, args);
      expect(args).to.deep.equal(['a', undefined]);
    });

    it('names member, position, what was found and the remedy, and prints no value nor any name inside it', () => {
      const { message, code, cause } = refusal(structural, 'secret-user', { token: 'secret-token', nested: [0, { run: () => 'secret' }] });
      expect(code).to.equal('ERR_WARMSCOPE_CACHE_KEY');
      expect(message).to.contain('Reports.report').and.contain('Argument 2 (index 1)').and.contain('is or contains a function, ');
      expect(message)
        .to.contain('Give the decorator a `key`')
        .and.not.match(/secret|token|nested/);
      expect(cause).to.equal(undefined);
    });

    it('says the same of a whole argument without a path', () => {
      expect(refusal(structural, /secret/).message).to.match(
        /^Argument 1 \(index 0\) of Reports\.report is or contains an instance of RegExp, /,
      );
    });

    it('keeps as cause what an argument threw when it was looked at', () => {
      const thrown = new Error('not yours to read');
      const hostile = {
        get token(): never {
          throw thrown;
        },
      };
      expect(refusal(structural, hostile).cause).to.equal(thrown);
    });

    it('asks for the name of the member only when it is needed', () => {
      let label = 'method';
      const late = new KeyResolution(() => label, undefined);
      label = 'Class.method';
      expect(refusal(late, () => 1).message).to.contain('Class.method');
    });
  });

  describe('with a key builder', () => {
    it('calls it with this and all arguments', () => {
      const seen: unknown[] = [];
      const self = {};
      const builder = function (this: unknown, ...args: unknown[]): string {
        seen.push(this, ...args);
        return 'key';
      };
      expect(building(builder).resolve(self, ['a', undefined])).to.equal('key');
      expect(seen).to.deep.equal([self, 'a', undefined]);
    });

    it('is found at the first call, and once', () => {
      let found = 0;
      const resolution = new KeyResolution(
        () => 'm',
        () => {
          found++;
          return () => 'key';
        },
      );
      expect(found).to.equal(0);
      resolution.resolve(undefined, []);
      resolution.resolve(undefined, []);
      expect(found).to.equal(1);
    });

    it('is looked for again as long as it was not found', () => {
      let builder: KeyBuilder | undefined;
      const resolution = new KeyResolution(
        () => 'm',
        () => {
          if (builder === undefined) throw new Error('none yet');
          return builder;
        },
      );
      expect(() => resolution.resolve(undefined, [])).to.throw('none yet');
      builder = () => 'late';
      expect(resolution.resolve(undefined, [])).to.equal('late');
    });

    for (const key of ['a', 1, 1n, true, null, undefined, Symbol('s')]) {
      it(`takes ${String(key)} as it is`, () => {
        expect(building(() => key).resolve(undefined, [])).to.equal(key);
      });
    }

    it('takes Dates and nested lists as a text, and an empty list as a key of its own', () => {
      expect(building(() => new Date(7)).resolve(undefined, [])).to.deep.equal([MARKS.text, 'D7']);
      expect(building(() => ['a', [new Date(7)]]).resolve(undefined, [])).to.deep.equal([MARKS.text, '["a",[D7]]']);
      expect(building(() => []).resolve(undefined, [])).to.deep.equal([]);
    });

    it('keeps as cause what it threw', () => {
      const thrown = new TypeError('no tenant');
      const { message, cause } = refusal(building(() => { throw thrown; })); // biome-ignore format: one line
      expect(message).to.equal('The key builder of Reports.report threw: TypeError, see `cause`. It must return a Key.');
      expect(cause).to.equal(thrown);
    });

    const refused: [unknown, string][] = [
      [{ id: 'secret' }, 'an instance of Object'],
      [new Map(), 'an instance of Map'],
      [() => 'secret', 'a function'],
      [Promise.resolve('secret'), 'an instance of Promise'],
      [['a', ['b', { id: 'secret' }]], 'an instance of Object at position [1][1]'],
    ];
    for (const [key, found] of refused) {
      it(`refuses ${found}`, () => {
        const { message } = refusal(building(() => key));
        expect(message).to.contain(`The key builder of Reports.report returned ${found}, which is no Key.`);
        expect(message).to.contain('Return a string, number').and.not.contain('secret');
      });
    }
  });

  describe('the keys that a mutating method may mean', () => {
    it('are the key itself where a builder makes keys', () => {
      expect(building(() => 1).candidates(['a', 'b'])).to.deep.equal([['a', 'b']]);
    });

    it('are the one argument, or the list of arguments, where the structure makes them', () => {
      expect(structural.candidates('a')).to.deep.equal([['a']]);
      expect(structural.candidates(['a', 'b'])).to.deep.equal([
        ['a', 'b'],
        [MARKS.text, '[["a","b"]]'],
      ]);
    });
  });
});
