/** The competitors' processes, kept alive side by side and asked one at a time. */
/** @import { Answer, Competitor, Request, Settings } from '../types.d.ts' */
import { fork } from 'node:child_process';
import { once } from 'node:events';

const WORKER = new URL('./worker.mjs', import.meta.url);
const ANSWER_TIMEOUT_MS = 120_000;

/** One competitor's process. */
export class Worker {
  #process;

  /**
   * @param {Competitor} competitor
   * @param {{ node: string, flags?: string[] }} options
   */
  constructor(competitor, { node, flags = [] }) {
    this.competitor = competitor;
    this.#process = fork(WORKER, [], {
      execPath: node,
      execArgv: flags,
      env: { ...process.env, NODE_NO_WARNINGS: '1', ...competitor.environment },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
  }

  /**
   * @param {{ scenario: string, kind: string, settings?: Settings }} assignment
   */
  prepare({ scenario, kind, settings = {} }) {
    const competitor = this.competitor.id.replace(/( \((before|again)\))+$/, '');
    return this.#send({ assignment: { scenario, kind, competitor, settings } });
  }

  /** @param {Request} request */
  ask(request) {
    return this.#send({ request });
  }

  /** Lets the process come to its own end. */
  async end() {
    const exit = once(this.#process, 'exit');
    this.#process.disconnect();
    await exit;
  }

  stop() {
    this.#process.kill('SIGKILL');
  }

  /**
   * @param {object} message
   * @returns {Promise<Answer>}
   */
  #send(message) {
    const child = this.#process;
    return new Promise((resolve, reject) => {
      let complaint = '';
      const timer = setTimeout(() => settle(() => reject(new Error('no answer'))), ANSWER_TIMEOUT_MS);
      const onText = (/** @type {Buffer} */ text) => {
        complaint += text;
      };
      const onExit = (/** @type {number | null} */ code) => settle(() => reject(new Error(`ended (${code}) ${complaint.slice(0, 400)}`)));
      const onMessage = (/** @type {{ answer?: Answer, failure?: string }} */ { answer, failure }) =>
        settle(() => (answer === undefined ? reject(new Error(failure)) : resolve(answer)));
      const settle = (/** @type {() => void} */ finish) => {
        clearTimeout(timer);
        child.off('exit', onExit).off('message', onMessage);
        child.stderr?.off('data', onText);
        finish();
      };
      child.on('exit', onExit).on('message', onMessage);
      child.stderr?.on('data', onText);
      child.send(message);
    });
  }
}

/**
 * Starts the competitors, two at a time, and prepares them. Those that cannot take part are named with the reason.
 * @param {readonly Competitor[]} competitors
 * @param {{ node: string, flags?: string[], scenario: string, kind: string, settings?: Settings }} options
 */
export async function gather(competitors, { node, flags = [], ...assignment }) {
  /** @type {Worker[]} */
  const workers = [];
  /** @type {Map<string, string>} */
  const absent = new Map();
  const waiting = [...competitors];
  const starter = async () => {
    for (let competitor = waiting.shift(); competitor !== undefined; competitor = waiting.shift()) {
      const worker = new Worker(competitor, { node, flags });
      try {
        await worker.prepare(assignment);
        workers.push(worker);
      } catch (error) {
        worker.stop();
        absent.set(competitor.id, error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all([starter(), starter()]);
  return { workers, absent };
}
