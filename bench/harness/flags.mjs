/** @import { Flags } from '../types.d.ts' */
import { parseArgs } from 'node:util';

/** The versions of Node that are measured: those that are still maintained. */
export const MEASURED_NODES = ['22', '24', '26'];

export const USAGE = `npm run bench -- [flags]

  --table <id>          only this table; may be repeated
  --node <major>        only this version of Node (${MEASURED_NODES.join(', ')}), or "own"; may be repeated
  --competitor <text>   only competitors whose name contains this, and the hand-written ones; may be repeated
  --quick               fewer rounds; nothing is saved
  --before <dist>       compares with another build of warmscope as well: the path of its dist/
  --dist <dist>         measures this build of warmscope instead of the project's dist/
  --render              measures nothing: writes findings.md and chart.svg from results/
  --help

A run of all tables without --quick, --competitor, --dist and --before saves results/<date>-node<major>.json, findings.md and chart.svg.`;

/**
 * @param {string[]} args
 * @returns {Flags}
 */
export function parseFlags(args) {
  const { values } = parseArgs({
    args,
    options: {
      table: { type: 'string', multiple: true, default: [] },
      node: { type: 'string', multiple: true, default: [] },
      competitor: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      dist: { type: 'string' },
      before: { type: 'string' },
      render: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    tables: values.table,
    nodes: values.node,
    competitors: values.competitor,
    quick: values.quick,
    dist: values.dist,
    before: values.before,
    render: values.render,
    help: values.help,
  };
}
