import {
  type CacheCounter,
  DIMENSIONS,
  dimensionValue,
  NAMESPACE,
  type SharedCounter,
} from '../../metrics/names.js';

/** How CloudWatch draws one metric, or the result of an expression. */
export interface Rendering {
  readonly expression?: string;
  readonly id?: string;
  readonly label?: string;
  readonly stat?: string;
  readonly visible?: boolean;
}

/** One line of a metric widget: an expression, or a namespace, a name and dimensions. */
export type Metric = readonly (string | Rendering)[];

/** Members of a function, or of whichever function the dashboard's variable names. */
const SCHEMA = `{${NAMESPACE},${DIMENSIONS.function},${DIMENSIONS.member}}`;

/** The members whose metrics are searched: all of a function, or one of them. */
export interface Searched {
  readonly functionName: string;
  readonly member?: string;
}

/** False for names that a search expression cannot quote, and for none. */
export const isSearchable = (member: string): boolean => /^[^"'\\]+$/.test(member);

/** A search for metrics of the members of a function; new members are found by themselves. */
function search(names: readonly string[], { functionName, member }: Searched, stat: string): string {
  const quoted = names.map((name) => `"${name}"`).join(' OR ');
  const wanted = names.length === 1 ? quoted : `(${quoted})`;
  const ofMember = member === undefined ? '' : ` ${DIMENSIONS.member}="${dimensionValue(member)}"`;
  const terms = `MetricName=${wanted} ${DIMENSIONS.function}="${functionName}"${ofMember}`;
  return `SEARCH('${SCHEMA} ${terms}', '${stat}')`;
}

/** A line for each member of a function, labelled by its name. */
export function byMember(name: string, functionName: string, stat: string): Metric {
  const label = `\${PROP('Dim.${DIMENSIONS.member}')}`;
  return [{ expression: search([name], { functionName }, stat), label, id: `${name.toLowerCase()}s` }];
}

/** One line: counters of all that is searched together. */
export function together(
  names: readonly (CacheCounter | SharedCounter)[],
  searched: Searched,
  rendering: Rendering,
): Metric {
  return [{ expression: `SUM(${search(names, searched, 'Sum')})`, ...rendering }];
}

/** A metric of a function's containers. */
export function ofContainers(name: string, functionName: string, rendering: Rendering): Metric {
  return [NAMESPACE, name, DIMENSIONS.function, functionName, rendering];
}
