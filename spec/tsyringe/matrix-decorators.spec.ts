import 'reflect-metadata';
import { expect } from 'chai';
import { injectable, Lifecycle, scoped, singleton } from 'tsyringe';
import { collectReports } from '../support/warnings.js';
import { useFreshContainer } from './fresh-container.js';
import { ALL_FIRST, type ClassDecorator, expectOne, LIFECYCLES, Subject, singletonClass } from './matrix-rig.js';

describe('tsyringe and the registry give one instance', () => {
  useFreshContainer();
  collectReports();

  describe("with tsyringe's decorators", () => {
    const decorators: [string, ClassDecorator][] = [
      ['injectable()', injectable()],
      ['singleton()', singleton()],
      ...LIFECYCLES.slice(2).map((lifecycle): [string, ClassDecorator] => [`scoped(${lifecycle})`, scoped(Lifecycle[lifecycle] as Lifecycle.ContainerScoped)]), // biome-ignore format: one line
    ];
    for (const [name, decorator] of decorators)
      for (const [place, order] of [
        ['above', [singletonClass, decorator]],
        ['below', [decorator, singletonClass]],
        ['above and below', [decorator, singletonClass, decorator]],
      ] as const)
        for (const first of ALL_FIRST)
          it(`${name} ${place}; ${first} asks first`, async () => {
            const subject = new Subject(order);
            await expectOne(subject, undefined, first, 'ours');
            expect(subject.built).to.equal(1);
          });
    for (const [name, decorator] of [
      ["injectable({ token: 'T' })", injectable({ token: 'T' })],
      ["injectable({ token: ['T', 'U'] })", injectable({ token: ['T', 'U'] })],
      ["scoped(ContainerScoped, 'T')", scoped(Lifecycle.ContainerScoped, 'T')],
      ["scoped(ResolutionScoped, 'T')", scoped(Lifecycle.ResolutionScoped, 'T')],
    ] as const)
      for (const [place, order] of [
        ['above', [singletonClass, decorator]],
        ['below', [decorator, singletonClass]],
      ] as const)
        it(`${name} ${place}`, async () => {
          const subject = new Subject(order);
          for (const [first] of subject.paths('T')) await expectOne(subject, 'T', first, 'ours');
          expect(subject.built).to.equal(1);
        });
  });
});
