import { expect } from 'chai';
import { containerSingleton } from '../../src/index.js';
import { KeyedSingleton, keyedSingleton } from '../../src/keyed/index.js';
import { type AnyDecorator, labelOf, thrownBy } from '../decorators/any-decorator.js';
import { collectReports } from '../support/warnings.js';

const anyKeyed = KeyedSingleton as unknown as (...options: unknown[]) => AnyDecorator;
const anyFunction = keyedSingleton as unknown as (...args: unknown[]) => unknown;
const take = (tenant: string): object => ({ tenant });

/** The error of `@KeyedSingleton` with these options on a method `pool`. */
function refusal(...options: unknown[]): Error & { code?: string } {
  return thrownBy(() => {
    class Databases {
      @anyKeyed(...options)
      pool(tenant: string): object {
        return { tenant };
      }
    }
    return Databases;
  });
}

describe('the options of @KeyedSingleton and keyedSingleton', () => {
  collectReports();
  const on = `@KeyedSingleton on ${labelOf('Databases', 'pool')}`;

  for (const [what, options, valid] of [
    ['max', { max: 0 }, 'an integer greater than 0'],
    ['max', { max: 2.5 }, 'an integer greater than 0'],
    ['max', { max: Number.POSITIVE_INFINITY }, 'an integer greater than 0'],
    ['max', { max: Number.NaN }, 'an integer greater than 0'],
    ['max', { max: '20' }, 'an integer greater than 0'],
    ['max', { max: null }, 'an integer greater than 0'],
    ['key', { max: 2, key: 5 }, 'a function of the arguments, or the token of a registered key builder'],
    ['key', { max: 2, key: '' }, 'a function of the arguments'],
    ['maxAge', { max: 2, maxAge: '5 minutes' }, 'milliseconds as a number greater than 0'],
    ['maxAge', { max: 2, maxAge: 0 }, 'milliseconds as a number greater than 0'],
    ['maxIdle', { max: 2, maxIdle: -1 }, 'milliseconds as a number greater than 0'],
    ['validate', { max: 2, validate: true }, 'a function of the instance that gives true or false'],
    ['dispose', { max: 2, dispose: 5 }, 'a function of the instance, or the name of its method'],
    ['name', { max: 2, name: ' ' }, 'a string that is not empty'],
  ] as const) {
    it(`refuse ${JSON.stringify(options)} at once, and say what is valid`, () => {
      const error = refusal(options);
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error.message).to.contain(`Invalid option "${what}" of ${on}: received `).and.to.contain(valid);
      expect(thrownBy(() => anyFunction(take, options)).message).to.contain(`Invalid option "${what}" of keyedSingleton(take): received `);
    });
  }

  for (const options of [
    { eager: true, max: 2 },
    { inject: [], max: 2 },
    { ttl: '5m', max: 2 },
    { shape: 'round', max: 2 },
  ]) {
    const [name = ''] = Object.keys(options);
    it(`refuse "${name}", which does not exist here`, () => {
      const error = refusal(options);
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error.message).to.contain(`Unknown option "${name}" of ${on}`).and.to.contain('valid options are key, max, dispose, maxAge');
    });
  }

  it('require max', () => {
    for (const error of [refusal({}), refusal({ max: undefined }), refusal()]) {
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error.message).to.equal(`Missing option "max" of ${on}: valid is an integer greater than 0, less than 2 ** 32.`);
    }
    expect(thrownBy(() => anyFunction(take)).message).to.match(/^(Missing option "max" of|keyedSingleton\(take\) takes an object)/);
  });

  it('are refused where they are no object', () => {
    for (const options of [5, null, 'pool']) expect(refusal(options).message).to.contain(`${on} takes an object of options; received`);
  });

  it('are not left out: the decorator is a factory', () => {
    const error = thrownBy(() => {
      class Databases {
        @(KeyedSingleton as unknown as AnyDecorator)
        pool(tenant: string): string {
          return tenant;
        }
      }
      return Databases;
    });
    expect(error.message).to.equal('@KeyedSingleton is a factory: write @KeyedSingleton({ key, max }) with its brackets.');
  });

  const misplaced: Record<string, () => unknown> = {
    'a getter': () => {
      class Databases {
        @anyKeyed({ max: 2 })
        get pool(): string {
          return '';
        }
      }
      return Databases;
    },
    'a field': () => {
      class Databases {
        @anyKeyed({ max: 2 })
        pool = take;
      }
      return new Databases();
    },
    'a method without parameters': () => {
      class Databases {
        @anyKeyed({ max: 2, key: () => 'one' })
        pool(): string {
          return '';
        }
      }
      return Databases;
    },
    'a class': () => {
      @anyKeyed({ max: 2 })
      class Databases {}
      return Databases;
    },
    'what is a keyed singleton already': () => {
      class Databases {
        @anyKeyed({ max: 2 })
        @anyKeyed({ max: 3 })
        pool(tenant: string): string {
          return tenant;
        }
      }
      return Databases;
    },
    'a function without parameters': () => anyFunction(() => ({}), { max: 2 }),
    "a singleton's reader": () => anyFunction(Object.assign(anyFunction(take, { max: 2 }) as object), { max: 2 }),
    'a class as a function': () => anyFunction(class Pool {}, { max: 2 }),
    'no function': () => anyFunction('pool', { max: 2 }),
    nothing: () => anyFunction(undefined, { max: 2 }),
  };
  for (const [what, apply] of Object.entries(misplaced)) {
    it(`stand on nothing else than a method or function with parameters: ${what}`, () => {
      expect(thrownBy(apply)).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
    });
  }

  it('may stand on what takes its arguments in any other way', () => {
    const ways = [
      (tenant = 'a') => ({ tenant }),
      (...parts: string[]) => ({ parts }),
      function (this: unknown): unknown {
        // biome-ignore lint/complexity/noArguments: what mocks and wrappers do
        return { count: arguments.length };
      },
      ({ tenant = 'a' } = {}) => ({ tenant }),
    ];
    for (const way of ways) expect(anyFunction(way, { max: 2 })).to.be.a('function');
  });

  it('name a method that the client does not have', () => {
    const pool = anyFunction(take, { max: 2, dispose: 'end', name: 'pools' }) as (tenant: string) => unknown;
    expect(() => pool('a')).to.throw(
      'Invalid option "dispose" of the keyed singleton pools: received \'end\', but the instance has no such method',
    );
  });

  it('containerSingleton() still refuses what takes arguments', () => {
    expect(() => containerSingleton(take as never)).to.throw('a singleton is built without arguments');
  });
});
