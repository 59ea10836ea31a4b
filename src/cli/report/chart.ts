import { originOf } from './data.js';
import type { Figure } from './figures.js';
import { type Html, html } from './html.js';
import type { Member, MemberInContainer, Model, Reading } from './model.js';
import { ratioScale, type Scale, scaleUpTo, timeScale } from './scale.js';

const WIDTH = 400;
const HEIGHT = 170;
const LEFT = 58;
const RIGHT = 390;
const TOP = 10;
const BOTTOM = 146;

/** Containers that have a colour of their own; further ones are grey. */
export const COLOURS = 6;

/** Most points of a line; of more snapshots every second, third, ... is drawn. */
export const MOST_POINTS = 40;

/** The class by which a container gets its colour. */
export const colourOf = (index: number): string => (index < COLOURS ? `c${index}` : 'other');

/** The readings of a container that are drawn: at most so many, the last one among them. */
export function drawn(readings: readonly Reading[]): readonly Reading[] {
  const every = Math.ceil(readings.length / MOST_POINTS);
  return readings.filter((_, index) => (readings.length - 1 - index) % every === 0);
}

/** A figure of a member over time, a line for each container; undefined where none has two snapshots. */
export function chartOf(figure: Figure, member: Member, model: Model): Html | undefined {
  if (member.containers.every(({ readings }) => readings.length < 2)) return undefined;
  const x = timeScale([model.from, model.to], [LEFT, RIGHT]);
  const y = scaleOf(figure, member);
  const title = `${figure.title} of ${member.name} over time`;
  // The first container is drawn last, above the others.
  const lines = member.containers.toReversed().map((one) => lineOf(figure, one, x, y));
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
<title>${title}</title>
${y.ticks.map((tick) => gridLine(tick, figure, y))}
${timeLabels(model, x)}
${lines}
</svg>`;
}

function scaleOf({ id, of, steps }: Figure, { containers }: Member): Scale {
  if (id === 'hitRatio') return ratioScale([BOTTOM, TOP]);
  const values = containers.flatMap(({ readings }) => readings.map(({ stats }) => of(stats) ?? 0));
  const most = values.reduce((one, other) => Math.max(one, other), 0);
  return scaleUpTo(most, [BOTTOM, TOP], { ...(steps && { steps }), isWhole: id !== 'averageLoad' });
}

function gridLine(tick: number, { text }: Figure, { place }: Scale): Html {
  const y = place(tick).toFixed(1);
  const below = (place(tick) + 4).toFixed(1);
  const label = text(tick).replace(/\.0(?=%| )/, '');
  return html`<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${y}" y2="${y}"/>
<text class="tick" x="${LEFT - 6}" y="${below}" text-anchor="end" data-tick="${tick}">${label}</text>`;
}

/** The beginning and the end of the time, with the days where they differ. */
function timeLabels({ from, to }: Model, { place }: Scale): Html[] {
  const [first, last] = [from, to].map((time) => new Date(time).toISOString()) as [string, string];
  const isOneDay = first.slice(0, 10) === last.slice(0, 10);
  const label = (text: string): string =>
    isOneDay ? text.slice(11, 19) : text.slice(5, 16).replace('T', ' ');
  return [
    html`<text class="tick" x="${place(from)}" y="${BOTTOM + 18}">${label(first)}</text>`,
    html`<text class="tick" x="${place(to)}" y="${BOTTOM + 18}" text-anchor="end">${label(last)} UTC</text>`,
  ];
}

function lineOf(figure: Figure, one: MemberInContainer, x: Scale, y: Scale): Html {
  const points = drawn(one.readings).flatMap(({ time, stats }) => {
    const value = figure.of(stats);
    return value === undefined ? [] : [{ time, value }];
  });
  const path = points.map(({ time, value }) => `${x.place(time).toFixed(1)},${y.place(value).toFixed(1)}`);
  const marks = points.map(({ time, value }) => {
    const where = `${one.container.label}, ${new Date(time).toISOString().slice(11, 19)}`;
    const [cx, cy] = [x.place(time).toFixed(1), y.place(value).toFixed(1)];
    const title = html`<title>${where}: ${figure.text(value)}</title>`;
    return html`<circle cx="${cx}" cy="${cy}" r="3" ${originOf(value, { at: time })}>${title}</circle>`;
  });
  return html`<g class="${colourOf(one.index)}" data-container="${one.container.id}">
<polyline points="${path.join(' ')}"/>
${one.index < COLOURS ? marks : undefined}</g>`;
}
