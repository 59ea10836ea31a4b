import { Html, html } from './html.js';

/**
 * What a number on the page is of, as far as no element around it says so; without a container it is of all
 * of them.
 */
export interface Origin {
  readonly figure?: string | undefined;
  readonly member?: string | undefined;
  readonly container?: string | undefined;
  /** Epoch milliseconds of the snapshot; without it, of the last one. */
  readonly at?: number | undefined;
}

/** Attributes that say which number something on the page is, with its raw value. */
export function originOf(value: number | undefined, { figure, member, container, at }: Origin): Html {
  const attributes = { value: value ?? 'none', figure, member, container, at };
  const given = Object.entries(attributes).filter(([, text]) => text !== undefined);
  return new Html(given.map(([name, text]) => html`data-${name}="${text as string}"`.text).join(' '));
}

/** A number on the page: its text, and its raw value in attributes. */
export function data(value: number | undefined, text: string, origin: Origin = {}): Html {
  return html`<data ${originOf(value, origin)}>${text}</data>`;
}

/** A moment in UTC, such as `2026-11-29 12:03:16`. */
export const moment = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ');

/** A moment on the page. */
export const time = (at: number): Html =>
  html`<time datetime="${new Date(at).toISOString()}">${moment(at)}</time>`;
