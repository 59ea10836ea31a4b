import { expect } from 'chai';
import { Cached, cacheOf } from '../../src/index.js';
import { keepInvariants } from '../support/invariants.js';

/** What the types promise (spec/types checks it at compile time) works at run time as well. */
describe('a decorated method with an unusual shape', () => {
  keepInvariants();

  class Shapes {
    loads = 0;
    @Cached({ key: (first: string) => first })
    fewer(first: string, _second: number): string {
      this.loads++;
      return first;
    }
    @Cached()
    generic<T>(value: T): T {
      this.loads++;
      return value;
    }
    overloaded(value: string): string;
    overloaded(value: number): number;
    @Cached()
    overloaded(value: string | number): string | number {
      this.loads++;
      return value;
    }
    @Cached()
    rest(...numbers: number[]): number {
      this.loads++;
      return numbers.length;
    }
    @Cached()
    optional(one: number, other?: number): number {
      this.loads++;
      return one + (other ?? 0);
    }
    @Cached({
      key(this: Shapes, id: number) {
        return [this.prefix, id];
      },
    })
    withThis(id: number): number {
      this.loads++;
      return id;
    }
    prefix = 'p';
  }

  it('keys by the parameters that a builder takes', () => {
    const shapes = new Shapes();
    expect([shapes.fewer('a', 1), shapes.fewer('a', 2), shapes.loads]).to.deep.equal(['a', 'a', 1]);
  });

  it('keeps generics, overloads, rest and optional parameters working', () => {
    const shapes = new Shapes();
    const text: string = shapes.generic('a');
    const amount: number = shapes.overloaded(1);
    expect([text, amount, shapes.overloaded('1'), shapes.rest(1, 2, 3), shapes.rest(), shapes.rest(1, 2, 3)]).to.deep.equal([
      'a',
      1,
      '1',
      3,
      0,
      3,
    ]);
    expect([shapes.optional(1), shapes.optional(1, undefined), shapes.optional(1, 2)]).to.deep.equal([1, 1, 3]);
    expect(shapes.loads).to.equal(7);
  });

  it('gives the key builder the instance', () => {
    const shapes = new Shapes();
    shapes.withThis(1);
    shapes.prefix = 'q';
    shapes.withThis(1);
    expect([shapes.loads, cacheOf(shapes, 'withThis').size]).to.deep.equal([2, 2]);
  });
});
