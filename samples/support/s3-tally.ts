import type { S3Client } from '@aws-sdk/client-s3';

// The SDK's announcement that it will not support this version of node for ever would end up between the answers.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** Counts the S3 clients that a sample built and closed, and the requests they sent. */
export class S3Tally {
  built = 0;
  closed = 0;
  requests = 0;

  /** Counts a client that was just built, and from now on its requests and its end. */
  watch(client: S3Client): S3Client {
    this.built++;
    const countRequest = (): void => void this.requests++;
    client.middlewareStack.add(
      (next) => (input) => {
        countRequest();
        return next(input);
      },
      { step: 'finalizeRequest' },
    );
    const destroy = client.destroy.bind(client);
    client.destroy = () => {
      this.closed++;
      destroy();
    };
    return client;
  }
}
