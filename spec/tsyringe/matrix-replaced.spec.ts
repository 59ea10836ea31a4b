import 'reflect-metadata';
import { container } from 'tsyringe';
import { collectReports } from '../support/warnings.js';
import { useFreshContainer } from './fresh-container.js';
import { expectOne, Subject } from './matrix-rig.js';
import { forEachOrder, type Row, replacing } from './matrix-rows.js';

describe('tsyringe and the registry give one instance', () => {
  useFreshContainer();
  collectReports();

  describe('of what replaces a container singleton', () => {
    for (const row of replacing) forEachOrder(row, 'another');
  });

  describe('of a container singleton again, once its replacement is gone', () => {
    const isValue = ({ registers }: Row): boolean => /^(useValue|registerInstance|one after)/.test(registers);
    const ways: [way: string, undo: (subject: Subject) => unknown, fits: (row: Row) => boolean][] = [
      ['container.reset()', () => container.reset(), () => true],
      ['container.clearInstances(), which drops values', () => container.clearInstances(), isValue],
      ['registerSingleton(C)', ({ Client }) => container.registerSingleton(Client), () => true],
    ];
    for (const [way, undo, fits] of ways)
      for (const row of replacing.filter(fits))
        it(`${row.registers}; ${way}`, async () => {
          const subject = new Subject();
          row.register(subject);
          await expectOne(subject, undefined, 'registry.resolve', 'another');
          undo(subject);
          await expectOne(subject, undefined, 'registry.resolve', 'ours');
        });
  });
});
