/**
 * Many cached methods in one process, each with a source text of its own, as methods in real code have.
 * One line in `competitors` adds one; its adapter is called once for each method.
 */
/** @import { Call, Competitor, Record, SyncAdapter, Work } from '../types.d.ts' */
import { decorate, warmscope } from './warmscope.mjs';

/** @type {Competitor<SyncAdapter>[]} */
export const competitors = [
  { id: 'hand-written Map, expiry', group: 'hand', adapter: handWritten },
  { id: 'warmscope', group: 'warmscope', adapter: decorated },
];

let made = 0;

/** @type {Awaited<ReturnType<typeof warmscope>> | undefined} */
let loaded;

/** @param {Work<unknown>} work */
const parametersOf = ({ arity }) => (arity === 'one' ? 'user' : 'user, param');

/**
 * @param {Work<Record>} work
 * @returns {Call}
 */
function handWritten(work) {
  const parameters = parametersOf(work);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
  const key = work.arity === 'one' ? 'user' : '`${user}-${param}`';
  return new Function(
    'load',
    'ttl',
    `const entries = new Map();
    class Reports${++made} {
      report(${parameters}) {
        const key = ${key};
        const entry = entries.get(key);
        if (entry !== undefined && Date.now() < entry.expires) return entry.value;
        const value = load(${parameters});
        entries.set(key, { value, expires: Date.now() + ttl });
        return value;
      }
    }
    const reports = new Reports${made}();
    return (${parameters}) => reports.report(${parameters});`,
  )(work.load, work.ttl);
}

/**
 * @param {Work<Record>} work
 * @returns {Promise<Call>}
 */
async function decorated(work) {
  loaded ??= await warmscope();
  const { Cached } = loaded;
  const { max, ttl } = work;
  const parameters = parametersOf(work);
  const { Reports, keyOf, callOf } = new Function(
    'load',
    `class Reports${++made} { report${made}(${parameters}) { return load(${parameters}); } }
    return {
      Reports: Reports${made},
      keyOf: (user, param) => [user, param],
      callOf: (reports) => (${parameters}) => reports.report${made}(${parameters}),
    };`,
  )(work.load);
  decorate(Reports.prototype, `report${made}`, Cached(work.arity === 'one' ? { max, ttl } : { key: keyOf, max, ttl }));
  return callOf(new Reports());
}
