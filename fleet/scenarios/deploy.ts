import type { Fleet } from '../bed/fleet.js';
import type { WorkerProcess } from '../bed/worker-process.js';
import { itemsOf, keys, read } from '../calls.js';
import { exactly, pace, type Row } from '../report/row.js';
import type { Scenario } from '../scenario.js';

const KEYS = 30;

/** Two versions of a function at once, and a store whose values have been replaced. */
export const deploy: Scenario = {
  number: '7',
  title: 'Deploy and damage',
  async run(fleet) {
    const rows = await twoVersions(fleet);
    for (const secret of ['a secret', undefined])
      for (const by of ['garbage', "another key's value"] as const) rows.push(...(await damaged(fleet, by, secret)));
    return rows;
  },
};

async function twoVersions(fleet: Fleet): Promise<Row[]> {
  const { port } = await fleet.redis();
  const old = await fleet.workers(4, port, { members: { version: '1' } });
  const next = await fleet.workers(4, port, { members: { version: '2' } });
  const wanted = keys('deploy', KEYS).map((key) => read(key));
  for (const worker of [...old, ...next]) await worker.invoke([keys(worker.name, KEYS).map((key) => read(key))]); // its code is warm
  const before = fleet.origin.count();
  const shapes = async (workers: readonly WorkerProcess[], shape: string): Promise<number> => {
    const answers = await Promise.all(workers.map((worker) => worker.invoke([wanted])));
    return answers.flatMap(itemsOf).filter((item) => item.shape !== shape).length;
  };
  const wrong = await Promise.all([shapes(old, '1'), shapes(next, '2')]);
  const loads = fleet.origin.count() - before;
  await Promise.all([...old, ...next].map((worker) => worker.kill()));
  return [
    exactly('two versions side by side: values of the other version', 0, ...wrong),
    pace(exactly(`  loads: ${KEYS} keys, once for each version`, 2 * KEYS, loads)),
  ];
}

/** Every value in the store is replaced; a container that has none of them reads them all. */
async function damaged(fleet: Fleet, by: 'garbage' | "another key's value", secret: string | undefined): Promise<Row[]> {
  const { port } = await fleet.redis();
  const client = fleet.client(port);
  const [writer, reader] = (await fleet.workers(2, port, { tier: { secret } })) as [WorkerProcess, WorkerProcess];
  const wanted = keys('damaged', KEYS).map((key) => read(key));
  await writer.invoke([wanted]);
  const names = await client.keys('fleet:v:*');
  const values = await Promise.all(names.map((name) => client.getBuffer(name)));
  for (const [index, name] of names.entries()) {
    const other = by === 'garbage' ? undefined : values[(index + 1) % values.length];
    await client.set(name, other ?? garbage(values[index]?.length ?? 0), 'KEEPTTL');
  }
  const items = itemsOf(await reader.invoke([wanted]));
  const wrong = items.filter(({ key }, index) => key !== wanted[index]?.key).length;
  await Promise.all([writer.kill(), reader.kill()]);
  return [
    exactly(`${names.length} values${secret === undefined ? ', no secret,' : ''} replaced by ${by}: wrong answers`, 0, wrong),
    pace(exactly('  refused', KEYS, reader.state?.refused ?? 0)),
  ];
}

function garbage(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 73 + 19) % 256));
}
