/**
 * The program of a simulated container: polls the Runtime API and runs the handler as the real client would, with a wall
 * clock that the parent process can move. It is bundled into one file and needs nothing of this project.
 */
import { existsSync } from 'node:fs';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

type Handler = (event: unknown, context: object) => unknown;

interface Reply {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const agent = new Agent({ keepAlive: true });

moveWallClockOnRequest();
void main();

async function main(): Promise<void> {
  const handler = await loadHandler().catch(failInit);
  for (;;) {
    const { headers, body } = await callApi('GET', 'invocation/next');
    await runHandler(handler, headers, JSON.parse(body) as unknown);
  }
}

async function runHandler(handler: Handler, headers: IncomingHttpHeaders, event: unknown): Promise<void> {
  const requestId = String(headers['lambda-runtime-aws-request-id']);
  try {
    const answer = await handler(event, buildContext(requestId, headers));
    await callApi('POST', `invocation/${requestId}/response`, answer ?? null);
  } catch (error) {
    await callApi('POST', `invocation/${requestId}/error`, describe(error));
  }
}

function buildContext(awsRequestId: string, headers: IncomingHttpHeaders): object {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId,
    tenantId: headers['lambda-runtime-aws-tenant-id'],
    xRayTraceId: headers['lambda-runtime-trace-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

async function loadHandler(): Promise<Handler> {
  const [file = '', name = ''] = String(process.env._HANDLER).split('.');
  const path = join(String(process.env.LAMBDA_TASK_ROOT), file);
  const extension = ['.js', '.mjs', '.cjs'].find((candidate) => existsSync(path + candidate)) ?? '';
  const module = (await import(pathToFileURL(path + extension).href)) as Record<string, unknown>;
  const exported = module[name] ?? (module.default as Record<string, unknown> | undefined)?.[name];
  if (typeof exported !== 'function') throw named('Runtime.HandlerNotFound', `${process.env._HANDLER} is not a function`);
  if (exported.length >= 3) throw named('Runtime.CallbackHandlerDeprecated', 'callback-based handlers are not supported');
  return exported as Handler;
}

async function failInit(error: unknown): Promise<never> {
  console.error('Init Error', error);
  await callApi('POST', 'init/error', describe(error));
  process.exit(1);
}

function describe(error: unknown): object {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function callApi(method: 'GET' | 'POST', path: string, content?: unknown): Promise<Reply> {
  const url = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/${path}`;
  return new Promise((resolve, reject) => {
    const call = request(url, { method, agent }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ headers: response.headers, body })).on('error', reject);
    });
    call.on('error', reject).end(content === undefined ? undefined : JSON.stringify(content));
  });
}

/** Replaces Date, before the handler is loaded, by one that the parent process can move on. */
function moveWallClockOnRequest(): void {
  const RealDate = Date;
  const realNow = Date.now.bind(Date);
  let shift = Number(process.env.WARMSCOPE_CLOCK_AHEAD_MS ?? 0);
  const now = (): number => realNow() + shift;
  RealDate.now = now;
  const MovableDate: DateConstructor = new Proxy(RealDate, {
    apply: () => new RealDate(now()).toString(),
    construct(target, values: unknown[], newTarget): Date {
      const subclass: unknown = newTarget === MovableDate ? target : newTarget;
      return Reflect.construct(target, values.length > 0 ? values : [now()], subclass as DateConstructor) as Date;
    },
  });
  RealDate.prototype.constructor = MovableDate;
  globalThis.Date = MovableDate;
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message: { moveWallClockBy: number }) => {
    shift += message.moveWallClockBy;
    process.send?.({ moved: true });
  });
}
