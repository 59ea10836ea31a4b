import { expect } from 'chai';
import { MOST_LOOKALIKES, Roster } from '../../src/registry/roster.js';

describe('Roster', () => {
  const items = (count: number) => Array.from({ length: count }, (_, number) => ({ number }));

  it('lists what was added, oldest first, whatever its signature', () => {
    const roster = new Roster<object>(() => undefined);
    const [one, two, three] = items(3) as [object, object, object];
    roster.add(two, 'b');
    roster.add(one, 'a');
    roster.add(three, 'b');
    expect(roster.items()).to.deep.equal([two, one, three]);
    roster.remove(two, 'b');
    roster.remove(two, 'b');
    roster.remove(two, 'never seen');
    expect(roster.items()).to.deep.equal([one, three]);
  });

  it('drops the oldest of those that look alike once there are too many, and tells', () => {
    const surplus: object[] = [];
    const roster = new Roster<object>((item) => surplus.push(item));
    const alike = items(MOST_LOOKALIKES + 2);
    for (const item of alike) roster.add(item, 'a');
    const other = {};
    roster.add(other, 'b');
    expect(surplus).to.deep.equal(alike.slice(0, 2));
    expect(roster.items()).to.deep.equal([...alike.slice(2), other]);
  });

  it('keeps nothing alive', async () => {
    const roster = new Roster<object>(() => undefined);
    for (let number = 0; number < 50; number++) roster.add({ number }, 'a');
    for (let turn = 0; turn < 10; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      global.gc?.();
    }
    expect(roster.items()).to.have.length.at.most(1);
  });
});
