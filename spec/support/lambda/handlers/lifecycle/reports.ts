import { Cached, cacheOf, registry } from 'warmscope';
import type { Refreshed } from '../../answers.js';
import { askOrigin } from '../ask-origin.js';

export interface ReportEvent {
  /** Which method is asked: they differ in how long a stale value is served. */
  readonly member?: 'report' | 'longReport';
  /** Starts a load and does not wait for it. */
  readonly leave?: boolean;
}

export class Reports {
  @Cached({ ttl: '60s', staleWhileRevalidate: '10m', name: 'report' })
  async report(): Promise<string> {
    return askOrigin('report');
  }

  @Cached({ ttl: '60s', staleWhileRevalidate: '2h', name: 'longReport' })
  async longReport(): Promise<string> {
    return askOrigin('report');
  }

  async serve({ member = 'report', leave = false }: ReportEvent): Promise<Refreshed> {
    const startedAt = performance.now();
    const call = this[member]();
    if (leave) call.catch(() => undefined);
    const value = leave ? 'left' : await call;
    const servedMs = performance.now() - startedAt;
    const { staleHits, loads, loadErrors } = cacheOf(this, member).stats();
    return { value, servedMs, staleHits, loads, loadErrors, thaws: registry.stats().container.thaws };
  }
}
