/** Numbers the uses of entries, over all methods of a container, so that any two of them can be compared. */
export class Uses {
  count = 0;
}
