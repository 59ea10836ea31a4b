import { S3Client } from '@aws-sdk/client-s3';
import { printIfMain } from '../support/outcome.js';
import { readObject } from '../support/read-object.js';
import { S3Tally } from '../support/s3-tally.js';
import { BUCKET, type DocumentEvent, serveDocuments } from './documents.js';

export const tally = new S3Tally();

/** A client built when the module is imported, whatever imports it; reused by every invocation; never closed. */
const s3 = tally.watch(new S3Client({ forcePathStyle: true }));

export async function handler(event: DocumentEvent): Promise<string> {
  if ('ping' in event) return 'pong';
  return readObject<string>(s3, BUCKET, event.document);
}

export const run = () => serveDocuments(handler, tally);

await printIfMain(import.meta.url, run);
