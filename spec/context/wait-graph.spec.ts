import { AsyncResource } from 'node:async_hooks';
import { expect } from 'chai';
import * as READS from '../../src/context/reads.js';
import { FOLLOWS, NEEDS, Wait } from '../../src/context/wait.js';
import { runAs, WaitGraph } from '../../src/context/wait-graph.js';
import { deferred, nextTurn } from '../support/deferred.js';

describe('context/wait-graph', () => {
  it('lets anybody join who is not loading', () => {
    const graph = new WaitGraph();
    expect(graph.join(new Wait('a'))).to.equal(undefined);
  });

  it('prints the cycle of a load that waits for itself', () => {
    const graph = new WaitGraph();
    const a = new Wait('a');
    expect(runAs(graph, a, () => graph.join(a))).to.deep.equal(['a', 'a']);
  });

  it('sees through any depth of loads and awaits', async () => {
    const graph = new WaitGraph();
    const [a, b, c] = [new Wait('a'), new Wait('b'), new Wait('c')];
    const found = await runAs(graph, a, async () => {
      await nextTurn();
      return runAs(graph, b, async () => {
        await nextTurn();
        return runAs(graph, c, async () => graph.join(a));
      });
    });
    expect(found).to.deep.equal(['a', 'b', 'c', 'a']);
  });

  it('sees two loads that come to wait for each other', async () => {
    const graph = new WaitGraph();
    const [a, b] = [new Wait('a'), new Wait('b')];
    const gate = deferred();
    const inA = runAs(graph, a, async () => {
      await gate.promise;
      return graph.join(b);
    });
    const inB = runAs(graph, b, async () => {
      await gate.promise;
      return graph.join(a);
    });
    gate.resolve();
    expect([await inA, await inB]).to.deep.equal([undefined, ['a', 'b', 'a']]);
  });

  it('adds no wait where it found a cycle', () => {
    const graph = new WaitGraph();
    const [a, b] = [new Wait('a'), new Wait('b')];
    runAs(graph, a, () => runAs(graph, b, () => graph.join(a)));
    expect([...b.waitsFor()]).to.deep.equal([]);
  });

  it('forgets what has settled', () => {
    const graph = new WaitGraph();
    const [a, b, c] = [new Wait('a'), new Wait('b'), new Wait('c')];
    runAs(graph, a, () => runAs(graph, b, () => graph.join(c)));
    b.settle();
    expect([...a.waitsFor()], 'a no longer waits for b').to.deep.equal([]);
    expect(
      runAs(graph, c, () => graph.join(a)),
      'c may wait for a',
    ).to.equal(undefined);
  });

  it('takes siblings and diamonds for what they are', () => {
    const graph = new WaitGraph();
    const [top, left, right, bottom] = ['top', 'left', 'right', 'bottom'].map((label) => new Wait(label)) as [Wait, Wait, Wait, Wait];
    runAs(graph, top, () => {
      runAs(graph, left, () => runAs(graph, bottom, () => undefined));
      expect(runAs(graph, right, () => graph.join(bottom))).to.equal(undefined);
      expect(graph.join(left)).to.equal(undefined);
    });
  });

  it('does not follow what a settled load left running', () => {
    const graph = new WaitGraph();
    const a = new Wait('a');
    const left = runAs(graph, a, () => new AsyncResource('left running'));
    a.settle();
    const again = new Wait('a again');
    expect(left.runInAsyncScope(() => graph.join(again))).to.equal(undefined);
    expect([...a.waitsFor()]).to.deep.equal([]);
  });

  it('hands on what the work gives or throws', () => {
    const graph = new WaitGraph();
    const thrown = new Error('work');
    expect(runAs(graph, new Wait('a'), () => 7)).to.equal(7);
    expect(() => runAs(graph, new Wait('a'), () => { throw thrown; })).to.throw(thrown); // biome-ignore format: one line
  });

  it('follows long chains', () => {
    const graph = new WaitGraph();
    const waits = Array.from({ length: 1_000 }, (_, index) => new Wait(`${index}`));
    for (const [index, wait] of waits.entries()) {
      const next = waits[index + 1];
      if (next !== undefined) wait.link(next, NEEDS);
    }
    const [first] = waits as [Wait];
    const last = waits.at(-1) as Wait;
    expect(runAs(graph, last, () => graph.join(first))).to.have.length(1_001);
  });

  it('hands reads on to whatever waits, up to what has opened the invocation itself', () => {
    const graph = new WaitGraph();
    const [outer, opener, inner, joined] = [new Wait('outer'), new Wait('opener'), new Wait('inner'), new Wait('joined')];
    const [callers, own] = [{}, { openedBy: opener }];
    joined.noteReads(READS.tenant, callers);
    runAs(graph, outer, () =>
      runAs(graph, opener, () => {
        graph.noteReads(READS.anything, own);
        runAs(graph, inner, () => graph.noteReads(READS.anything, own));
        expect([outer.reads, opener.reads, inner.reads]).to.deep.equal([READS.nothing, READS.nothing, READS.anything]);
        graph.join(joined);
      }),
    );
    expect([outer.reads, opener.reads]).to.deep.equal([READS.tenant, READS.tenant]);
    inner.noteReads(READS.anything, callers);
    expect([outer.reads, opener.reads]).to.deep.equal([READS.anything, READS.anything]);
  });

  it('hands no reads on to who merely follows, and finds their cycles all the same', () => {
    const graph = new WaitGraph();
    const [leader, follower] = [new Wait('leader'), new Wait('follower')];
    leader.noteReads(READS.tenant);
    expect(runAs(graph, follower, () => graph.join(leader, FOLLOWS))).to.equal(undefined);
    leader.noteReads(READS.anything);
    expect([follower.reads, runAs(graph, leader, () => graph.join(follower, FOLLOWS))]).to.deep.equal([
      READS.nothing,
      ['follower', 'leader', 'follower'],
    ]);
    expect(new WaitGraph().join(leader, FOLLOWS)).to.equal(undefined);
  });

  it('lets nothing around it wait for what runs apart', async () => {
    const graph = new WaitGraph();
    const [outer, short, apart] = [new Wait('outer'), new Wait('short'), new Wait('apart')];
    let found: string[] | undefined = [];
    const work = (): void => {
      expect(graph.current).to.equal(undefined);
      runAs(graph, apart, () => {
        apart.noteReads(2);
        found = graph.join(outer);
      });
    };
    await runAs(graph, outer, async () => {
      await nextTurn();
      graph.enter(short, true);
      graph.apart(work);
      expect(graph.current).to.equal(short);
      graph.leave(short);
      graph.apart(work);
      expect(graph.current).to.equal(outer);
    });
    expect(found).to.equal(undefined);
    expect([outer.reads, short.reads, apart.reads]).to.deep.equal([0, 0, 2]);
    for (const wait of [outer, apart]) graph.settle(wait);
    expect(() =>
      graph.apart(() => {
        throw new Error('as it is');
      }),
    ).to.throw('as it is');
  });
});
