import { JobFailure } from '../container/checks.js';
import { type CourseResult, REPORTS } from './course.js';

/** Holds both fleets to what the sample claims; latencies are not part of it. */
export function check(shared: CourseResult, alone: CourseResult, containers: number): void {
  expect('loads of the cold fleet', shared.coldFleet.loads, REPORTS.length);
  expect('loads of the cold fleet without a tier', alone.coldFleet.loads, REPORTS.length * containers);
  expect('loads of a cold container', shared.coldContainer.loads, 0);
  expect('loads of a cold container without a tier', alone.coldContainer.loads, REPORTS.length);
  expect('new orders that the frozen container saw', shared.newOrdersSeen, 1);
  expect('new orders that the frozen container saw without a tier', alone.newOrdersSeen, 0);
  expect('failed invocations', shared.failures + alone.failures, 0);
  if (shared.traffic.loads * 2 > alone.traffic.loads)
    throw new JobFailure(
      `The traffic cost ${shared.traffic.loads} loads with a tier and ${alone.traffic.loads} without: less than half was expected.`,
    );
}

function expect(what: string, measured: number, expected: number): void {
  if (measured !== expected) throw new JobFailure(`${what}: expected ${expected}, measured ${measured}.`);
}
