import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** The JSON content of one object. */
export async function readObject<Content>(s3: S3Client, bucket: string, key: string): Promise<Content> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (Body === undefined) throw new Error(`The object ${bucket}/${key} has no body.`);
  return JSON.parse(await Body.transformToString()) as Content;
}
