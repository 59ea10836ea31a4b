import { join } from 'node:path';
import type { RegistryStats } from 'warmscope';
import type { ReportsEvent } from './app/messages.js';
import { addOrder, fillBuckets } from './bucket-contents.js';
import { checkAnswers, checkChange, checkClocks, checkCost, checkPlainCost } from './checks.js';
import type { Cleanup } from './cleanup.js';
import { Deployment, type Measurement } from './deployment.js';
import { type Bundle, bundleFunction } from './lambda/bundle.js';
import type { ContainerRuntime } from './lambda/container-runtime.js';
import { sampleFolder } from './lambda/project-root.js';
import { checkMetrics } from './metrics-check.js';
import { S3Server } from './s3-server.js';
import { type ContainerName, SCRIPT, type Step } from './script.js';
import { summary } from './summary.js';
import { eventRow, heading, invocationRow, totalsRow } from './table.js';

/** What a run leaves behind to be looked at. */
export interface Remains {
  readonly snapshots: readonly RegistryStats[];
  /** What the containers with warmscope have written to their logs. */
  readonly log: string;
}

type InvokeStep = Extract<Step, { kind: 'invoke' }>;

/** The main job: both functions, deployed side by side, go through the script; every step is printed and checked. */
export class MainJob {
  private readonly measured: { warmscope: Measurement; plain: Measurement }[] = [];
  private readonly lastAnswers = new Map<string, Measurement>();
  private readonly frozenSeconds = new Map<string, number>();

  private constructor(
    private readonly s3: S3Server,
    private readonly warmscope: Deployment,
    private readonly plain: Deployment,
    private readonly print: (line: string) => void,
  ) {}

  /** Runs the job from the S3 server to the summary. What it started is handed to `cleanup`. */
  static async run(runtime: ContainerRuntime, cleanup: Cleanup, print: (line: string) => void): Promise<Remains> {
    await runtime.prepare(print, cleanup.signal);
    const s3 = await S3Server.start();
    cleanup.add(() => s3.stop());
    await fillBuckets(s3);
    const deploy = async (source: string): Promise<[Deployment, Bundle]> => {
      const bundle = await bundleFunction(join(sampleFolder, 'app', source));
      cleanup.add(() => bundle.remove());
      const { taskRoot, handler } = bundle;
      const deployment = new Deployment(runtime, { taskRoot, handler, environment: s3.environment });
      cleanup.add(() => deployment.stop());
      return [deployment, bundle];
    };
    const [warmscope, bundle] = await deploy('handler.ts');
    const [plain, plainBundle] = await deploy('plain-handler.ts');
    print(`In the containers: ${runtime.description}.`);
    print(
      `Deployed: a minified CommonJS bundle of ${bundle.kilobytes} KB with warmscope, one of ${plainBundle.kilobytes} KB without. S3: s3rver.`,
    );
    await new MainJob(s3, warmscope, plain, print).goThroughScript();
    return { snapshots: warmscope.lives.flatMap(({ snapshots }) => snapshots), log: warmscope.log };
  }

  private async goThroughScript(): Promise<void> {
    for (const line of ['', ...heading()]) this.print(line);
    for (const step of SCRIPT) await this.perform(step);
    const warmscope = this.measured.map((each) => each.warmscope);
    const plain = this.measured.map((each) => each.plain);
    this.print(totalsRow(warmscope, plain));
    checkMetrics(this.warmscope.log, this.warmscope.lives);
    for (const line of summary(warmscope, plain, this.warmscope.lives)) this.print(line);
  }

  private async perform(step: Step): Promise<void> {
    if (step.kind === 'invoke') return this.invoke(step);
    if (step.kind === 'pass') return this.passTime(step.seconds);
    if (step.kind === 'recycle') {
      await Promise.all([this.warmscope.recycle(step.container), this.plain.recycle(step.container)]);
      return this.print(eventRow(`container ${step.container} is recycled`));
    }
    await addOrder(this.s3, step.user, step.month);
    this.print(eventRow(`an order of ${step.user}'s is added in S3`));
  }

  private async invoke({ container, label, event, expected }: InvokeStep): Promise<void> {
    const { warmscope, plain } = await this.invokeBoth(container, event);
    const number = this.measured.push({ warmscope, plain });
    this.print(invocationRow(number, container, label, warmscope, plain));
    const name = `Invocation ${number} (${container}, ${label})`;
    checkAnswers(name, warmscope, plain);
    checkCost(name, warmscope, expected);
    checkPlainCost(name, plain, event.requests.length, expected.cold ?? false);
    this.checkAgainstEarlier(name, `${container} ${JSON.stringify(event)}`, warmscope, expected.changed ?? false);
    this.checkThaw(name, container, warmscope);
  }

  /** One after the other; who comes first changes each time, so that neither gains by it. */
  private async invokeBoth(container: ContainerName, event: ReportsEvent): Promise<{ warmscope: Measurement; plain: Measurement }> {
    if (this.measured.length % 2 === 0) {
      const warmscope = await this.warmscope.invoke(container, event);
      return { warmscope, plain: await this.plain.invoke(container, event) };
    }
    const plain = await this.plain.invoke(container, event);
    return { warmscope: await this.warmscope.invoke(container, event), plain };
  }

  private checkAgainstEarlier(name: string, question: string, answer: Measurement, changed: boolean): void {
    checkChange(name, answer, this.lastAnswers.get(question), changed);
    this.lastAnswers.set(question, answer);
  }

  private checkThaw(name: string, container: string, measured: Measurement): void {
    const seconds = this.frozenSeconds.get(container);
    this.frozenSeconds.delete(container);
    if (seconds === undefined || measured.cold) return;
    checkClocks(name, measured, seconds);
    const [wall, monotonic] = [measured.cost.wallClock, measured.cost.monotonicClock].map((ms) => (ms / 1000).toFixed(2));
    this.print(eventRow(`since its previous invocation ${container}'s wall clock moved ${wall} s, its monotonic clock ${monotonic} s`));
  }

  private async passTime(seconds: number): Promise<void> {
    await Promise.all([this.warmscope.passTime(seconds), this.plain.passTime(seconds)]);
    for (const container of ['A', 'B']) this.frozenSeconds.set(container, seconds);
    this.print(eventRow(`${seconds} s pass; all containers are frozen meanwhile, their monotonic clocks stand still`));
  }
}
