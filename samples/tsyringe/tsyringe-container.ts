import { S3Client } from '@aws-sdk/client-s3';
import { container, instanceCachingFactory } from 'tsyringe';
import { S3Tally } from '../support/s3-tally.js';

export const tally = new S3Tally();

/** tsyringe's own part: it knows how the S3 client and the bucket's name are made. warmscope asks it for both. */
container.register(S3Client, { useFactory: instanceCachingFactory(() => tally.watch(new S3Client({ forcePathStyle: true }))) });
container.register('bucket', { useValue: 'articles' });
