import { S3Client } from '@aws-sdk/client-s3';
import { containerSingleton, createHandler } from 'warmscope';
import { printIfMain } from '../support/outcome.js';
import { readObject } from '../support/read-object.js';
import { S3Tally } from '../support/s3-tally.js';
import { BUCKET, type DocumentEvent, serveDocuments } from './documents.js';

export const tally = new S3Tally();

/** A client built by the first invocation that needs it; reused by every other; closed when the container ends. */
export const s3 = containerSingleton(() => tally.watch(new S3Client({ forcePathStyle: true })), { name: 'documents.s3' });

export const handler = createHandler(async (event: DocumentEvent): Promise<string> => {
  if ('ping' in event) return 'pong';
  return readObject<string>(s3(), BUCKET, event.document);
});

export const run = () => serveDocuments(handler, tally);

await printIfMain(import.meta.url, run);
