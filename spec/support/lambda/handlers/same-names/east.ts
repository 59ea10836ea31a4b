import { Cached } from 'warmscope';

export class Reports {
  @Cached({ key: (user: string) => user, per: 'class' })
  async report(user: string): Promise<string> {
    return `east ${user}`;
  }

  @Cached({ key: (user: string) => user })
  static summary(user: string): string {
    return `east summary of ${user}`;
  }
}
