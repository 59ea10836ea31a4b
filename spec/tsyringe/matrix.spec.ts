import { collectReports } from '../support/warnings.js';
import { useFreshContainer } from './fresh-container.js';
import { behind, forEachOrder, overItself } from './matrix-rows.js';

describe('tsyringe and the registry give one instance', () => {
  useFreshContainer();
  collectReports();

  describe('of a container singleton, whatever is registered', () => {
    for (const row of overItself) forEachOrder(row, 'ours');
    for (const row of behind('a text', () => 'T')) forEachOrder(row, 'ours');
  });
});
