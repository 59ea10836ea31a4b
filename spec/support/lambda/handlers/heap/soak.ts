import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createHandler, registry } from 'warmscope';
import { Soak } from '../../../soak/soak.js';

const CALLS = 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const soak = new Soak(3, 16 * 2 ** 20);

/** Makes some calls; tells how much of the heap is in use, and what the soak was like so far, when it is asked. */
export const handler = createHandler(async ({ tells }: { tells?: boolean }) => {
  for (let call = 0; call < CALLS; call++) await soak.step();
  if (tells !== true) return {};
  soak.checkAll();
  const { invocations, thaws } = registry.stats().container;
  return { megabytes: await soak.megabytes(collect), invocations, thaws, ...soak.report() };
});
