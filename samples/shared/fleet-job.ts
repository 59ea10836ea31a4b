import { join } from 'node:path';
import { RedisServer } from '../../spec/support/redis-server.js';
import { fillBuckets } from '../container/bucket-contents.js';
import type { Cleanup } from '../container/cleanup.js';
import { bundleFunction } from '../container/lambda/bundle.js';
import type { ContainerRuntime } from '../container/lambda/container-runtime.js';
import { projectRoot } from '../container/lambda/project-root.js';
import { S3Server } from '../container/s3-server.js';
import { check } from './checks.js';
import { type CourseResult, goThrough } from './course.js';
import { DeployedFleet } from './deployed-fleet.js';
import { table } from './table.js';

const CONTAINERS = 4;

/** The job behind `npm run start:fleet`: one function, in a fleet that shares a Redis and in one that does not. */
export async function runFleetJob(runtime: ContainerRuntime, cleanup: Cleanup, print: (line: string) => void): Promise<void> {
  await runtime.prepare(print, cleanup.signal);
  const redis = await RedisServer.start();
  cleanup.add(() => redis.stop());
  const bundle = await bundleFunction(join(projectRoot, 'samples', 'shared', 'app', 'handler.ts'));
  cleanup.add(() => bundle.remove());
  print(`In the containers: ${runtime.description}.`);
  print(
    `Deployed twice: a minified CommonJS bundle of ${bundle.kilobytes} KB, in ${CONTAINERS} containers. S3: s3rver. Redis: redis-server.`,
  );

  const run = async (environment: Readonly<Record<string, string>>): Promise<CourseResult> => {
    const s3 = await S3Server.start();
    cleanup.add(() => s3.stop());
    await fillBuckets(s3);
    const { taskRoot, handler } = bundle;
    const options = { taskRoot, handler, environment: { ...s3.environment, ...environment } };
    const fleet = new DeployedFleet(runtime, options, CONTAINERS);
    cleanup.add(() => fleet.stop());
    const result = await goThrough(fleet, redis);
    await fleet.stop();
    return result;
  };
  const shared = await run({ REDIS_URL: redis.url, CACHE_SECRET: 'a secret of this sample' });
  const alone = await run({});
  for (const line of ['', ...table(shared, alone), '']) print(line);
  check(shared, alone, CONTAINERS);
  print('Every count was as expected.');
}
