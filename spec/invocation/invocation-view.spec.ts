import { inspect } from 'node:util';
import { expect } from 'chai';
import { RunningInvocation } from '../../src/invocation/invocation.js';
import { factsOf, type Invocation, viewOf } from '../../src/invocation/invocation-view.js';
import { FakeClock } from '../support/clock.js';

describe('invocation/invocation-view', () => {
  const clock = new FakeClock();
  let reads = new Set<string>();
  const invocation = new RunningInvocation({ id: 'r', tenantId: 't', deadline: clock.time + 500 }, 1, clock);
  const view = viewOf(factsOf(invocation), (read) => reads.add(read));
  beforeEach(() => {
    reads = new Set();
  });

  const ways: [string, (view: Invocation) => unknown, unknown, string[]][] = [
    ['tenantId', (it) => it.tenantId, 't', ['tenant']],
    ['tenantId taken apart', ({ tenantId }) => tenantId, 't', ['tenant']],
    ["'tenantId' in", (it) => 'tenantId' in it, true, ['tenant']],
    ['hasOwn tenantId', (it) => Object.hasOwn(it, 'tenantId'), true, ['tenant']],
    ['id', (it) => it.id, 'r', ['any']],
    ['deadline', (it) => it.deadline, invocation.deadline, []],
    ['remainingMs', (it) => it.remainingMs(), 500, []],
    ['the time limits taken apart', ({ deadline, remainingMs }) => deadline - remainingMs(), clock.time, []],
    ["'deadline' in", (it) => 'deadline' in it, true, []],
    ['id through Reflect', (it) => Reflect.get(it, 'id', {}), 'r', ['any']],
    ['an unknown property', (it) => Reflect.get(it, 'user'), undefined, ['any']],
    ["'id' in", (it) => 'id' in it, true, ['any']],
    ['keys', (it) => Object.keys(it), ['id', 'tenantId', 'deadline', 'remainingMs'], ['any']],
    ['a spread', (it) => ({ ...it }).id, 'r', ['any']],
    ['the rest', ({ tenantId, ...rest }) => rest.id, 'r', ['any']],
    ['JSON', (it) => JSON.parse(JSON.stringify(it)).tenantId, 't', ['any']],
    ['inspect', (it) => inspect(it, { breakLength: 200 }).includes("id: 'r', tenantId: 't'"), true, ['any']],
    ['a descriptor', (it) => Object.getOwnPropertyDescriptor(it, 'id')?.value, 'r', ['any']],
    ['for in', (it) => {
      const keys = [];
      for (const key in it) keys.push(key);
      return keys.length;
    }, 4, ['any']], // biome-ignore format: a table
  ];
  for (const [name, read, value, noted] of ways) {
    it(`${noted.length === 0 ? 'notes no' : 'notes a'} read of ${name}`, () => {
      expect(read(view)).to.deep.equal(value);
      for (const kind of noted) expect([...reads]).to.include(kind);
      if (noted[0] !== 'any') expect([...reads], 'nothing else').to.deep.equal(noted);
    });
    it(`notes nothing of ${name} where only the facts are read`, () => {
      expect(read(factsOf(invocation))).to.deep.equal(value);
      expect(reads.size).to.equal(0);
    });
  }

  it('notes nothing while it is only handed around', () => {
    const holder = { view };
    expect([holder.view === view, typeof view, reads.size]).to.deep.equal([true, 'object', 0]);
  });

  it('cannot be changed', () => {
    expect(() => Object.assign(view, { tenantId: 'other' })).to.throw(TypeError);
    expect(() => Object.defineProperty(view, 'user', { value: 1 })).to.throw(TypeError);
    expect(Reflect.deleteProperty(view, 'id')).to.equal(false);
    expect(Reflect.setPrototypeOf(view, {})).to.equal(false);
    expect(view.tenantId).to.equal('t');
  });
});
