import { Cached } from 'warmscope';

class Reports {
  @Cached()
  report(user: string): { user: string } {
    return { user };
  }
}

const reports = new Reports();
console.log(reports.report('ann') === reports.report('ann') ? 'cached' : 'not cached');
