/** The anchor of a member's section; a name may be any text, so it is its number. */
export const sectionId = (index: number): string => `member-${index + 1}`;
