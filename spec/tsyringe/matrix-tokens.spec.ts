import { collectReports } from '../support/warnings.js';
import { useFreshContainer } from './fresh-container.js';
import { behind, forEachOrder } from './matrix-rows.js';

describe('tsyringe and the registry give one instance', () => {
  useFreshContainer();
  collectReports();

  describe('of a container singleton, behind other tokens than a text', () => {
    for (const row of behind('a symbol', () => Symbol.for('T'))) forEachOrder(row, 'ours');
    for (const row of behind('its base class', ({ Base }) => Base)) forEachOrder(row, 'ours');
  });
});
