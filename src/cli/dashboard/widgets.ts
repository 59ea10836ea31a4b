import type { CacheCounter, SharedCounter } from '../../metrics/names.js';
import { byMember, type Metric, ofContainers, together } from './expressions.js';
import { HIT_RATIO, LOAD_TIME, type Ratio, ratioOf } from './ratios.js';

/** The function that a dashboard is of, and its members. */
export interface Subject {
  /** A Lambda function's name, or what the dashboard's variable replaces. */
  readonly functionName: string;
  readonly region: string;
  /** Members that have lines of their own where searches cannot find them. */
  readonly members: readonly string[];
}

/** A widget of a dashboard, as CloudWatch takes it. */
export interface Widget {
  readonly type: 'metric' | 'text';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A graph before it has its place. */
interface Graph {
  readonly title: string;
  readonly metrics: readonly Metric[];
  readonly more?: Readonly<Record<string, unknown>>;
}

const COLUMNS = 24;
const PERIOD = 300;

/** All widgets of a dashboard: what counts most in large numbers, then graphs, two in a row. */
export function widgetsFor(subject: Subject): Widget[] {
  const numbers = numbersOf(subject).map((graph, index, all) =>
    placed(graph, subject, {
      x: (COLUMNS / all.length) * index,
      y: 2,
      width: COLUMNS / all.length,
      height: 4,
    }),
  );
  const graphs = graphsOf(subject).map((graph, index) =>
    placed(graph, subject, { x: (index % 2) * 12, y: 6 + Math.floor(index / 2) * 7, width: 12, height: 7 }),
  );
  return [heading(subject), ...numbers, ...graphs];
}

function heading({ functionName }: Subject): Widget {
  const about = "What the caches and clients of the function's containers have done.";
  const markdown = `# warmscope: ${functionName}\n${about}`;
  return { type: 'text', x: 0, y: 0, width: COLUMNS, height: 2, properties: { markdown } };
}

type Place = Pick<Widget, 'x' | 'y' | 'width' | 'height'>;

function placed({ title, metrics, more }: Graph, { region }: Subject, place: Place): Widget {
  const properties = { title, view: 'timeSeries', region, period: PERIOD, metrics, ...more };
  return { type: 'metric', ...place, properties };
}

function numbersOf({ functionName }: Subject): Graph[] {
  const number = (title: string, metrics: readonly Metric[]): Graph => ({
    title,
    metrics,
    more: { view: 'singleValue', setPeriodToTimeRange: true },
  });
  const one = (title: string, names: readonly CacheCounter[]): Graph =>
    number(title, [together(names, { functionName }, { id: 'total', label: title })]);
  return [
    number('Hit ratio, %', ratioOf(HIT_RATIO, { functionName }, HIT_RATIO.id, HIT_RATIO.label)),
    one('Time saved, ms', ['savedMs']),
    one('Loads', ['loads']),
    number('Cold starts', [ofContainers('coldStart', functionName, { stat: 'Sum', label: 'cold starts' })]),
  ];
}

/** The outcomes of calls, each a layer of one graph. */
const OUTCOMES: Readonly<Partial<Record<CacheCounter, string>>> = {
  hits: 'hits',
  staleHits: 'stale hits',
  joins: 'joins',
  misses: 'misses',
  bypasses: 'bypasses',
};

/** What the shared tier has done for calls, and what its stores were asked; empty where there is none. */
const SHARED: Readonly<Record<SharedCounter, string>> = {
  sharedHits: 'fresh in the store',
  sharedStale: 'stale in the store',
  sharedMisses: 'not in the store',
  leaseWaits: 'waited for another container',
  sharedErrors: 'the store failed',
  refused: 'refused',
};
const TIER = {
  sharedQuestions: 'questions',
  sharedTimeouts: 'timeouts',
  sharedOpened: 'times taken for down',
  sharedPending: 'invalidations to be sent',
};

function graphsOf(subject: Subject): Graph[] {
  const { functionName } = subject;
  const members = (title: string, name: string, stat = 'Sum', more?: Graph['more']): Graph => ({
    title,
    metrics: [byMember(name, functionName, stat)],
    ...(more && { more }),
  });
  const layers = { stacked: true };
  const sums = (labels: Readonly<Record<string, string>>): Metric[] =>
    Object.entries(labels).map(([name, label]) =>
      together([name as CacheCounter], { functionName }, { id: name.toLowerCase(), label }),
    );
  const containers = ['invocations', 'thaws', 'coldStart'].map((name) =>
    ofContainers(name, functionName, { stat: 'Sum', label: name === 'coldStart' ? 'cold starts' : name }),
  );
  const tier = Object.entries(TIER).map(([name, label]) =>
    ofContainers(name, functionName, { stat: name === 'sharedPending' ? 'Maximum' : 'Sum', label }),
  );
  return [
    ratioGraph('Hit ratio, %', HIT_RATIO, subject, {
      yAxis: { left: { min: 0, max: 100, showUnits: false } },
    }),
    { title: 'Calls', metrics: sums(OUTCOMES), more: layers },
    members('Time saved, by member', 'savedMs', 'Sum', layers),
    ratioGraph('Time of a load, ms', LOAD_TIME, subject, { yAxis: { left: { min: 0, showUnits: false } } }),
    members('Loads, by member', 'loads', 'Sum', layers),
    members('Failed loads, by member', 'loadErrors'),
    members('Entries of a container, by member', 'size', 'Average'),
    members('Bytes of a container, by member', 'bytes', 'Average', layers),
    members('Evictions, by member', 'evictions'),
    members('Expirations, by member', 'expirations'),
    members('Results that were not stored, by member', 'uncacheable'),
    { title: 'Containers', metrics: containers },
    members('Builds of clients, by singleton', 'builds'),
    members('Time spent building clients, by singleton', 'buildMs'),
    members('Disposals of clients, by singleton', 'disposals'),
    { title: 'Shared tier, calls', metrics: sums(SHARED) },
    { title: 'Shared tier, its store', metrics: tier },
  ];
}

/** A ratio of the function, and of each of its members that is named: no search is divided by another. */
function ratioGraph(title: string, ratio: Ratio, subject: Subject, more: Graph['more'] = {}): Graph {
  const { functionName, members } = subject;
  const ofMembers = members.flatMap((member, index) =>
    ratioOf(ratio, { functionName, member }, `${ratio.id}${index}`, member),
  );
  const metrics = [...ratioOf(ratio, { functionName }, ratio.id, ratio.label), ...ofMembers];
  return { title, metrics, more };
}
