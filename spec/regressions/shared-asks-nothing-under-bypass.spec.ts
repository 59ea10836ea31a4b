import { expect } from 'chai';
import { type Site, World } from '../shared/sites.js';

// Kind of fault: The kill switch sends every call past the caches, and each invocation asked the store all the same whether anything had been invalidated.
describe('regression: under bypass the shared store is asked nothing', () => {
  const bypass = ({ container: { caches } }: Site, isOn: boolean | undefined): void => {
    caches.bypass = isOn;
    caches.applyDefaults(caches.defaults);
  };

  const start = async () => {
    const world = new World();
    const site = world.site();
    let version = 1;
    const method = site.method(async () => version);
    expect(await world.finished(site.run(() => method('a')))).to.equal(1);
    version = 2;
    const questions = () => site.tier?.questions ?? 0;
    return { world, site, method, questions };
  };

  for (const [how, turn] of Object.entries({
    'by registry.configure': (site: Site, isOn: boolean) => bypass(site, isOn || undefined),
    'by the environment': (site: Site, isOn: boolean) => {
      if (isOn) process.env.WARMSCOPE_BYPASS = '1';
      else delete process.env.WARMSCOPE_BYPASS;
      bypass(site, undefined);
    },
  }))
    it(how, async () => {
      const { world, site, method, questions } = await start();
      const before = questions();
      try {
        turn(site, true);
        for (const work of [() => method('a'), () => method('b'), () => undefined]) await world.finished(site.run(work));
        expect(questions()).to.equal(before);
      } finally {
        turn(site, false);
      }
      expect(await world.finished(site.run(() => method('a'))), 'kept from before').to.equal(1);
      expect(questions(), 'and looked after again').to.be.above(before);
    });

  it('but invalidations are sent, and what others have invalidated meanwhile is seen afterwards', async () => {
    const { world, site, method, questions } = await start();
    const other = world.site();
    const there = other.method(async () => 3);
    bypass(site, true);
    const before = questions();
    await world.finished(site.run(() => method.handle.delete('b')));
    expect(questions()).to.be.above(before);
    await world.finished(other.run(() => there.handle.delete('a')));
    bypass(site, false);
    expect(await world.finished(site.run(() => method('a')))).to.equal(2);
  });

  it('a switch that is off is none', async () => {
    const { world, site, questions } = await start();
    bypass(site, false);
    const before = questions();
    await world.finished(site.run(() => undefined));
    expect(questions()).to.equal(before + 1);
  });
});
