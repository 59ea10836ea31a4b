import type { WorthOptions } from '../../metrics/worth.js';
import type { RegistryStats } from '../../registry/registry-types.js';
import { VERSION } from '../../util/version.js';
import { MOST_POINTS } from './chart.js';
import { Html, html } from './html.js';
import { memberSection } from './member-section.js';
import { modelOf } from './model.js';
import { containersTable, head, membersTable, singletonsTable } from './overview.js';
import { STYLE } from './style.js';

/** Allows the page its styles, and nothing else: no script, no network. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** Members with charts; of further ones the page would become too large for a browser. */
const MOST_MEMBERS = 100;

const NONE = html`<p>No member is cached.</p>`;
const REST = html`<p class="note">The ${MOST_MEMBERS} members that saved most have charts.</p>`;

const THINNED = html`<p class="note">Of a container with more than ${MOST_POINTS} snapshots the charts show
some, at equal distances.</p>`;

/** A page about these snapshots, which are in order: whole, without scripts or anything from elsewhere. */
export function pageOf(snapshots: readonly RegistryStats[], options: WorthOptions): string {
  const model = modelOf(snapshots);
  const charted = model.members.slice(0, MOST_MEMBERS);
  const sections = charted.map((member, index) => memberSection(member, index, model));
  const isThinned = model.containers.some((container) => container.snapshots.length > MOST_POINTS);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="warmscope ${VERSION}">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>What warmscope saved</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
${head(model, options)}
${model.members.length === 0 ? NONE : membersTable(model.members, charted.length)}
${charted.length < model.members.length ? REST : undefined}
${isThinned ? THINNED : undefined}
${sections}
${singletonsTable(model.singletons)}
${containersTable(model.containers)}
</main>
</body>
</html>
`.text;
}
