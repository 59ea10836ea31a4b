import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ShiftedClocks } from '../../samples/container/lambda/clock-shim.js';
import { StoppableProcess } from '../../samples/container/lambda/stoppable-process.js';
import type { FromWorker, Latencies, Outcome, Steps, ToWorker, WorkerOptions, WorkerState } from '../messages.js';

/** An invocation as the driving process saw it, by its own monotonic clock. */
export interface Invocation {
  readonly worker: string;
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly outcomes: readonly Outcome[];
  readonly state: WorkerState;
}

type Asked = Extract<FromWorker, { kind: 'ask' }>;

export interface WorkerSettings {
  readonly name: string;
  /** The compiled worker and the library that gives a process clocks of its own. */
  readonly program: string;
  readonly clockShim: string;
  /** By how much the wall clock of the process is ahead of this machine's, in milliseconds. */
  readonly aheadMs: number;
  readonly options: WorkerOptions;
  /** Answers what the worker asks the origin; undefined where nobody is to be answered. */
  readonly ask: (name: string, asked: Asked, answer: (message: ToWorker) => void) => void;
}

/** One container of the fleet: a process that runs invocations, and can be frozen and killed. */
export class WorkerProcess {
  readonly name: string;
  state: WorkerState | undefined;
  readonly #child: ChildProcess;
  readonly #process: StoppableProcess;
  readonly #waiting = new Map<number, { resolve: (message: FromWorker) => void; reject: (reason: Error) => void }>();
  readonly #ready: Promise<unknown>;
  #sent = 0;
  #output = '';

  private constructor(private readonly settings: WorkerSettings) {
    this.name = settings.name;
    const clockFile = join(tmpdir(), `warmscope-clock-${randomUUID()}`);
    const clocks = new ShiftedClocks(clockFile, settings.aheadMs);
    const environment = { LD_PRELOAD: settings.clockShim, WARMSCOPE_CLOCK_FILE: clockFile, FLEET_WORKER: JSON.stringify(settings.options) };
    this.#child = fork(settings.program, { env: { PATH: process.env.PATH, ...environment }, silent: true, execArgv: ['--no-warnings'] });
    this.#process = new StoppableProcess(this.#child, clocks);
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
      });
    this.#child.on('message', (message: FromWorker) => this.receive(message));
    this.#ready = Promise.race([this.wait(0), once(this.#child, 'error').then(([error]) => Promise.reject(error))]);
    this.#child.on('exit', (code, signal) => this.end(`ended (exit code ${code}, signal ${signal})`));
  }

  static async start(settings: WorkerSettings): Promise<WorkerProcess> {
    const worker = new WorkerProcess(settings);
    await worker.#ready;
    return worker;
  }

  async invoke(steps: Steps): Promise<Invocation> {
    const sentAt = performance.now();
    const message = await this.request((id) => ({ kind: 'invoke', id, steps }));
    if (message.kind !== 'invoked') throw new Error(`${this.name}: an answer of the wrong kind.`);
    const { outcomes, state } = message;
    this.state = state;
    return { worker: this.name, sentAt, answeredAt: performance.now(), outcomes, state };
  }

  async measure(rounds: number): Promise<Latencies> {
    const message = await this.request((id) => ({ kind: 'measure', id, rounds }));
    if (message.kind !== 'measured') throw new Error(`${this.name}: an answer of the wrong kind.`);
    return message.latencies;
  }

  /** Stops the process really, for so long; its wall clock goes on meanwhile, its monotonic clock does not. */
  async freeze(milliseconds: number, meanwhile: () => Promise<void> = async () => {}): Promise<void> {
    await this.#process.freeze(undefined, async () => {
      const beganAt = performance.now();
      await meanwhile();
      const left = milliseconds - (performance.now() - beganAt);
      if (left > 0) await sleep(left);
    });
  }

  /** kill -9: what it was doing is never answered. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
    this.#process.cleanUp();
  }

  private async request(toSend: (id: number) => ToWorker): Promise<FromWorker> {
    this.#sent += 1;
    const id = this.#sent;
    const answered = this.wait(id);
    this.tell(toSend(id));
    return answered;
  }

  private wait(id: number): Promise<FromWorker> {
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  private receive(message: FromWorker): void {
    if (message.kind === 'failed') this.end(`failed: ${message.message}`);
    else if (message.kind === 'ask') this.settings.ask(this.name, message, (answer) => this.tell(answer));
    else this.settle(message.kind === 'ready' ? 0 : message.id, message);
  }

  private tell(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message);
  }

  private settle(id: number, message: FromWorker): void {
    this.#waiting.get(id)?.resolve(message);
    this.#waiting.delete(id);
  }

  private end(how: string): void {
    const error = new Error(`${this.name} ${how}${this.#output === '' ? '' : `; its output:\n${this.#output}`}`);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
