import { expect } from 'chai';
import fc from 'fast-check';
import { registry } from '../../src/index.js';
import { keyedSingleton } from '../../src/keyed/index.js';
import type { Family } from '../../src/singletons/family.js';
import { containerRegistry } from '../support/container.js';
import { nextTurn } from '../support/deferred.js';
import { expectSoundClients } from '../support/invariants.js';
import { begin, endAll, type OpenInvocation } from '../support/open-invocation.js';
import { collectReports } from '../support/warnings.js';

/** A pool, or a repository that was built with a pool. */
interface Client {
  readonly name: string;
  readonly pool: Client | undefined;
  disposals: number;
}

type Step = {
  readonly kind: 'begin' | 'end' | 'turn' | 'fail' | 'pool' | 'repository' | 'dispose';
  readonly who: number;
  readonly key: number;
};

const KEYS = 7;
const stepsOf = (...kinds: Step['kind'][]): fc.Arbitrary<Step[]> =>
  fc.array(fc.record<Step>({ kind: fc.constantFrom(...kinds), who: fc.nat(100), key: fc.nat(KEYS - 1) }), {
    minLength: 40,
    maxLength: 150,
    size: 'max',
  });
const bound = fc.integer({ min: 1, max: KEYS });

/** What one member should do: a plain list of what is kept, oldest use first, and who has read what. */
class Model {
  readonly kept = new Map<number, string>();
  /** What had to make room, and is still held. */
  readonly left = new Map<number, string>();
  readonly held = new Map<OpenInvocation, Set<string>>();
  readonly #built = new Map<number, number>();

  constructor(readonly max: number) {}

  /** The client that a call gets; undefined where its factory fails. */
  call(key: number, invocation: OpenInvocation | undefined, fails: boolean): string | undefined {
    let name = this.kept.get(key) ?? this.left.get(key);
    if (name === undefined && fails) return undefined;
    if (name === undefined) {
      const count = (this.#built.get(key) ?? 0) + 1;
      this.#built.set(key, count);
      name = `${key}.${count}`;
    }
    this.kept.delete(key);
    this.left.delete(key);
    this.kept.set(key, name);
    if (invocation !== undefined) this.held.get(invocation)?.add(name);
    for (const [oldest, gone] of this.kept) {
      if (this.kept.size <= this.max) break;
      this.kept.delete(oldest);
      this.left.set(oldest, gone);
    }
    this.#close();
    return name;
  }

  end(invocation: OpenInvocation): void {
    this.held.delete(invocation);
    this.#close();
  }

  dispose(): void {
    this.kept.clear();
    this.left.clear();
    for (const names of this.held.values()) names.clear();
  }

  open(): string[] {
    return [...this.kept.values(), ...this.left.values()].sort();
  }

  #close(): void {
    const names = new Set([...this.held.values()].flatMap((each) => [...each]));
    for (const [key, name] of this.left) if (!names.has(name)) this.left.delete(key);
  }
}

describe('properties: keyed singletons', () => {
  collectReports();
  afterEach(async () => {
    await endAll();
    await registry.dispose();
  });

  it('are open as a plain list of them says, after any calls, failures and invocations', async function () {
    this.timeout(120_000);
    const steps = stepsOf('begin', 'end', 'fail', 'pool', 'pool', 'pool', 'pool', 'pool', 'pool', 'dispose');
    await fc.assert(fc.asyncProperty(bound, steps, followsModel), { numRuns: 300 });
  });

  it('are never more than max and what running invocations hold, with dependents, sync or async; each is disposed once', async function () {
    this.timeout(120_000);
    const steps = stepsOf(
      'begin',
      'begin',
      'end',
      'turn',
      'turn',
      'fail',
      'pool',
      'pool',
      'pool',
      'repository',
      'repository',
      'repository',
    );
    await fc.assert(fc.asyncProperty(bound, bound, fc.boolean(), fc.boolean(), steps, staysWithin), { numRuns: 100 });
  });
});

function expectSound(...readers: object[]): void {
  for (const reader of readers) expectSoundClients(containerRegistry.singletons.findAny(reader) as Family);
}

async function followsModel(max: number, script: readonly Step[]): Promise<void> {
  const model = new Model(max);
  const all: Client[] = [];
  const failures = new Set<number>();
  const pool = keyedSingleton(
    (key: number): Client => {
      if (failures.delete(key)) throw new Error('refused');
      const count = all.filter(({ name }) => name.startsWith(`${key}.`)).length + 1;
      const client = { name: `${key}.${count}`, pool: undefined, disposals: 0 };
      all.push(client);
      return client;
    },
    { max, dispose: (client: Client) => void client.disposals++ },
  );
  try {
    for (const { kind, who, key } of script) {
      // Every third call is outside of any invocation.
      const invocation = who % 3 === 0 ? undefined : [...model.held.keys()][who % Math.max(1, model.held.size)];
      if (kind === 'begin' && model.held.size < 4) model.held.set(await begin(), new Set());
      else if (kind === 'fail') failures.add(key);
      else if (kind === 'dispose' && who % 8 === 0) {
        await registry.dispose();
        model.dispose();
      } else if (kind === 'end' && invocation !== undefined) {
        await invocation.end();
        model.end(invocation);
      } else if (kind === 'pool') {
        const expected = model.call(key, invocation, failures.has(key));
        let given: string | undefined;
        try {
          given = (invocation === undefined ? pool(key) : await invocation.run(() => pool(key))).name;
        } catch {
          given = undefined;
        }
        expect(given).to.equal(expected);
      }
      const open = all.filter(({ disposals }) => disposals === 0).map(({ name }) => name);
      expect(open.sort(), kind).to.deep.equal(model.open());
      expectSound(pool);
    }
  } finally {
    await endAll();
    await registry.dispose();
  }
  expect(all.filter(({ disposals }) => disposals !== 1)).to.deep.equal([]);
}

