import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import S3rver from 's3rver';

/** The SDK's announcement that it will not support this version of node for ever would end up in the table. */
const NO_SDK_WARNING = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** A real S3 server on this machine, with its objects in a temporary folder, and a client to fill it. */
export class S3Server {
  private constructor(
    private readonly server: S3rver,
    private readonly folder: string,
    private readonly client: S3Client,
    private readonly endpoint: string,
  ) {}

  static async start(): Promise<S3Server> {
    process.env[NO_SDK_WARNING] ??= 'true';
    const folder = await mkdtemp(join(tmpdir(), 'warmscope-s3-'));
    const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: folder });
    const { port } = await server.run();
    const endpoint = `http://127.0.0.1:${port}`;
    const client = new S3Client({ endpoint, forcePathStyle: true, region: 'eu-central-1', credentials: CREDENTIALS });
    return new S3Server(server, folder, client, endpoint);
  }

  /** The environment variables with which a function finds this server. */
  get environment(): Record<string, string> {
    return {
      S3_ENDPOINT: this.endpoint,
      [NO_SDK_WARNING]: 'true',
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    };
  }

  async createBucket(bucket: string): Promise<void> {
    await this.client.send(new CreateBucketCommand({ Bucket: bucket }));
  }

  async put(bucket: string, key: string, content: unknown): Promise<void> {
    await this.client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: JSON.stringify(content), ContentType: 'application/json' }),
    );
  }

  async stop(): Promise<void> {
    this.client.destroy();
    this.server.httpServer.closeAllConnections();
    await this.server.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
