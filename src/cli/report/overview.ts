import { hitRatioOf } from '../../metrics/figures.js';
import { count, dollars, milliseconds, rounded, share } from '../../metrics/units.js';
import { type Worth, type WorthOptions, worthLine, worthOf } from '../../metrics/worth.js';
import { nounFor } from '../amount.js';
import { data, time } from './data.js';
import { added, type Figure, LISTED } from './figures.js';
import { type Html, html } from './html.js';
import type { Container, Member, Model, SingletonTotal } from './model.js';
import { sectionId } from './section-id.js';
import { wideTable } from './wide-table.js';

/** A number of things in words, with its raw value beside it. */
const amount = (value: number, thing: string): Html =>
  html`${data(value, count(value), { figure: `${thing}s` })} ${nounFor(value, thing)}`;

/** The head of the page: what was read, and what it was worth. */
export function head(model: Model, options: WorthOptions): Html {
  const worth = worthOf(
    model.members.map(({ total }) => total),
    options,
  );
  const { containers, snapshots, from, to } = model;
  const span = from === to ? html`at ${time(from)} UTC` : html`from ${time(from)} to ${time(to)} UTC`;
  return html`<h1>What warmscope saved</h1>
<p class="soft">${amount(snapshots, 'snapshot')} of ${amount(containers.length, 'container')}, ${span}.
Counters count from the start of a container; a total is the sum of the last snapshot of each.</p>
${tiles(model, worth)}
<p id="worth">${worthLine(worth, options)}</p>
${memoryNote(worth)}`;
}

function tiles({ members }: Model, { savedMs, loadsSaved, gbSeconds, usd }: Worth): Html {
  const ratio = members.length === 0 ? undefined : hitRatioOf(added(members.map(({ total }) => total)));
  const tile = (title: string, value: number | undefined, text: string, figure: string): Html =>
    html`<div><dt>${title}</dt><dd>${data(value, text, { figure })}</dd></div>`;
  const bill = [
    gbSeconds === undefined ? [] : tile('GB-seconds, at most', gbSeconds, rounded(gbSeconds), 'gbSeconds'),
    usd === undefined ? [] : tile('Money, at most', usd, dollars(usd), 'usd'),
  ].flat();
  return html`<dl class="tiles">
${tile('Time saved', savedMs, milliseconds(savedMs), 'savedMs')}
${tile('Loads saved', loadsSaved, count(loadsSaved), 'loadsSaved')}
${tile('Hit ratio', ratio, share(ratio), 'hitRatio')}
${bill}
</dl>`;
}

function memoryNote({ gbSeconds }: Worth): Html | undefined {
  if (gbSeconds !== undefined) return undefined;
  return html`<p class="note">The function’s memory is not known: <code>--memory 512</code> adds GB-seconds
and money.</p>`;
}

/** All members with their totals; the first ones have a section. */
export function membersTable(members: readonly Member[], sections: number): Html {
  const figures = LISTED.filter(({ isRare, of }) => !isRare || members.some(({ total }) => of(total)));
  const titles = ['member', ...figures.map(({ title }) => title)];
  return html`<h2>Members</h2>${wideTable(
    titles,
    members.map((member, index) => memberRow(member, index < sections ? index : undefined, figures)),
  )}`;
}

function memberRow({ name, total }: Member, section: number | undefined, figures: readonly Figure[]): Html {
  const cells = figures.map(({ id, of, text }) => {
    const value = of(total);
    return html`<td>${data(value, text(value), { figure: id })}</td>`;
  });
  const text = breakable(name);
  const link = section === undefined ? text : html`<a href="#${sectionId(section)}">${text}</a>`;
  return html`<tr data-member="${name}"><th scope="row">${link}</th>${cells}</tr>`;
}

/** A name that may be broken behind its dots. */
const breakable = (name: string): Html[] =>
  name.split(/(?<=\.)/).map((part, index) => (index === 0 ? html`${part}` : html`<wbr>${part}`));

/** All containers. */
export function containersTable(containers: readonly Container[]): Html {
  const figures = ['age', 'invocations', 'thaws', 'thread', 'snapshots', 'saved'];
  const titles = ['container', 'host', 'started, UTC', ...figures];
  return html`<h2>Containers</h2>${wideTable(titles, containers.map(containerRow))}`;
}

function containerRow({ id, label, last, snapshots }: Container): Html {
  const { provider, startedAt, ageMs, invocations, thaws, thread } = last.container;
  const saved = last.caches.reduce((sum, { savedMs }) => sum + savedMs, 0);
  const cell = (figure: string, value: number, text = count(value)): Html =>
    html`<td>${data(value, text, { figure })}</td>`;
  return html`<tr data-container="${id}"><th scope="row"><code title="${id}">${label}</code></th>
<td>${provider}</td><td>${time(startedAt)}</td>
${cell('ageMs', ageMs, milliseconds(ageMs))}${cell('invocations', invocations)}
${cell('thaws', thaws)}${cell('thread', thread)}${cell('snapshots', snapshots.length)}
${cell('savedMs', saved, milliseconds(saved))}</tr>`;
}

/** All singletons. */
export function singletonsTable(singletons: readonly SingletonTotal[]): Html | undefined {
  if (singletons.length === 0) return undefined;
  const titles = ['singleton', 'containers', 'builds', 'per build', 'disposals'];
  return html`<h2>Singletons</h2>${wideTable(titles, singletons.map(singletonRow))}`;
}

function singletonRow({ name, containers, total: { builds, buildMs, disposals } }: SingletonTotal): Html {
  const perBuild = builds === 0 ? undefined : buildMs / builds;
  const cell = (figure: string, value: number | undefined, text: string): Html =>
    html`<td>${data(value, text, { figure })}</td>`;
  return html`<tr data-singleton="${name}"><th scope="row">${name}</th>
${cell('containers', containers, count(containers))}${cell('builds', builds, count(builds))}
${cell('averageBuild', perBuild, milliseconds(perBuild))}
${cell('disposals', disposals, count(disposals))}</tr>`;
}
