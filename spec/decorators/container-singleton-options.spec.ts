import { expect } from 'chai';
import { ContainerSingleton, containerSingleton, registry } from '../../src/index.js';
import { anySingleton, labelOf, thrownBy } from './any-decorator.js';

const onClass = (options: unknown) =>
  thrownBy(() => {
    @anySingleton(options)
    class Storage {
      constructor(readonly client: object) {}
    }
    return Storage;
  });

const onGetter = (options: unknown) =>
  thrownBy(() => {
    class Billing {
      @anySingleton(options)
      get s3(): object {
        return {};
      }
    }
    return Billing;
  });

describe('the options of @ContainerSingleton', () => {
  afterEach(() => registry.dispose());

  for (const [option, value, received] of [
    ['eager', 'yes', "'yes'"],
    ['eager', 1, '1'],
    ['dispose', true, 'true'],
    ['dispose', '', "''"],
    ['dispose', 5, '5'],
    ...(['maxAge', 'maxIdle'] as const).flatMap((option) => [
      [option, 0, '0'] as const,
      [option, -1, '-1'] as const,
      [option, Number.NaN, 'NaN'] as const,
      [option, '5 minutes', "'5 minutes'"] as const,
      [option, '0s', "'0s'"] as const,
      [option, null, 'null'] as const,
    ]),
    ['validate', true, 'true'],
    ['validate', 'isOpen', "'isOpen'"],
    ['name', '', "''"],
    ['name', 5, '5'],
    ['inject', 'Storage', "'Storage'"],
    ['inject', {}, '{}'],
    ['inject', [undefined], '[ undefined ]'],
    ['inject', [5], '[ 5 ]'],
    ['inject', new Array(1), '[ <1 empty item> ]'],
    ['inject', [], '0 tokens'],
  ] as const) {
    it(`refuse ${option}: ${received} on a class`, () => {
      const error = onClass({ [option]: value });
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error.message).to.contain(`"${option}"`).and.to.contain('@ContainerSingleton on Storage').and.to.contain(received);
      expect(error.message).to.contain('valid is');
    });
  }

  for (const option of ['maxUses', 'scope', 'lazy']) {
    it(`refuse ${option} as unknown, on a class, a getter and a function`, () => {
      for (const [error, place] of [
        [onClass({ [option]: '5m' }), 'Storage'],
        [onGetter({ [option]: '5m' }), labelOf('Billing', 's3')],
        [thrownBy(() => containerSingleton(function connect() {}, { [option]: '5m' } as never)), 'connect'],
      ] as const) {
        expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
        expect(error.message)
          .to.contain(`Unknown option "${option}"`)
          .and.to.contain(place)
          .and.to.contain('eager, dispose, maxAge, maxIdle, validate, name');
      }
    });
  }

  it('refuse inject on a member', () => {
    expect(onGetter({ inject: [] }).message).to.contain('Unknown option "inject"');
  });

  it('refuse eager on an instance member, which has no instance to be built from', () => {
    const error = onGetter({ eager: true });
    expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
    expect(error.message).to.contain('"eager"').and.to.contain(labelOf('Billing', 's3')).and.to.contain('static');
  });

  it('refuse a member or function with parameters when it is decorated', () => {
    const errors = [
      thrownBy(() => containerSingleton(((url: string) => url) as never)),
      thrownBy(() => {
        class Billing {
          @anySingleton()
          db(url: string): string {
            return url;
          }
        }
        return Billing;
      }),
    ];
    for (const error of errors) {
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
      expect(error.message).to.contain('1').and.to.contain('without arguments');
    }
    expect(errors[1]?.message).to.contain(labelOf('Billing', 'db'));
  });

  it('refuse what is no function in the function form', () => {
    for (const value of [undefined, null, {}, 'x']) {
      const error = thrownBy(() => containerSingleton(value as never));
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_TARGET');
    }
  });

  it('take undefined ones as absent', () => {
    @ContainerSingleton({ eager: undefined, dispose: undefined, name: undefined, inject: undefined })
    class Storage {}
    expect(registry.resolve(Storage)).to.be.instanceOf(Storage);
  });

  it('refuse null and other values in the place of an object', () => {
    for (const value of [null, 5, 'eager']) expect(onGetter(value)).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
  });

  it("say at the first use that the instance lacks the method that 'dispose' names", async () => {
    const client = containerSingleton(() => ({}), { dispose: 'shut' as never, name: 'sync-client' });
    const later = containerSingleton(async () => ({}), { dispose: 'shut' as never, name: 'async-client' });
    for (const error of [thrownBy(client), await later().then(String, (reason: unknown) => reason)] as Error[]) {
      expect(error).to.have.property('code', 'ERR_WARMSCOPE_INVALID_OPTION');
      expect(error.message)
        .to.contain("'shut'")
        .and.to.contain('dispose')
        .and.to.match(/sync-client/);
    }
  });

  it('keep names in the statistics', () => {
    const name = 'named by its option';
    @ContainerSingleton({ name })
    class Storage {}
    registry.resolve(Storage);
    expect(registry.stats().singletons.map((row) => row.name)).to.contain(name);
  });
});
