import { barsOf } from './bars.js';
import { COLOURS, chartOf, drawn } from './chart.js';
import { data, time } from './data.js';
import { CHARTED, type Figure } from './figures.js';
import { type Html, html } from './html.js';
import type { Member, MemberInContainer, Model } from './model.js';
import { sectionId } from './section-id.js';
import { wideTable } from './wide-table.js';

/** One member: a figure for each chart, and all the numbers that are drawn. */
export function memberSection(member: Member, index: number, model: Model): Html {
  const numbers = `${sectionId(index)}-numbers`;
  const figures = CHARTED.map((figure) => figureOf(figure, member, model, numbers));
  const titles = ['container', 'time, UTC', ...CHARTED.map(({ title }) => title)];
  const id = sectionId(index);
  return html`<section id="${id}" data-member="${member.name}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${member.name}</h2>
<div class="charts">
${figures}
</div>
<details id="${numbers}"><summary>All numbers of ${member.name}</summary>
${wideTable(titles, member.containers.flatMap(readingRows))}
</details>
</section>`;
}

function figureOf(figure: Figure, member: Member, model: Model, numbers: string): Html {
  return html`<figure data-figure="${figure.id}" aria-describedby="${numbers}">
<h3>${figure.title}</h3>
${chartOf(figure, member, model)}
${barsOf(figure, member)}
</figure>`;
}

/** What is drawn of a container; of one without a colour of its own the last reading only. */
function readingRows({ container, index, readings }: MemberInContainer): Html[] {
  const shown = index < COLOURS ? drawn(readings) : readings.slice(-1);
  return shown.map(({ time: at, stats }) => {
    const cells = CHARTED.map(({ id, of, text }) => {
      const value = of(stats);
      return html`<td>${data(value, text(value), { figure: id })}</td>`;
    });
    return html`<tr data-container="${container.id}" data-at="${at}">
<th scope="row"><code>${container.label}</code></th><td>${time(at)}</td>${cells}</tr>`;
  });
}
