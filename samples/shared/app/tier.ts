import { Redis } from 'ioredis';
import { registry } from 'warmscope';
import { redisStore, sharedTier } from 'warmscope/shared';

/** Puts the Redis of the environment behind the caches of this container. Without one, each container keeps what it has loaded itself. */
export function shareBetweenContainers({ REDIS_URL: url, CACHE_SECRET: secret } = process.env): void {
  if (url === undefined) return;
  const redis = new Redis(url);
  redis.on('error', () => {}); // The tier counts what fails; ioredis connects anew by itself.
  registry.configure({ shared: sharedTier(redisStore(redis), { prefix: 'reports', secret }) });
}
