import { type RegistryStats, registry, runInvocation } from 'warmscope';
import { sharedTier } from 'warmscope/shared';
import type { Call, FromWorker, Outcome, Steps, ToWorker, WorkerOptions, WorkerState } from '../messages.js';
import { catalogueOf } from './catalogue.js';
import { measure } from './measure.js';
import { Origin } from './origin.js';
import { connect } from './store.js';

/** One container of the fleet: it runs the invocations that the driving process sends. */
const options = JSON.parse(process.env.FLEET_WORKER ?? '') as WorkerOptions;
const send = (message: FromWorker): void => void process.send?.(message);
const origin = new Origin(send);
const warnings = new Set<string>();
process.on('warning', ({ message }) => warnings.add(message));
process.on('disconnect', () => process.exit(0));

const { store, bareGet } = await connect(options);
registry.configure({ shared: sharedTier(store, options.tier) });
const catalogue = catalogueOf(options.members, origin);

async function perform(call: Call): Promise<Outcome> {
  const beganAt = performance.now();
  const outcome = await catalogue[call.do](call.member, call.key).then(
    (item) => ({ item }),
    (error: unknown) => ({ error: String(error) }),
  );
  return { call, ...outcome, ms: performance.now() - beganAt };
}

async function performAll(steps: Steps): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const step of steps) outcomes.push(...(await Promise.all(step.map(perform))));
  return outcomes;
}

function stateOf({ container, caches }: RegistryStats): WorkerState {
  const { pendingInvalidations = 0, timeouts = 0 } = container.shared ?? {};
  const sum = (figure: 'sharedHits' | 'sharedStale' | 'leaseWaits' | 'refused'): number =>
    caches.reduce((total, cache) => total + (cache[figure] ?? 0), 0);
  const [sharedHits, sharedStale, leaseWaits, refused] = [sum('sharedHits'), sum('sharedStale'), sum('leaseWaits'), sum('refused')];
  return { pendingInvalidations, timeouts, sharedHits, sharedStale, leaseWaits, refused, warnings: [...warnings] };
}

async function answer(message: ToWorker): Promise<void> {
  if (message.kind === 'answer') return origin.settle(message.id, message.item);
  const { id } = message;
  if (message.kind === 'measure')
    return send({ kind: 'measured', id, latencies: await measure(catalogue, origin, bareGet, message.rounds) });
  const outcomes = await runInvocation({}, () => performAll(message.steps));
  send({ kind: 'invoked', id, outcomes, state: stateOf(registry.stats()) });
}

process.on('message', (message: ToWorker) => {
  answer(message).catch((error: unknown) => send({ kind: 'failed', message: String(error) }));
});
send({ kind: 'ready' });
