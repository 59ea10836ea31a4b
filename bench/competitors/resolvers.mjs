/** Singletons looked up by their class. One line in `competitors` adds one; its adapter gives the function that reads one of 16. */
/** @import { Competitor, ReaderAdapter } from '../types.d.ts' */
import { warmscope } from './warmscope.mjs';

/** @type {Competitor<ReaderAdapter>[]} */
export const competitors = [
  { id: 'hand-written Map.get by class', group: 'hand', adapter: mapByClass },
  { id: 'warmscope registry.resolve', group: 'warmscope', adapter: registryResolve },
  { id: 'tsyringe container.resolve', group: 'peer', adapter: tsyringe },
];

/** Sixteen client classes, no two of one source text. */
function clientClasses() {
  const make = (/** @type {number} */ number) => new Function(`return class Client${number} { id = 1; }`)();
  return /** @type {(new () => { id: number })[]} */ (Array.from({ length: 16 }, (_, number) => make(number)));
}

/** @type {ReaderAdapter} */
function mapByClass() {
  const classes = clientClasses();
  const instances = new Map(classes.map((client) => [client, new client()]));
  return (index) => /** @type {{ id: number }} */ (instances.get(/** @type {new () => { id: number }} */ (classes[index])));
}

/** @type {ReaderAdapter} */
async function registryResolve() {
  const { ContainerSingleton, registry } = await warmscope();
  const classes = clientClasses();
  for (const client of classes) ContainerSingleton(client);
  return (index) => registry.resolve(/** @type {new () => { id: number }} */ (classes[index]));
}

/** @type {ReaderAdapter} */
async function tsyringe() {
  await import('reflect-metadata');
  const { container } = await import('tsyringe');
  const classes = clientClasses();
  for (const client of classes) container.registerSingleton(client);
  return (index) => container.resolve(/** @type {new () => { id: number }} */ (classes[index]));
}
