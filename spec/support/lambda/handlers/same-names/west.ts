import { Cached } from 'warmscope';

export class Reports {
  @Cached({ key: (user: string) => user, per: 'class' })
  async report(user: string): Promise<string> {
    return `west ${user}`;
  }

  @Cached({ key: (user: string) => user })
  static summary(user: string): string {
    return `west summary of ${user}`;
  }
}
