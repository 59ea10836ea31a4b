import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { build } from 'esbuild';
import { PROJECT_ROOT, printedBy } from '../packaging/project.js';
import { freePort } from '../support/free-port.js';
import { installedClients } from './clients.js';

/** What the sample's handler answers for a plan. */
interface Plan {
  readonly plan: string;
  readonly loads: number;
  readonly invocations: number;
  readonly id: string;
}

const TENANTS = ['ann', 'bert', 'claire', 'dominic', 'elisabeth'];

/** Bundles the handler of samples/middy as a user's project would, next to the hosts. */
async function bundled(folder: string): Promise<string> {
  const project = join(folder, 'node_modules/.project');
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  await build({
    entryPoints: [join(PROJECT_ROOT, 'samples/middy/handler.ts')],
    outfile: join(project, 'handler.cjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['@aws/durable-execution-sdk-js'],
  });
  return project;
}

describe('hosts that others have written', function () {
  this.timeout(300_000);
  let clients: string;
  let project: string;
  before(async () => {
    clients = await installedClients();
    project = await bundled(clients);
  });

  it('lambda-local loads the module anew for each event; the container stays', async () => {
    // In a process of its own: it lays down globals and environment variables for the whole process.
    const asked = [...TENANTS, ...TENANTS].map((tenant) => [tenant, '/plan']).concat([['ann', '/broken'], ['ann', '/health']]); // biome-ignore format: one line
    const bodies = (await printedBy(
      `const lambdaLocal = require(${JSON.stringify(join(clients, 'node_modules/lambda-local'))});
       const ask = ([tenant, path]) => lambdaLocal.execute({
         event: { path, headers: { 'x-tenant': tenant } },
         lambdaPath: ${JSON.stringify(join(project, 'handler.cjs'))},
         timeoutMs: 3_000,
         verboseLevel: 0,
       });
       (async () => {
         const bodies = [];
         for (const each of ${JSON.stringify(asked)}) bodies.push((await ask(each)).body);
         console.log(JSON.stringify(bodies));
       })();`,
      { kind: 'commonjs' },
    )) as string[];
    const [healthy, failed, ...plans] = bodies.reverse();
    const answers = plans.reverse().map((body) => JSON.parse(body) as Plan);
    expect(answers.map(({ plan }) => plan)).to.deep.equal([...TENANTS, ...TENANTS].map((tenant) => `plan of ${tenant}`));
    expect(new Set(answers.map(({ id }) => id)).size).to.equal(1);
    const counted = answers.map(({ invocations }) => invocations);
    expect(counted.map((count) => count - (counted[0] as number))).to.deep.equal(TENANTS.concat(TENANTS).map((_, at) => at));
    expect([failed, healthy]).to.deep.equal(['failed for ann', 'healthy']);
  });

  it('serverless-offline, through osls, answers five tenants at once, each with its own plan', async () => {
    const [port, lambdaPort] = [await freePort(), await freePort()];
    writeFileSync(
      join(project, 'serverless.yml'),
      [
        'service: plans',
        'provider: { name: aws, runtime: nodejs20.x }',
        'plugins: [serverless-offline]',
        `custom: { serverless-offline: { host: 127.0.0.1, httpPort: ${port}, lambdaPort: ${lambdaPort}, noPrependStageInUrl: true } }`,
        'functions:',
        '  plans: { handler: handler.handler, events: [{ http: { path: "{proxy+}", method: get } }] }',
        '',
      ].join('\n'),
    );
    const offline = startOffline(clients, project);
    try {
      await untilListening(offline, port);
      const ask = async (tenant: string, path: string): Promise<[number, string]> => {
        const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'x-tenant': tenant } });
        return [response.status, await response.text()];
      };
      const plans = await Promise.all(TENANTS.map(async (tenant) => JSON.parse((await ask(tenant, '/plan'))[1]) as Plan));
      expect(plans.map(({ plan }) => plan)).to.deep.equal(TENANTS.map((tenant) => `plan of ${tenant}`));
      expect(await ask('ann', '/broken')).to.deep.equal([500, 'failed for ann']);
      expect(await ask('ann', '/health')).to.deep.equal([200, 'healthy']);
      // One worker answers one event after the other, warm: nothing is loaded twice in it.
      const warm: Plan[] = [];
      for (const tenant of [...TENANTS, ...TENANTS]) warm.push(JSON.parse((await ask(tenant, '/plan'))[1]));
      expect(warm.map(({ plan }) => plan)).to.deep.equal([...TENANTS, ...TENANTS].map((tenant) => `plan of ${tenant}`));
      expect(Math.max(...warm.map(({ loads }) => loads))).to.be.at.most(TENANTS.length);
    } finally {
      offline.kill('SIGTERM');
      await once(offline, 'close');
    }
  });
});

function startOffline(clients: string, project: string): ChildProcess {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const osls = join(clients, 'node_modules/osls/bin/serverless.js');
  return spawn(process.execPath, [osls, 'offline', 'start'], {
    cwd: project,
    env: { ...env, AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Resolves when the host says that it listens; rejects, with what it printed, when it ends before. */
function untilListening(offline: ChildProcess, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = '';
    for (const stream of [offline.stdout, offline.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        if (/Server ready/.test(printed)) resolve();
      });
    offline.once('close', (code) => reject(new Error(`serverless-offline ended with ${code} before it listened at ${port}:\n${printed}`)));
  });
}
