import 'reflect-metadata';
import { expect } from 'chai';
import { container } from 'tsyringe';
import { registry } from '../../src/index.js';
import { collectReports } from '../support/warnings.js';
import { useFreshContainer } from './fresh-container.js';
import { expectOne, Subject } from './matrix-rig.js';
import { behind, overItself, type Row } from './matrix-rows.js';

describe('tsyringe and the registry give one instance', () => {
  useFreshContainer();
  collectReports();

  describe('after everything has been thrown away', () => {
    const drops = ({ registers }: Row): boolean => /registerInstance|of the instance/.test(registers);
    const rows = [...overItself, ...behind('a text', () => 'T')];
    for (const [way, throwAway, fits] of [
      ['registry.dispose()', () => registry.dispose(), () => true],
      ['container.clearInstances()', () => container.clearInstances(), (row: Row) => !drops(row)],
    ] as const)
      for (const row of rows.filter(fits))
        it(`${row.registers}; ${way}`, async () => {
          const subject = new Subject();
          row.register(subject);
          const token = row.token?.(subject);
          const former = await expectOne(subject, token, 'container.resolve', 'ours');
          await throwAway();
          const present = await expectOne(subject, token, 'registry.resolve', 'ours');
          expect(present).to.not.equal(former);
          expect(subject.built).to.equal(2);
        });
    for (const row of overItself)
      it(`${row.registers}; container.reset(), which keeps ours`, async () => {
        const subject = new Subject();
        row.register(subject);
        const former = await expectOne(subject, undefined, 'container.resolve', 'ours');
        container.reset();
        expect(await expectOne(subject, undefined, 'registry.resolve', 'ours')).to.equal(former);
      });
  });
});
