import { type DefaultTreeAdapterTypes, parse } from 'parse5';

/** An element of a page, with the attributes that the elements around it have as well. */
export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** The `data-` attributes of the element and of what is around it, without their prefix. */
  readonly data: Readonly<Record<string, string>>;
  /** The text of the element and of the elements in it. */
  readonly text: string;
  readonly inside: readonly Element[];
  readonly parents: readonly string[];
}

type Node = DefaultTreeAdapterTypes.Node;

/** All elements of a page, as a browser would read it. */
export function elementsOf(page: string): Element[] {
  return below(parse(page), {}, []);
}

function below(node: Node, around: Record<string, string>, parents: readonly string[]): Element[] {
  if (!('childNodes' in node)) return [];
  return node.childNodes.flatMap((child) => {
    if (!('tagName' in child)) return [];
    const attributes = Object.fromEntries(child.attrs.map(({ name, value }) => [name, value]));
    const own = Object.entries(attributes).filter(([name]) => name.startsWith('data-'));
    const data = { ...around, ...Object.fromEntries(own.map(([name, value]) => [name.slice(5), value])) };
    const inside = below(child, data, [...parents, child.tagName]);
    return [{ tag: child.tagName, attributes, data, text: textOf(child), inside, parents }, ...inside];
  });
}

function textOf(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

/** The text of a page outside of these elements. */
export function textOutside(page: string, isLeftOut: (tag: string, attributes: Record<string, string>) => boolean): string {
  const walk = (node: Node): string => {
    if ('value' in node) return node.value;
    if (!('childNodes' in node)) return '';
    if ('tagName' in node && isLeftOut(node.tagName, Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])))) return '';
    return node.childNodes.map(walk).join(' ');
  };
  return walk(parse(page));
}

const UNITS: Readonly<Record<string, number>> = {
  '%': 0.01,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  B: 1,
  KB: 2 ** 10,
  MB: 2 ** 20,
  GB: 2 ** 30,
};

/** The number that a text such as `1,234`, `29.4%`, `1h 32m`, `1.5 KB` or `$0.02` says. */
export function numberIn(text: string): number {
  const parts = [...text.matchAll(/(-?[\d,.]+) ?(%|ms|KB|MB|GB|[smhdB])?/g)];
  return parts.reduce((sum, [, amount = '', unit]) => sum + Number(amount.replaceAll(',', '')) * (UNITS[unit ?? ''] ?? 1), 0);
}
