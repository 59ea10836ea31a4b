/** The process of one competitor: prepares its scenario, then answers one round at a time. */
/** @import { Request, Scenario, Settings } from '../types.d.ts' */

/** @typedef {{ scenario: string, kind: string, competitor: string, settings: Settings }} Assignment */

/** @type {Scenario | undefined} */
let scenario;

/** @param {Assignment} assignment */
async function prepare({ scenario: name, kind, competitor, settings }) {
  const { competitors } = await import(`../competitors/${kind}.mjs`);
  const found = competitors.find((/** @type {{ id: string }} */ one) => one.id === competitor);
  if (found === undefined) throw new Error(`No competitor ${competitor} of kind ${kind}.`);
  const module = await import(`../scenarios/${name}.mjs`);
  scenario = await module.prepare(found.adapter, settings);
}

/** @param {{ assignment: Assignment } | { request: Request }} message */
async function answer(message) {
  if ('assignment' in message) {
    await prepare(message.assignment);
    return {};
  }
  return /** @type {Scenario} */ (scenario).round(message.request);
}

process.on('disconnect', () => process.exit());
process.on('message', async (/** @type {{ assignment: Assignment } | { request: Request }} */ message) => {
  try {
    process.send?.({ answer: await answer(message) });
  } catch (error) {
    process.send?.({ failure: error instanceof Error ? error.message : String(error) });
  }
});
