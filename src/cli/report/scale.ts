/** A way from values to places in a picture. */
export interface Scale {
  readonly place: (value: number) => number;
  /** The values that get a line and a label. */
  readonly ticks: readonly number[];
}

/** A scale from 0 to a round value at or above `most`, in about four steps of a unit. */
export function scaleUpTo(
  most: number,
  [from, to]: readonly [number, number],
  { steps = [1], isWhole = true }: { readonly steps?: readonly number[]; readonly isWhole?: boolean },
): Scale {
  const unit = steps.findLast((step) => step <= most) ?? 1;
  const wanted = most / unit / 4 || 0.25;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const round = [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= wanted - 1e-9) ?? power;
  const step = (isWhole && unit === 1 ? Math.max(1, Math.ceil(round)) : round) * unit;
  const top = Math.max(1, Math.ceil(most / step - 1e-9)) * step;
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  return { ticks, place: (value) => from + (value / top) * (to - from) };
}

/** A scale for ratios, from 0 to 1. */
export function ratioScale([from, to]: readonly [number, number]): Scale {
  return { ticks: [0, 0.25, 0.5, 0.75, 1], place: (value) => from + value * (to - from) };
}

/** A scale of time from one moment to another; both ends are its ticks. */
export function timeScale(
  [first, last]: readonly [number, number],
  [from, to]: readonly [number, number],
): Scale {
  const length = last - first || 1;
  return { ticks: [first, last], place: (time) => from + ((time - first) / length) * (to - from) };
}
