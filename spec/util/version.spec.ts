import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { SHAPE, VERSION } from '../../src/util/version.js';
import { PROJECT_ROOT } from '../packaging/project.js';

describe('version', () => {
  it('is the one in package.json', () => {
    expect(VERSION).to.equal(JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')).version);
    expect(SHAPE).to.be.a('number');
  });
});
