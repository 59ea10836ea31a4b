import 'warmscope/tsyringe';
import './tsyringe-container.js';
import { ContainerSingleton, createHandler } from 'warmscope';
import { Articles } from './articles.js';

/** The function's event. */
export interface ArticleEvent {
  readonly id: string;
}

/** The handler class. It names its token in the decorator, which works without parameter decorators, too. */
@ContainerSingleton({ inject: [Articles] })
export class ArticlesHandler {
  constructor(readonly articles: Articles) {}

  async handle({ id }: ArticleEvent): Promise<string> {
    const { title, words } = await this.articles.article(id);
    return `${title} (${words} words)`;
  }
}

export const handler = createHandler(ArticlesHandler);
