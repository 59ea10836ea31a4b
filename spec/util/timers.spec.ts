import { expect } from 'chai';
import { later, systemAfter } from '../../src/util/timers.js';

describe('util/timers', () => {
  it('run work on a later turn of the event loop', async () => {
    const order: string[] = [];
    const done = new Promise<void>((resolve) =>
      later(() => {
        order.push('later');
        resolve();
      }),
    );
    later(() => order.push('unref'), false);
    await Promise.resolve();
    order.push('microtask');
    await done;
    expect(order[0]).to.equal('microtask');
    expect(order).to.include('later');
  });

  it('ring once, unless they are cancelled; a negative time is none', async () => {
    let rings = 0;
    systemAfter(0, () => rings++, false)();
    await new Promise<void>((resolve) => systemAfter(-5, () => { rings++; resolve(); }, true)); // biome-ignore format: one line
    expect(rings).to.equal(1);
  });

  it('take longer times than a timer of Node’s can count', async () => {
    let rings = 0;
    const cancel = systemAfter(2 ** 31 + 9, () => rings++, true);
    await new Promise<void>((resolve) => systemAfter(5, resolve, true));
    cancel();
    expect(rings).to.equal(0);
  });

  it('are those of the import, whatever has been put in their place since', async () => {
    const { setTimeout, setImmediate } = globalThis;
    try {
      Object.assign(globalThis, { setTimeout: () => ({}), setImmediate: () => ({}) });
      await new Promise<void>((resolve) => later(resolve));
      await new Promise<void>((resolve) => systemAfter(1, resolve, true));
    } finally {
      Object.assign(globalThis, { setTimeout, setImmediate });
    }
  });
});
