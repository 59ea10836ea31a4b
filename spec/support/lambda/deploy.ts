import { join } from 'node:path';
import { type Bundle, type BundleOptions, bundleFunction } from '../../../samples/container/lambda/bundle.js';
import type { ContainerRuntime } from '../../../samples/container/lambda/container-runtime.js';
import type { FunctionOptions } from '../../../samples/container/lambda/function-options.js';
import { LambdaContainer } from '../../../samples/container/lambda/lambda-container.js';
import { projectRoot } from '../../../samples/container/lambda/project-root.js';
import { dialect } from './dialect.js';

const INSTALLING_MS = 10 * 60_000;
export const TEST_MS = 30_000;

/** How a handler is bundled, and the settings of its function. */
export type DeployOptions = Omit<BundleOptions, 'decorators'> & Omit<FunctionOptions, 'taskRoot' | 'handler'>;

/** Bundles a handler of `spec/support/lambda/handlers` and gives it a container. */
export type Deploy = (handlerFile: string, options?: DeployOptions) => Promise<LambdaContainer>;

/** For a describe block: prepares the runtime before it, ends every container after each test, and keeps a bundle for all tests. */
export function useContainers(runtime: ContainerRuntime): Deploy {
  const containers: LambdaContainer[] = [];
  const bundles = new Map<string, Promise<Bundle>>();

  before('install or build the runtime', async function () {
    this.timeout(INSTALLING_MS);
    await runtime.prepare((line) => console.log(`      ${line}`));
  });

  afterEach('stop the containers', async () => {
    await Promise.all(containers.splice(0).map((container) => container.stop()));
  });

  after('remove the bundles', async () => {
    for (const bundle of await Promise.allSettled(bundles.values())) if (bundle.status === 'fulfilled') await bundle.value.remove();
  });

  const bundled = (handlerFile: string, { externalWarmscope = false, format = 'cjs' }: BundleOptions = {}): Promise<Bundle> => {
    const name = [handlerFile, format, externalWarmscope].join(' ');
    const source = join(projectRoot, 'spec', 'support', 'lambda', 'handlers', handlerFile);
    const bundle = bundles.get(name) ?? bundleFunction(source, { decorators: dialect, externalWarmscope, format });
    bundles.set(name, bundle);
    return bundle;
  };

  return async (handlerFile, options) => {
    const bundle = await bundled(handlerFile, options);
    const container = new LambdaContainer(runtime, { ...options, taskRoot: bundle.taskRoot, handler: bundle.handler });
    containers.push(container);
    return container;
  };
}
