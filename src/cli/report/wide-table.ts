import { type Html, html } from './html.js';

/** A table as wide as the page, which scrolls sideways where it does not fit. */
export function wideTable(titles: readonly string[], rows: readonly Html[]): Html {
  return html`<div class="wide"><table>
${headOf(titles)}
<tbody>${rows}</tbody>
</table></div>`;
}

/** The titles of a table's columns. */
export function headOf(titles: readonly string[], kind = 'shown'): Html {
  const cells = titles.map((title) => html`<th scope="col">${title}</th>`);
  return html`<thead class="${kind}"><tr>${cells}</tr></thead>`;
}
