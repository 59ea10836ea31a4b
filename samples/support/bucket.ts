import { S3Server } from '../container/s3-server.js';

/** Does some work while a real S3 server holds a bucket of these objects; the environment tells clients where, as it does on Lambda. */
export async function withBucket<T>(bucket: string, objects: Readonly<Record<string, unknown>>, work: () => Promise<T>): Promise<T> {
  const server = await S3Server.start();
  const restore = setEnvironment({
    AWS_ENDPOINT_URL_S3: server.environment.S3_ENDPOINT,
    AWS_ACCESS_KEY_ID: server.environment.AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY: server.environment.AWS_SECRET_ACCESS_KEY,
    AWS_REGION: 'eu-central-1',
  });
  try {
    await server.createBucket(bucket);
    for (const [key, content] of Object.entries(objects)) await server.put(bucket, key, content);
    return await work();
  } finally {
    restore();
    await server.stop();
  }
}

/** Sets environment variables; returns a function that restores the previous ones. */
function setEnvironment(variables: Readonly<Record<string, string | undefined>>): () => void {
  const former = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of former) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
