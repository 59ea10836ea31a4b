import { DIMENSIONS, NAMESPACE } from '../../metrics/names.js';
import { type Arguments, textOf, textsOf } from '../arguments.js';
import { type Command, deliver, type Output } from '../command.js';
import { readSnapshots } from '../snapshots/read-snapshots.js';
import { UsageError } from '../usage-error.js';
import { isSearchable } from './expressions.js';
import { widgetsFor } from './widgets.js';

/** What stands for the function's name where the reader of the dashboard chooses it. */
const PLACEHOLDER = 'FUNCTION_NAME';
const DEFAULT_REGION = 'us-east-1';

/** `warmscope dashboard`: a CloudWatch dashboard for the metrics of warmscope/metrics. */
export const dashboard: Command = {
  flags: {
    function: { type: 'string', multiple: true, short: 'f' },
    region: { type: 'string' },
    member: { type: 'string', multiple: true, short: 'm' },
    stats: { type: 'string', multiple: true, short: 's' },
    output: { type: 'string', short: 'o' },
  },
  help: `Usage: warmscope dashboard [options] [function]...

Makes the JSON of a CloudWatch dashboard for the metrics that warmscope/metrics emits:
  warmscope dashboard -f reports -o dashboard.json
  aws cloudwatch put-dashboard --dashboard-name warmscope --dashboard-body file://dashboard.json

Options:
  -f, --function <name>  a Lambda function, as without the flag; of several, or none, the dashboard lets its
                         reader choose
  -m, --member <name>    a member that gets a hit ratio and a load time of its own; may be given several times
  -s, --stats <file>     a stats file, as report takes it: its members get these, too
      --region <name>    where the metrics are; default: AWS_REGION, AWS_DEFAULT_REGION,
                         else ${DEFAULT_REGION}
  -o, --output <file>    where the JSON goes; else to stdout
`,
  run(given: Arguments, output: Output): number {
    const names = [...textsOf(given, 'function'), ...given.positionals];
    const functions = [...new Set(names)].map(checkedFunction);
    const [only, ...others] = functions;
    const isChosen = only === undefined || others.length > 0;
    const subject = {
      functionName: isChosen ? PLACEHOLDER : only,
      region: regionOf(given),
      members: membersOf(given),
    };
    const variables = isChosen ? { variables: [functionVariable(functions)] } : {};
    const body = { start: '-PT24H', periodOverride: 'auto', ...variables, widgets: widgetsFor(subject) };
    deliver(`${JSON.stringify(body, null, 2)}\n`, textOf(given, 'output'), output);
    return 0;
  },
};

function checkedFunction(name: string): string {
  if (/^[\w-]{1,64}$/.test(name)) return name;
  throw new UsageError(`a function's name has letters, digits, - and _, unlike '${name}'`);
}

function regionOf(given: Arguments): string {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const region = textOf(given, 'region') ?? (AWS_REGION || AWS_DEFAULT_REGION || DEFAULT_REGION);
  if (/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) return region;
  throw new UsageError(`--region takes a region such as eu-central-1, not '${region}'`);
}

/** Members with lines of their own: CloudWatch takes 500 lines in a widget, of which each has three. */
const MOST_MEMBERS = 100;

/** Members that are named, and those of the stats files that a search can name. */
function membersOf(given: Arguments): string[] {
  const paths = textsOf(given, 'stats');
  const snapshots = paths.length === 0 ? [] : readSnapshots(paths).snapshots;
  const found = snapshots.flatMap(({ caches }) => caches.map(({ name }) => name)).filter(isSearchable);
  const named = new Set(textsOf(given, 'member').map(checkedMember));
  if (named.size > MOST_MEMBERS) throw new UsageError(`--member takes ${MOST_MEMBERS} members at most`);
  return [...new Set([...named, ...found])].slice(0, MOST_MEMBERS);
}

function checkedMember(name: string): string {
  if (isSearchable(name)) return name;
  throw new UsageError(`--member takes a name without quotes and backslashes, not '${name}'`);
}

/** The variable by which the reader chooses a function, of those given or of all that emit metrics. */
function functionVariable(functions: readonly string[]): object {
  const common = {
    id: 'function',
    label: 'Function',
    type: 'pattern',
    pattern: PLACEHOLDER,
    inputType: 'select',
  };
  if (functions.length > 0) {
    const values = functions.map((value) => ({ value, label: value }));
    return { ...common, visible: true, defaultValue: functions[0], values };
  }
  const search = `{${NAMESPACE},${DIMENSIONS.function}} MetricName="invocations"`;
  return { ...common, visible: true, defaultValue: '__FIRST', search, populateFrom: DIMENSIONS.function };
}
