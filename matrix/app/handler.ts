import { Cached, ContainerSingleton, createHandler, currentInvocation, runInvocation } from 'warmscope';
import type { Archive } from './archive.js';
import { Reader } from './clients.js';
import { logger, WithLambdaContext } from './other-libraries.js';
import { Traced } from './plain-decorators.js';
import { say } from './say.js';

interface ReportEvent {
  readonly user: string;
  readonly customer: string;
}

@ContainerSingleton({ inject: [Reader] })
class ReportsHandler {
  static built = 0;
  readonly #archive: Archive;
  private computed = 0;

  constructor(reader: Reader) {
    this.#archive = reader.archive;
    ReportsHandler.built++;
  }

  @WithLambdaContext
  @Traced('handler')
  async handler(event: ReportEvent, _context: object): Promise<object> {
    logger.info('handling');
    const [plan, again] = await Promise.all([this.plan(event.user), this.plan(event.user)]);
    return { plan, isShared: plan === again, invocation: await this.invocation(), ...(await this.#archive.find(event.user)) };
  }

  @Cached({ scope: 'tenant', key: (user: string) => user })
  async plan(user: string): Promise<{ user: string; tenant: string | undefined; run: number }> {
    return { user, tenant: currentInvocation()?.tenantId, run: ++this.computed };
  }

  @Cached({ scope: 'invocation' })
  async invocation(): Promise<{ id: string | undefined }> {
    return { id: currentInvocation()?.id };
  }
}

export async function handler(): Promise<void> {
  const handle = createHandler(ReportsHandler, { tenant: (event: ReportEvent) => event.customer });
  const invoke = (id: string, event: ReportEvent) => handle(event, { awsRequestId: id, getRemainingTimeInMillis: () => 3_000 });
  say('first', await invoke('r1', { user: 'ann', customer: 'acme' }));
  say('second', await invoke('r2', { user: 'ann', customer: 'acme' }));
  say('another tenant', await invoke('r3', { user: 'ann', customer: 'globex' }));
  say('built', ReportsHandler.built, ReportsHandler.prototype.handler.name);
  say('outside', currentInvocation() === undefined);
  say('another host', await runInvocation({ id: 'r4', tenantId: 'acme' }, async () => currentInvocation()?.id));
}
