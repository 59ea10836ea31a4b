import type { CourseResult, Part } from './course.js';
import type { Answered } from './deployed-fleet.js';

const WIDTHS = [64, 16, 16] as const;

/** What both fleets did, side by side. */
export function table(shared: CourseResult, alone: CourseResult): string[] {
  const row = (what: string, of: (result: CourseResult) => string | number): string => line(what, String(of(shared)), String(of(alone)));
  return [
    line('', 'shared tier', 'without'),
    '-'.repeat(line('', '', '').length),
    row('cold fleet, all ask for the same 6 reports: loads of the origin', ({ coldFleet }) => coldFleet.loads),
    row('11 s of traffic, ttl 5 s: invocations', ({ traffic }) => traffic.answered.length),
    row('  loads of the origin', ({ traffic }) => traffic.loads),
    row('  latency p50 / p99, ms', ({ traffic }) => latencies(traffic)),
    row('a cold container asks for the 6 reports: loads of the origin', ({ coldContainer }) => coldContainer.loads),
    row('  its cold start and answer, ms', ({ coldContainer }) => coldContainer.answered[0]?.milliseconds.toFixed(1) ?? ''),
    row('an order is added while a container is frozen: what it sees next', ({ newOrdersSeen }) =>
      newOrdersSeen === 1 ? 'the new order' : 'the old report',
    ),
    row('4 s of traffic, Redis killed -9 and restarted: invocations', ({ outage }) => outage.answered.length),
    row('  loads of the origin', ({ outage }) => outage.loads),
    row('  latency p50 / p99, ms', ({ outage }) => latencies(outage)),
    row('failed invocations', ({ failures }) => failures),
  ];
}

function latencies({ answered }: Part): string {
  const sorted = answered.map(({ milliseconds }: Answered) => milliseconds).toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  return `${at(0.5)} / ${at(0.99)}`;
}

function line(...cells: readonly [string, string, string]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(WIDTHS[0]) : cell.padStart(WIDTHS[index] ?? 0))).join('  ');
}
