import { expect } from 'chai';
import { checkAnswers, checkChange, checkClocks, checkCost, JobFailure } from '../../samples/container/checks.js';
import { Cleanup } from '../../samples/container/cleanup.js';
import type { Measurement } from '../../samples/container/deployment.js';
import { explainMissing, missingBuildTools } from '../../samples/container/lambda/runtime-client.js';

const cost = { s3Clients: 0, loads: 0, hits: 1, joins: 0, expirations: 0, evictions: 0, wallClock: 60_100, monotonicClock: 100 };
const report = { user: 'alice', month: '2026-10', orders: 1, revenue: 10, mostVisitedPage: '/', openTickets: 0 };
const hit: Measurement = { cold: false, milliseconds: 1, reports: [report], keptBytes: 152, cost };
const other: Measurement = { ...hit, reports: [{ ...report, revenue: 11 }] };

describe("The main job's checks", () => {
  it('pass if everything is as expected', () => {
    checkAnswers('step', hit, hit);
    checkCost('step', hit, { hits: 1 });
    checkChange('step', hit, other, true);
    checkChange('step', hit, hit, false);
    checkClocks('step', hit, 60);
  });

  it('refuse, and name the step and what is wrong', () => {
    expect(() => checkAnswers('step 7', hit, other)).to.throw(JobFailure, /step 7: the answers differ.*"revenue":10.*"revenue":11/s);
    expect(() => checkCost('step 7', hit, { loads: 1 })).to.throw(JobFailure, 'step 7: loads: expected 1, measured 0.');
    expect(() => checkCost('step 7', hit, { hits: 1, cold: true })).to.throw(JobFailure, 'a cold start: expected true, measured false');
    expect(() => checkChange('step 7', hit, hit, true)).to.throw(JobFailure, 'a changed answer: expected true');
    expect(() => checkClocks('step 7', hit, 90)).to.throw(JobFailure, 'wall clock moved by 60100 ms');
    const ran: Measurement = { ...hit, cost: { ...cost, monotonicClock: 60_000 } };
    expect(() => checkClocks('step 7', ran, 60)).to.throw(JobFailure, 'monotonic clock by 60000 ms');
  });
});

describe("The main job's cleaning up", () => {
  it('is done last first, and at once for what is started after it began', async () => {
    const done: string[] = [];
    const cleanup = new Cleanup();
    for (const name of ['first', 'second']) cleanup.add(async () => void done.push(name));
    await cleanup.run();
    expect(() => cleanup.add(async () => void done.push('late'))).to.throw('being ended');
    await cleanup.run();
    expect(done).to.deep.equal(['second', 'first', 'late']);
  });
});

describe("The runtime client's installation", () => {
  it('names the programs that are missing, and the packages that have them', () => {
    const missing = missingBuildTools('');
    expect(missing).to.include.members(['gcc', 'g++', 'make', 'cmake']);
    expect(explainMissing(missing)).to.include('apt-get install gcc g++ make cmake python3 xz-utils');
  });
});
