/** A page of some 50 KB on V8's heap, as a service might give it: rows of texts and numbers. */
export function pageOf(id: number): object {
  const rows = Array.from({ length: 250 }, (_, row) => ({
    id: id * 1_000 + row,
    name: `row ${row} of page ${id}`,
    state: row % 3 === 0 ? 'open' : 'closed',
    amounts: [id + 0.5, row + 0.25, 1.125],
    note: `nothing is said of row ${row} on page ${id}, but at some length`,
  }));
  return { id, rows, next: id + 1 };
}
