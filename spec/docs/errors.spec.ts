import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import * as warmscope from 'warmscope';
import * as shared from 'warmscope/shared';
import * as testing from 'warmscope/testing';
import { projectRoot } from './programs.js';

type CodedClass = new (message: string) => Error & { code: string };

/** The error and warning classes that users can see, with their codes; the two bases have none of their own. */
function codedClasses(): [code: string, name: string][] {
  const { WarmscopeError, WarmscopeWarning } = warmscope;
  const bases: readonly unknown[] = [WarmscopeError, WarmscopeWarning];
  return Object.values<unknown>({ ...warmscope, ...testing, ...shared }).flatMap((candidate) => {
    if (typeof candidate !== 'function' || bases.includes(candidate) || !(candidate.prototype instanceof Error)) return [];
    const { code, name } = new (candidate as CodedClass)('a message');
    return [[code, name]];
  });
}

describe('docs/errors', () => {
  const page = readFileSync(join(projectRoot, 'docs', 'errors.md'), 'utf8');

  it('lists every error and warning, with its class', () => {
    const rows = [...page.matchAll(/^\| \[`(\w+)`\]\(#(\w+)\) +\| `(\w+)` +\|/gm)].map(([, code, anchor, name]) => {
      expect(anchor, 'the link').to.equal(code?.toLowerCase());
      return [code, name];
    });
    expect(rows).to.have.deep.members(codedClasses());
  });

  it('has a section for each of them, and for nothing else', () => {
    const sections = [...page.matchAll(/^### (\w+)$/gm)].map(([, code]) => code);
    expect(sections).to.have.members(codedClasses().map(([code]) => code));
  });
});
