import { Ajv } from 'ajv';
import { expect } from 'chai';
import { cached, containerSingleton } from '../../src/index.js';
import { emfMetrics } from '../../src/metrics/index.js';
import { NAMESPACE } from '../../src/metrics/names.js';
import { METRIC_NAMES } from '../../src/metrics/samples.js';
import { cacheStats, snapshot } from '../metrics/snapshots.js';
import { DASHBOARD_SCHEMA } from './dashboard-schema.js';
import { useFiles, warmscope } from './run-cli.js';

interface Rendering {
  readonly expression?: string;
  readonly id?: string;
  readonly label?: string;
  readonly visible?: boolean;
}
interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: { readonly title?: string; readonly region?: string; readonly metrics?: (string | Rendering)[][] };
}
interface Dashboard {
  readonly variables?: Record<string, unknown>[];
  readonly widgets: Widget[];
}

const isValid = new Ajv({ allErrors: true, strict: false }).compile(DASHBOARD_SCHEMA);

describe('cli/dashboard', () => {
  const files = useFiles();
  const dashboard = (...args: string[]): Dashboard => {
    const { code, stdout, stderr } = warmscope(['dashboard', '--region', 'eu-central-1', ...args]);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    return JSON.parse(stdout) as Dashboard;
  };
  const renderingsOf = ({ properties }: Widget): Rendering[] =>
    (properties.metrics ?? []).map((metric) => metric.at(-1)).filter((last) => typeof last === 'object');
  const titled = ({ widgets }: Dashboard, title: string) => widgets.filter(({ properties }) => properties.title === title);

  const kinds: Record<string, string[]> = {
    'one function': ['-f', 'reports'],
    'several functions': ['-f', 'reports', '--function', 'prices'],
    'functions without the flag': ['reports', 'prices'],
    'no function': [],
    'members, too': ['-f', 'reports', '-m', 'Reports.report', '--member', 'Prices.rate#2'],
  };
  for (const [kind, args] of Object.entries(kinds)) {
    it(`is valid by the structure that AWS documents, for ${kind}`, () => {
      isValid(dashboard(...args));
      expect(isValid.errors).to.equal(null);
    });

    it(`gives each line of a widget its own id, and uses no other one, for ${kind}`, () => {
      for (const widget of dashboard(...args).widgets) {
        const renderings = renderingsOf(widget);
        const ids = renderings.flatMap(({ id }) => id ?? []);
        expect(new Set(ids).size).to.equal(ids.length);
        for (const { expression = '' } of renderings.filter(({ expression }) => expression && !expression.includes('SEARCH('))) {
          const used = expression.match(/[a-z][a-z0-9]*\b(?!\()/g) ?? [];
          expect(ids, expression).to.include.members(used);
        }
      }
    });

    it(`places widgets side by side in 24 columns, for ${kind}`, () => {
      const taken = new Set<string>();
      for (const { x, y, width, height } of dashboard(...args).widgets) {
        expect(x + width).to.be.at.most(24);
        for (let column = x; column < x + width; column++)
          for (let row = y; row < y + height; row++) {
            expect(taken.has(`${column} ${row}`)).to.equal(false);
            taken.add(`${column} ${row}`);
          }
      }
    });
  }

  it('shows every metric that is emitted, and no other', () => {
    const body = JSON.stringify(dashboard('-f', 'reports', '-m', 'a'));
    for (const name of METRIC_NAMES) expect(body).to.match(new RegExp(`\\\\"${name}\\\\"|"${name}","function"`), name);
    const used = [...body.matchAll(/MetricName=\(?((?:\\"\w+\\"(?: OR )?)+)/g)].flatMap(([, list = '']) => list.match(/\w+/g) ?? []);
    expect(METRIC_NAMES).to.include.members(used.filter((word) => word !== 'OR'));
  });

  it('searches the metrics of the members of a function, by the names that are emitted', () => {
    const [widget] = titled(dashboard('-f', 'reports'), 'Loads, by member');
    expect(widget?.properties.metrics).to.deep.equal([
      [
        {
          expression: `SEARCH('{${NAMESPACE},function,member} MetricName="loads" function="reports"', 'Sum')`,
          label: `$\{PROP('Dim.member')}`,
          id: 'loadss',
        },
      ],
    ]);
    const [containers] = titled(dashboard('-f', 'reports'), 'Containers');
    expect(containers?.properties.metrics?.[0]).to.deep.equal([
      NAMESPACE,
      'invocations',
      'function',
      'reports',
      { stat: 'Sum', label: 'invocations' },
    ]);
  });

  it('has a hit ratio of the function, and of each member that is named or in a stats file', () => {
    const file = files.write('stats.json', snapshot({}, [cacheStats('Prices.rate'), cacheStats('Reports.report')]));
    const widget = titled(dashboard('-f', 'reports', '-m', 'Reports.report', '--stats', file), 'Hit ratio, %').at(-1) as Widget;
    const renderings = renderingsOf(widget);
    const shown = renderings.filter(({ visible }) => visible !== false);
    expect(shown.map(({ label }) => label)).to.deep.equal(['hit ratio', 'Reports.report', 'Prices.rate']);
    expect(shown.map(({ expression }) => expression)).to.deep.equal([
      '100 * FILL(hita, 0) / hitb',
      '100 * FILL(hit0a, 0) / hit0b',
      '100 * FILL(hit1a, 0) / hit1b',
    ]);
    const expressionOf = (id: string) => renderings.find((one) => one.id === id)?.expression;
    const searched = (names: string, of: string) => `SUM(SEARCH('{${NAMESPACE},function,member} MetricName=(${names}) ${of}', 'Sum'))`;
    const answered = '"hits" OR "staleHits"';
    expect(expressionOf('hita')).to.equal(searched(answered, 'function="reports"'));
    expect(expressionOf('hit0a')).to.equal(searched(answered, 'function="reports" member="Reports.report"'));
    expect(expressionOf('hit0b')).to.equal(searched(`${answered} OR "misses" OR "joins"`, 'function="reports" member="Reports.report"'));
  });

  it('leaves members out whose names no search can quote', () => {
    const file = files.write('stats.json', snapshot({}, [cacheStats('a"b'), cacheStats("it's"), cacheStats('fine')]));
    const [, widget] = titled(dashboard('-f', 'reports', '-s', file), 'Hit ratio, %') as [Widget, Widget];
    expect(renderingsOf(widget).flatMap(({ visible, label }) => (visible === false ? [] : label))).to.deep.equal(['hit ratio', 'fine']);
    expect(warmscope(['dashboard', '-m', 'a"b']).stderr).to.match(/^warmscope dashboard: --member takes a name without quotes [^\n]+\n$/);
  });

  it('shows what emfMetrics emits, under its namespace and dimensions', () => {
    const lines: string[] = [];
    const stop = emfMetrics({ function: 'reports', write: (line) => void lines.push(line) });
    const rate = cached((currency: string) => currency.length, { name: 'rate of a spec' });
    for (const currency of ['EUR', 'EUR', 'USD']) rate(currency);
    containerSingleton(() => ({}), { name: 'client of a spec' })();
    stop();
    const body = JSON.stringify(dashboard('reports'));
    expect(lines.length).to.be.greaterThan(1);
    for (const line of lines) {
      const emitted = JSON.parse(line);
      const [{ Namespace, Dimensions, Metrics }] = emitted._aws.CloudWatchMetrics;
      expect(emitted.function).to.equal('reports');
      for (const { Name } of Metrics) {
        const search = `{${Namespace},${Dimensions[0].join()}} MetricName=`;
        const isSearched = body.includes(search) && new RegExp(`\\\\"${Name}\\\\"`).test(body);
        const isNamed = Dimensions[0].length === 1 && body.includes(`["${Namespace}","${Name}","function","reports"`);
        expect(isSearched || isNamed, `${Name} by ${Dimensions[0]}`).to.equal(true);
      }
    }
  });

  it('lets its reader choose the function where not exactly one is given', () => {
    const any = dashboard();
    expect(any.variables).to.have.length(1);
    expect(any.variables?.[0]).to.include({
      type: 'pattern',
      pattern: 'FUNCTION_NAME',
      search: `{${NAMESPACE},function} MetricName="invocations"`,
      populateFrom: 'function',
    });
    expect(JSON.stringify(any.widgets)).to.include('function=\\"FUNCTION_NAME\\"');
    const some = dashboard('--function', 'reports', 'prices').variables?.[0];
    expect(some?.values).to.deep.equal([
      { value: 'reports', label: 'reports' },
      { value: 'prices', label: 'prices' },
    ]);
    expect(dashboard('-f', 'reports').variables).to.equal(undefined);
  });

  describe('the region', () => {
    const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
    beforeEach(() => {
      delete process.env.AWS_REGION;
      delete process.env.AWS_DEFAULT_REGION;
    });
    afterEach(() => {
      if (AWS_REGION !== undefined) process.env.AWS_REGION = AWS_REGION;
      if (AWS_DEFAULT_REGION !== undefined) process.env.AWS_DEFAULT_REGION = AWS_DEFAULT_REGION;
    });
    const regions = (...args: string[]) => {
      const { widgets } = JSON.parse(warmscope(['dashboard', ...args]).stdout) as Dashboard;
      return new Set(widgets.flatMap(({ properties }) => properties.region ?? []));
    };

    it('is that of the flag, else of the environment, else us-east-1', () => {
      expect([...regions()]).to.deep.equal(['us-east-1']);
      process.env.AWS_DEFAULT_REGION = 'sa-east-1';
      expect([...regions()]).to.deep.equal(['sa-east-1']);
      process.env.AWS_REGION = 'us-gov-west-1';
      expect([...regions()]).to.deep.equal(['us-gov-west-1']);
      expect([...regions('--region', 'eu-central-1')]).to.deep.equal(['eu-central-1']);
    });
  });

  for (const [args, says] of [
    [['-f', 'arn:aws:lambda:eu-central-1:1:function:a'], "a function's name has letters, digits, - and _, unlike 'arn:"],
    [['-f', 'a" OR "b'], "a function's name has"],
    [['-f', ''], "a function's name has"],
    [['--region', 'Frankfurt'], "--region takes a region such as eu-central-1, not 'Frankfurt'"],
    [['-s', 'none.json'], 'cannot read none.json: no such file or directory'],
  ] as const)
    it(`refuses ${args.join(' ')}`, () => {
      const { code, stdout, stderr } = warmscope(['dashboard', ...args]);
      expect([code, stdout]).to.deep.equal([2, '']);
      expect(stderr)
        .to.match(/^warmscope dashboard: [^\n]+\n$/)
        .and.include(says);
    });

  it('is written to the file of -o', () => {
    expect(warmscope(['dashboard', '-f', 'a', '-o', `${files.path}/d.json`]).stdout).to.equal('');
    expect(JSON.parse(files.read('d.json'))).to.have.property('widgets');
  });
});
