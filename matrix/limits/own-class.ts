import { Cached } from 'warmscope';

class Reports {
  static keyOf(user: string): string {
    return user.toLowerCase();
  }

  @Cached({ key: Reports.keyOf })
  report(user: string): { user: string } {
    return { user };
  }
}

const reports = new Reports();
console.log(reports.report('ann') === reports.report('ANN') ? 'cached' : 'not cached');