async function staysWithin(
  most: number,
  mostRepositories: number,
  isAsync: boolean,
  awaits: boolean,
  script: readonly Step[],
): Promise<void> {
  const all: Client[] = [];
  const problems: string[] = [];
  const failures = new Set<number>();
  const held = new Map<OpenInvocation, Set<Client>>();
  const seen = new Map<OpenInvocation, Map<string, Client>>();
  const parts = (client: Client): Client[] => (client.pool === undefined ? [client] : [client, client.pool]);
  const made = (name: string, pool?: Client): Client => {
    const client = { name: `${name}.${all.length}`, pool, disposals: 0 };
    all.push(client);
    return client;
  };
  const dispose = (client: Client): void => {
    if (++client.disposals > 1) problems.push(`${client.name} was disposed twice`);
    for (const one of all) if (one.pool === client && one.disposals === 0) problems.push(`${client.name} went before ${one.name}`);
    for (const clients of held.values())
      if ([...clients].flatMap(parts).includes(client)) problems.push(`${client.name} is held by a running invocation`);
  };
  const fail = (key: number): void => {
    if (failures.delete(key)) throw new Error('refused');
  };
  const later = async (key: number): Promise<Client> => {
    await nextTurn();
    fail(key);
    return made(`pool ${key}`);
  };
  const now = (key: number): Client => {
    fail(key);
    return made(`pool ${key}`);
  };
  const pool = keyedSingleton((key: number): Client | Promise<Client> => (isAsync ? later(key) : now(key)), { max: most, dispose });
  const repository = keyedSingleton(
    async (key: number): Promise<Client> => {
      if (awaits) await nextTurn();
      return made(`repository ${key}`, await pool(key));
    },
    { max: mostRepositories, dispose },
  );
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 8; turn++) await nextTurn();
  };
  const read = async (
    invocation: OpenInvocation | undefined,
    what: (key: number) => Client | Promise<Client>,
    key: number,
  ): Promise<void> => {
    let client: Client;
    try {
      client = invocation === undefined ? await what(key) : await invocation.run(() => what(key));
    } catch {
      return;
    }
    if (invocation === undefined || !held.has(invocation)) return;
    for (const one of parts(client)) if (one.disposals > 0) problems.push(`${one.name} was read in ${client.name} after its disposal`);
    held.get(invocation)?.add(client);
    const kind = client.name.slice(0, client.name.indexOf('.'));
    const before = seen.get(invocation)?.get(kind) ?? client;
    if (before !== client) problems.push(`${before.name} became ${client.name} under a running invocation`);
    seen.set(invocation, (seen.get(invocation) ?? new Map()).set(kind, client));
  };
  try {
    for (const { kind, who, key } of script) {
      const invocation = who % 4 === 0 ? undefined : [...held.keys()][who % Math.max(1, held.size)];
      if (kind === 'begin' && held.size < 5) held.set(await begin(), new Set());
      else if (kind === 'turn') await nextTurn();
      else if (kind === 'fail') failures.add(key);
      else if (kind === 'end' && invocation !== undefined) {
        await settle();
        held.delete(invocation);
        await invocation.end();
      } else if (kind === 'pool' || kind === 'repository') {
        const reading = read(invocation, kind === 'pool' ? pool : repository, key);
        if (who % 2 === 0) await reading;
      }
      if (who % 4 > 0) continue;
      await settle();
      const used = new Set([...held.values()].flatMap((clients) => [...clients].flatMap(parts)));
      const free = all.filter((client) => client.disposals === 0 && !used.has(client));
      const ofPools = free.filter(({ name }) => name.startsWith('pool')).length;
      if (ofPools > most || free.length - ofPools > mostRepositories)
        problems.push(`open and free: ${free.map(({ name }) => name).join()}`);
    }
    await settle();
    expectSound(pool, repository);
    held.clear();
    await endAll();
    await settle();
    expectSound(pool, repository);
    expect(containerRegistry.gate.slow, 'reads take the short way again').to.equal(0);
  } finally {
    held.clear();
    await endAll();
    await registry.dispose();
  }
  for (const { name, disposals } of all) if (disposals !== 1) problems.push(`${name} was disposed ${disposals} times`);
  expect(problems).to.deep.equal([]);
}
