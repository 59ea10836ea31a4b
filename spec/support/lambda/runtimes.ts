import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { ContainerRuntime } from '../../../samples/container/lambda/container-runtime.js';
import { projectRoot } from '../../../samples/container/lambda/project-root.js';
import { RealRuntime } from '../../../samples/container/lambda/real-runtime.js';
import { SimulatedRuntime } from '../../../samples/container/lambda/simulated-runtime.js';
import { node24 } from './node24.js';

const onLinux = process.platform === 'linux' && process.env.WARMSCOPE_SIMULATE !== '1';
if (!onLinux) console.log('spec/lambda: the real Lambda runtime client does not run here; its specs run in simulated containers only.');

/** What the specs of this folder run in: the real runtime client where it runs, and the simulation everywhere. */
export const runtimes: readonly ContainerRuntime[] = onLinux ? [new RealRuntime(), new SimulatedRuntime()] : [new SimulatedRuntime()];

const observer = join(projectRoot, 'spec', 'support', 'lambda', 'observer.cjs');

/** The Node, 22 or newer, that `WARMSCOPE_LAMBDA_NODE` is the path of. */
function chosenNode(path = process.env.WARMSCOPE_LAMBDA_NODE) {
  if (path === undefined) return undefined;
  return { path, version: execFileSync(path, ['--version'], { encoding: 'utf8' }).trim(), install: async () => {} };
}

const node = chosenNode() ?? node24;

/**
 * What the specs of the life between invocations run in, which need the real runtime client: it, on Node 24 where that is to be
 * had or the one that was chosen, or nothing. Unhandled rejections are observed in it.
 */
export const realRuntimes: readonly ContainerRuntime[] = onLinux
  ? [new RealRuntime({ preload: observer, ...(node === undefined ? {} : { node }) })]
  : [];

/** Words for a describe block's title. */
export function titleOf(runtime: ContainerRuntime): string {
  if (runtime.simulated) return 'in a simulated container';
  const node = runtime.nodeVersion === process.version ? '' : `, node ${runtime.nodeVersion.slice(1).split('.')[0]}`;
  return `in a container with the real runtime client${node}`;
}
