import 'warmscope/tsyringe';
import { container } from 'tsyringe';
import { registry } from 'warmscope';
import { withBucket } from '../support/bucket.js';
import { type Outcome, printIfMain } from '../support/outcome.js';
import { Articles } from './articles.js';
import { ArticlesHandler, handler } from './handler.js';
import { tally } from './tsyringe-container.js';
import { WordCount } from './word-count.js';

const ARTICLES = { moon: { title: 'The moon', words: 900 }, tides: { title: 'Tides', words: 1200 } };

/** Invokes the handler, then asks tsyringe and the registry for the same things: there is one of each. */
export function run(): Promise<Outcome> {
  return withBucket('articles', ARTICLES, async () => {
    const answers: unknown[] = [];
    for (const id of ['moon', 'tides', 'moon']) answers.push(await handler({ id }, {}));
    answers.push(`${await container.resolve(WordCount).of('moon', 'tides')} words in all`);
    const services = new Set([
      container.resolve(Articles),
      registry.resolve(Articles),
      container.resolve(ArticlesHandler).articles,
      registry.resolve(WordCount).articles,
    ]);
    return { answers, costs: { 'clients built': tally.built, 'requests to S3': tally.requests, 'instances of Articles': services.size } };
  });
}

await printIfMain(import.meta.url, run);
