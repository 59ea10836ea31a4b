import { expect } from 'chai';
import fc from 'fast-check';
import { containerSingleton, registry } from '../../src/index.js';
import { begin, endAll, type OpenInvocation } from '../singletons/open-invocation.js';
import { FakeClock } from '../support/clock.js';
import { containerRegistry } from '../support/container.js';
import { nextTurn } from '../support/deferred.js';

interface Client {
  readonly number: number;
  readonly name: string;
  readonly basis: readonly Client[];
  isDisposed: boolean;
}

/** An invocation, what it has read, and what it last got of each singleton. */
interface Reader {
  readonly invocation: OpenInvocation;
  readonly held: Set<Client>;
  readonly seen: Map<number, Client>;
}

type Step = { readonly kind: 'begin' | 'end' | 'advance' | 'turn' | 'read'; readonly who: number; readonly what: number };

const LIMITS = [{ maxAge: 50 }, { maxIdle: 30 }, {}, {}, { maxAge: 80 }, {}, {}] as const;
const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom('begin', 'begin', 'end', 'end', 'advance', 'turn', 'read', 'read', 'read', 'read', 'read'),
    who: fc.nat(100),
    what: fc.nat(6),
  }),
  { minLength: 60, maxLength: 150, size: 'max' },
);
const shape = fc.tuple(
  ...LIMITS.map((_, index) => fc.record({ isSlow: fc.boolean(), needs: fc.uniqueArray(fc.nat(Math.max(0, index - 1)), { maxLength: 2 }) })),
);

describe('properties: singletons that are replaced', () => {
  it('stay the same for a running invocation, and are disposed once, after everybody who may hold them', async function () {
    this.timeout(60_000);
    await fc.assert(fc.asyncProperty(shape, steps, replay), { numRuns: 60 });
  });
});

async function replay(shapes: { isSlow: boolean; needs: number[] }[], script: Step[]): Promise<void> {
  const clock = new FakeClock();
  registry.configure({ clock });
  const all: Client[] = [];
  const readers = new Set<Reader>();
  const problems: string[] = [];
  const dispose = (client: Client): void => {
    if (client.isDisposed) problems.push(`${client.name} was disposed twice`);
    client.isDisposed = true;
    for (const { held } of readers)
      if ([...held].some((one) => reaches(one, client))) problems.push(`${client.name} is held by a running invocation`);
  };
  const singletons = shapes.map(({ isSlow, needs }, index): (() => Promise<Client>) =>
    containerSingleton(
      async (): Promise<Client> => {
        const basis: Client[] = [];
        for (const need of index === 0 ? [] : needs) {
          basis.push((await singletons[need]?.()) as Client);
          if (isSlow) await nextTurn();
        }
        const client = { number: index, name: `${index}.${all.length}`, basis, isDisposed: false };
        all.push(client);
        return client;
      },
      { ...LIMITS[index], dispose },
    ),
  );
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 40; turn++) await nextTurn();
  };
  const read = async (reader: Reader, what: number): Promise<void> => {
    const client = (await reader.invocation.run(() => singletons[what]?.())) as Client;
    if (!readers.has(reader)) return;
    if (all.some((one) => one.isDisposed && reaches(client, one))) problems.push(`${client.name} was read, of which something is disposed`);
    const before = reader.seen.get(what) ?? client;
    if (before !== client) problems.push(`${before.name} became ${client.name} under a running invocation`);
    reader.seen.set(what, client);
    reader.held.add(client);
  };
  let advances = 0;
  try {
    for (const { kind, who, what } of script) {
      const reader = [...readers][who % Math.max(1, readers.size)];
      if (kind === 'begin' && readers.size < 6) readers.add({ invocation: await begin(), held: new Set(), seen: new Map() });
      else if (kind === 'turn') await nextTurn();
      else if (kind === 'advance') {
        // A build that is given up more than twice would be kept, whatever it was built with.
        if (++advances % 2 === 0) await settle();
        clock.advance(what * 7);
      } else if (reader !== undefined && kind === 'end') {
        readers.delete(reader);
        await reader.invocation.end();
      } else if (reader !== undefined && kind === 'read') {
        const reading = read(reader, what);
        if (who % 2 === 0) await reading;
      }
    }
    readers.clear();
    await endAll();
    await settle();
    expect(containerRegistry.gate.slow, 'reads take the short way again').to.equal(0);
    const current = new Set(all.filter(({ isDisposed }) => !isDisposed).map(({ number }) => number));
    expect(all.filter(({ isDisposed }) => !isDisposed).length, 'one of each is left').to.equal(current.size);
    await registry.dispose();
    expect(all.every(({ isDisposed }) => isDisposed)).to.equal(true);
    expect(problems).to.deep.equal([]);
  } finally {
    registry.configure({ clock: undefined });
  }
}

function reaches(from: Client, to: Client): boolean {
  return from === to || from.basis.some((one) => reaches(one, to));
}
