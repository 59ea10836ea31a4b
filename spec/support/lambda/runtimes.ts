import type { ContainerRuntime } from '../../../samples/container/lambda/container-runtime.js';
import { RealRuntime } from '../../../samples/container/lambda/real-runtime.js';
import { SimulatedRuntime } from '../../../samples/container/lambda/simulated-runtime.js';

const onLinux = process.platform === 'linux' && process.env.WARMSCOPE_SIMULATE !== '1';
if (!onLinux) console.log('spec/lambda: the real Lambda runtime client does not run here; its specs run in simulated containers only.');

/** What the specs of this folder run in: the real runtime client where it runs, and the simulation everywhere. */
export const runtimes: readonly ContainerRuntime[] = onLinux ? [new RealRuntime(), new SimulatedRuntime()] : [new SimulatedRuntime()];

/** Words for a describe block's title. */
export function titleOf(runtime: ContainerRuntime): string {
  return runtime.simulated ? 'in a simulated container' : 'in a container with the real runtime client';
}
