import { ContainerSingleton } from 'warmscope';
import { buildS3Client } from './s3-client.js';

/** The S3 client of the container: built once, reused by every invocation. */
@ContainerSingleton
export class Storage {
  readonly s3 = buildS3Client();
}
