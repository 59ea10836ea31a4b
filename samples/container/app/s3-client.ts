import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';

let built = 0;

/** An S3 client for the bucket server that the environment names. Counts how many were built in this container. */
export function buildS3Client(): S3Client {
  built += 1;
  const endpoint = process.env.S3_ENDPOINT;
  return new S3Client(endpoint === undefined ? {} : { endpoint, forcePathStyle: true });
}

export function s3ClientsBuilt(): number {
  return built;
}

/** Reads one object that holds JSON. */
export async function readJson<Content>(s3: S3Client, bucket: string, key: string): Promise<Content> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (!Body) throw new Error(`The object ${bucket}/${key} has no body.`);
  return JSON.parse(await Body.transformToString()) as Content;
}
