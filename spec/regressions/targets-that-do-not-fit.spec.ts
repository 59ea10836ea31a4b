import { expect } from 'chai';
import { Cached, cached, cacheOf, Invalidates, RetryAfterInvalidate } from '../../src/index.js';
import { anyCached, anyInvalidates, anyRetry, thrownBy } from '../decorators/any-decorator.js';
import { keepInvariants } from '../support/invariants.js';

const code = 'ERR_WARMSCOPE_INVALID_TARGET';
const retry = { on: () => true, invalidates: ['get'] };

// Kind of fault: Targets were accepted that cannot work: a generator has changed nothing yet when it returns, and what a constructor makes is not a
// result to share.
describe('regression: targets that do not fit', () => {
  keepInvariants();

  for (const [name, decorate] of Object.entries({
    '@Invalidates': () => anyInvalidates('get'),
    '@RetryAfterInvalidate': () => anyRetry(retry),
  })) {
    it(`${name} on generators is refused at decoration`, () => {
      const classes = [
        () => {
          class Lists {
            @decorate() *list(): Generator<number> {
              yield 1;
            }
          }
          return Lists;
        },
        () => {
          class Lists {
            @decorate() async *list(): AsyncGenerator<number> {
              yield 1;
            }
          }
          return Lists;
        },
        () => {
          class Lists {
            @decorate() static *list(): Generator<number> {
              yield 1;
            }
          }
          return Lists;
        },
        () => {
          class Lists {
            @anyCached()
            @decorate()
            static async *list(): AsyncGenerator<number> {
              yield 1;
            }
          }
          return Lists;
        },
      ];
      for (const make of classes) {
        const error = thrownBy(make);
        expect(error).to.have.property('code', code);
        expect(error.message).to.contain(`${name} cannot decorate the generator`).and.contain('list');
      }
    });
  }

  it('async methods, and methods that return an iterator, are not generators', () => {
    class Lists {
      @Cached() get(): number {
        return 1;
      }
      @Invalidates('get') async put(): Promise<void> {}
      @Invalidates('get') entries(): IterableIterator<number> {
        return [1].values();
      }
    }
    expect([...new Lists().entries()]).to.deep.equal([1]);
  });

  const functions: Record<string, () => unknown> = {
    'without parameters': () => cached(function Point(this: unknown) {}),
    'of one parameter': () => cached(function Point(_x: number) {}),
    'of two parameters': () => cached(function Point(_x: number, _y: number) {}),
    'of many parameters': () => cached(function Point(..._all: number[]) {}),
    'of one parameter, with a key': () => cached(function Point(_x: number) {}, { key: (x: number) => x }),
    'of two parameters, with a key': () => cached(function Point(_x: number, _y: number) {}, { key: (x: number, y: number) => [x, y] }),
    'of three parameters, with a key': () => cached(function Point(_x: number, _y: number, _z: number) {}, { key: (x: number) => x }),
    'that is async': () => cached(async function Point(_x: number) {}),
    'a method': () => {
      class Points {
        @Cached() point(_x: number): void {}
        @Invalidates('point') put(): void {}
        @RetryAfterInvalidate({ on: () => true, invalidates: ['point'] }) retry(): void {}
      }
      const { point, put, retry: again } = new Points();
      for (const each of [put, again]) expect(() => Reflect.construct(each, [])).to.throw(TypeError);
      return point;
    },
  };
  for (const [name, make] of Object.entries(functions)) {
    it(`new on a cached function ${name} is a TypeError`, () => {
      const Point = make() as new (...args: number[]) => object;
      expect(() => new Point(1)).to.throw(TypeError);
      expect(() => Reflect.construct(Point, [1])).to.throw(TypeError);
      expect(() => Reflect.construct(class {}, [], Point)).to.throw(TypeError);
      expect(() => class extends Point {}).to.throw(TypeError);
      expect(Object.hasOwn(Point, 'prototype')).to.equal(false);
    });
  }

  it('calling one works as usual, and so do its name and length', () => {
    const point = cached(function point(x: number) {
      return { x };
    });
    expect(point(1)).to.equal(point(1));
    expect([point.name, point.length, cacheOf(point).size]).to.deep.equal(['point', 1, 1]);
  });

  it('cached() around a class is refused', () => {
    class Point {}
    for (const Type of [Point, class {}, class extends Point {}]) {
      const error = thrownBy(() => cached(Type as never));
      expect(error).to.have.property('code', code);
      expect(error.message).to.contain('class');
    }
  });
});
