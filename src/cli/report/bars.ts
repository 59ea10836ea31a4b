import { colourOf } from './chart.js';
import { data, originOf } from './data.js';
import type { Figure } from './figures.js';
import { type Html, html } from './html.js';
import type { Member, MemberInContainer } from './model.js';
import { headOf } from './wide-table.js';

/** Containers with a bar; further ones are in the table below the charts. */
const MOST_BARS = 8;

/** A figure of a member by its containers: a table with bars, which is also the legend of the chart above. */
export function barsOf(figure: Figure, member: Member): Html {
  const { containers, total } = member;
  const shown = containers.slice(0, MOST_BARS);
  const values = containers.map(({ last }) => figure.of(last) ?? 0);
  const most = figure.id === 'hitRatio' ? 1 : values.reduce((one, other) => Math.max(one, other), 0);
  const all = figure.of(total);
  const isOfAll = containers.length > 1;
  const cells = html`<th scope="row">all</th><td></td><td>${data(all, figure.text(all))}</td>`;
  return html`<table class="bars">
${headOf(['container', 'bar', figure.title], 'hidden')}
<tbody>
${shown.map((one) => barRow(figure, one, most))}
${isOfAll ? html`<tr class="all">${cells}</tr>` : undefined}
</tbody>
</table>
${othersLine(containers.length - shown.length)}`;
}

function barRow(figure: Figure, { container, index, last }: MemberInContainer, most: number): Html {
  const value = figure.of(last);
  const width = most === 0 ? 0 : ((value ?? 0) / most) * 100;
  const bar = html`<rect width="${width.toFixed(2)}" height="10" ${originOf(value, {})}/>`;
  return html`<tr class="${colourOf(index)}" data-container="${container.id}">
<th scope="row"><i class="key"></i>${container.label}</th>
<td><svg class="bar" aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none">${bar}</svg></td>
<td>${data(value, figure.text(value))}</td>
</tr>`;
}

function othersLine(others: number): Html | undefined {
  if (others <= 0) return undefined;
  const what = others === 1 ? 'container' : 'containers';
  return html`<p class="note">and ${others} more ${what}, in the numbers below</p>`;
}
