/** What a list of tags is, for messages. */
export const TAG_LIST = 'an array of strings that are not empty';

/** True for a text that is not blank, as tags and names are. */
export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** The different tags of a list; undefined for what is no list of tags. Throws what the list throws. */
export function tagsIn(list: unknown): string[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const found = new Set<string>();
  for (let index = 0; index < list.length; index++) {
    const tag: unknown = list[index];
    if (!isText(tag)) return undefined;
    found.add(tag);
  }
  return [...found];
}
