import { inject, injectable } from 'tsyringe';
import { Articles } from './articles.js';

/** A class that only tsyringe knows, and that gets the container's one service from it. */
@injectable()
export class WordCount {
  constructor(@inject(Articles) readonly articles: Articles) {}

  async of(...ids: string[]): Promise<number> {
    const found = await Promise.all(ids.map((id) => this.articles.article(id)));
    return found.reduce((sum, { words }) => sum + words, 0);
  }
}
