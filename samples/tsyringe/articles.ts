import { S3Client } from '@aws-sdk/client-s3';
import { inject } from 'tsyringe';
import { Cached, ContainerSingleton } from 'warmscope';
import { readObject } from '../support/read-object.js';

/** An article as stored in the bucket. */
export interface Article {
  readonly title: string;
  readonly words: number;
}

/** The service: one per container, and each article is read once a minute. The tokens are named, as tsx emits no types. */
@ContainerSingleton
export class Articles {
  constructor(
    @inject(S3Client) private readonly s3: S3Client,
    @inject('bucket') private readonly bucket: string,
  ) {}

  @Cached({ ttl: '1m', max: 200 })
  async article(id: string): Promise<Article> {
    return readObject<Article>(this.s3, this.bucket, id);
  }
}
