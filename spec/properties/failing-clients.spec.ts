import { expect } from 'chai';
import fc from 'fast-check';
import { containerSingleton, currentInvocation, registry } from '../../src/index.js';
import { FakeClock } from '../support/clock.js';
import { nextTurn } from '../support/deferred.js';
import { begin, endAll, type OpenInvocation } from '../support/open-invocation.js';
import { collectReports } from '../support/warnings.js';

/** What a factory gives: it holds the promises of what it needs, whether it has awaited them or not. */
interface Client {
  readonly name: string;
  readonly tenant: string | undefined;
  readonly needs: readonly Promise<Client>[];
  disposals: number;
}

interface Shape {
  readonly needs: number[];
  readonly awaits: boolean;
  readonly readsTenant: boolean;
  readonly isMortal: boolean;
}

type Step = { readonly kind: 'begin' | 'end' | 'turn' | 'age' | 'fail' | 'read'; readonly who: number; readonly what: number };

const COUNT = 6;
const shapes = fc.tuple(
  ...Array.from({ length: COUNT }, (_, index) =>
    fc.record<Shape>({
      needs: fc.uniqueArray(fc.nat(Math.max(0, index - 1)), { maxLength: index === 0 ? 0 : 2 }),
      awaits: fc.boolean(),
      readsTenant: fc.integer({ min: 0, max: 5 }).map((draw) => draw === 0),
      isMortal: fc.boolean(),
    }),
  ),
);
const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom('begin', 'begin', 'end', 'turn', 'turn', 'age', 'fail', 'fail', 'read', 'read', 'read', 'read'),
    who: fc.nat(100),
    what: fc.nat(COUNT - 1),
  }),
  { minLength: 40, maxLength: 120, size: 'max' },
);

describe('properties: clients that fail, and clients made of one invocation', () => {
  collectReports();

  it('are never kept, nor is what was built with their promises; each is disposed once, when nobody can hold it', async function () {
    this.timeout(60_000);
    await fc.assert(fc.asyncProperty(shapes, steps, replay), { numRuns: 300 });
  });
});

/** Every client that one leads to, itself included; a promise that was rejected is `undefined`. */
async function reached(client: Client): Promise<(Client | undefined)[]> {
  const parts = await Promise.all(client.needs.map((need) => need.then(reached, () => [undefined])));
  return [client, ...parts.flat()];
}

async function replay(made: readonly Shape[], script: readonly Step[]): Promise<void> {
  const clock = new FakeClock();
  registry.configure({ clock });
  const all: Client[] = [];
  const problems: string[] = [];
  const failures = new Set<number>();
  const tenants = new Map<OpenInvocation, string>();
  const held = new Map<OpenInvocation, Set<Client>>();
  const readers = made.map(({ needs, awaits, readsTenant, isMortal }, index) =>
    containerSingleton(
      async (): Promise<Client> => {
        const parts = needs.map((need) => readers[need]?.() as Promise<Client>);
        if (awaits) await Promise.all(parts);
        await nextTurn();
        if (failures.delete(index)) throw new Error(`refused ${index}`);
        const tenant = readsTenant ? currentInvocation()?.tenantId : undefined;
        const client = { name: `${index}.${all.length}`, tenant, needs: parts, disposals: 0 };
        all.push(client);
        return client;
      },
      { ...(isMortal ? { maxAge: 50 } : {}), dispose },
    ),
  );
  function dispose(client: Client): void {
    if (++client.disposals > 1) problems.push(`${client.name} was disposed twice`);
    for (const clients of held.values()) if (clients.has(client)) problems.push(`${client.name} is held by a running invocation`);
  }
  const read = async (invocation: OpenInvocation, what: number): Promise<void> => {
    let client: Client;
    try {
      client = await invocation.run(() => readers[what]?.() as Promise<Client>);
    } catch {
      return;
    }
    const clients = held.get(invocation);
    if (clients === undefined) return;
    for (const one of await reached(client)) {
      if (one === undefined || !held.has(invocation)) continue;
      if (one.disposals > 0) problems.push(`${one.name} was read in ${client.name} after its disposal`);
      if (one.tenant !== undefined && one.tenant !== tenants.get(invocation)) problems.push(`${one.name} was read by another tenant`);
      clients.add(one);
    }
  };
  try {
    let begun = 0;
    for (const { kind, who, what } of script) {
      const invocation = [...held.keys()][who % Math.max(1, held.size)];
      if (kind === 'begin' && held.size < 5) {
        const tenantId = `tenant ${++begun}`;
        const opened = await begin({ tenantId });
        tenants.set(opened, tenantId);
        held.set(opened, new Set());
      } else if (kind === 'turn') await nextTurn();
      else if (kind === 'age') clock.advance(what * 7);
      else if (kind === 'fail') failures.add(what);
      else if (kind === 'read' && invocation !== undefined) {
        const reading = read(invocation, what);
        if (who % 2 === 0) await reading;
      } else if (kind === 'end' && invocation !== undefined) {
        held.delete(invocation);
        await invocation.end();
      }
    }
    held.clear();
    await endAll();
    for (let turn = 0; turn < 60; turn++) await nextTurn();
    failures.clear();
    const last = await begin({ tenantId: 'the last' });
    for (const reader of readers) {
      const client = (await last.run(() => reader())) as Client;
      for (const one of await reached(client)) {
        if (one === undefined) problems.push(`${client.name} holds a promise that was rejected`);
        if (one !== undefined && one.disposals > 0) problems.push(`${client.name} holds ${one.name}, which is disposed`);
      }
    }
    await last.end();
    await registry.dispose();
    for (const { name, disposals } of all) if (disposals !== 1) problems.push(`${name} was disposed ${disposals} times`);
    expect(problems).to.deep.equal([]);
  } finally {
    held.clear();
    await endAll();
    registry.configure({ clock: undefined });
    await registry.dispose();
  }
}
