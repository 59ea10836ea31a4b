import { withBucket } from '../support/bucket.js';
import type { Outcome } from '../support/outcome.js';
import type { S3Tally } from '../support/s3-tally.js';

/** An event of this sample's function: a document to read, or only a ping, which needs no client. */
export type DocumentEvent = { readonly ping: true } | { readonly document: string };

export const BUCKET = 'documents';

type DocumentHandler = (event: DocumentEvent, context: object) => Promise<string>;

/** Sends the function a ping, then three documents, against a real S3 server. */
export function serveDocuments(handler: DocumentHandler, tally: S3Tally): Promise<Outcome> {
  return withBucket(BUCKET, { terms: 'Be kind.', privacy: 'We forget.' }, async () => {
    const answers = [await handler({ ping: true }, {})];
    const clientsAfterPing = tally.built;
    for (const document of ['terms', 'privacy', 'terms']) answers.push(await handler({ document }, {}));
    return {
      answers,
      costs: { 'clients built for the ping': clientsAfterPing, 'clients built in all': tally.built, 'requests to S3': tally.requests },
    };
  });
}
