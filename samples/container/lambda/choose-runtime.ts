import type { ContainerRuntime } from './container-runtime.js';
import { RealRuntime } from './real-runtime.js';
import { SimulatedRuntime } from './simulated-runtime.js';

/** The real runtime client on Linux; elsewhere, and with WARMSCOPE_SIMULATE=1, the simulation. */
export function chooseRuntime(): ContainerRuntime {
  const real = process.platform === 'linux' && process.env.WARMSCOPE_SIMULATE !== '1';
  return real ? new RealRuntime() : new SimulatedRuntime();
}
