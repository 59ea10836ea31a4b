import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { Cached, cached, cacheOf } from '../../src/index.js';
import { deferred } from '../support/deferred.js';
import { keepInvariants } from '../support/invariants.js';
import { collectReports } from '../support/warnings.js';

describe('one-shot results', () => {
  const reports = collectReports();
  keepInvariants();

  it('are given to each caller anew, never stored, and warned of once with the name of the method', async () => {
    class Files {
      @Cached() async open(name: string): Promise<Readable> {
        return Readable.from([name]);
      }
    }
    const files = new Files();
    expect(await text(await files.open('a'))).to.equal('a');
    expect(await text(await files.open('a'))).to.equal('a');
    expect(await text(await files.open('b'))).to.equal('b');
    expect(cacheOf(files, 'open').size).to.equal(0);
    expect(cacheOf(files, 'open').stats()).to.include({ loads: 3, uncacheable: 3, misses: 3 });
    const warnings = await reports.warnings();
    expect(warnings.map(({ code }) => code)).to.deep.equal(['WARN_WARMSCOPE_ONE_SHOT']);
    expect(warnings[0]?.message).to.contain('Files.open returned a stream').and.contain('Read it and return its contents');
  });

  it('are not shared between joined callers: followers load for themselves', async () => {
    const gate = deferred();
    let loads = 0;
    const open = cached(async () => {
      loads++;
      await gate.promise;
      return new Response('body');
    });
    const calls = [open(), open(), open()];
    gate.resolve();
    const bodies = await Promise.all((await Promise.all(calls)).map((response) => response.text()));
    expect(bodies).to.deep.equal(['body', 'body', 'body']);
    expect(loads).to.equal(3);
    expect(cacheOf(open).stats()).to.include({ loads: 3, misses: 1, joins: 2, uncacheable: 3 });
  });

  it('a follower that loads for itself gets its own error', async () => {
    const gate = deferred();
    let loads = 0;
    const open = cached(async () => {
      if (++loads > 1) throw new Error(`load ${loads}`);
      await gate.promise;
      return Readable.from(['a']);
    });
    const [leader, follower] = [open(), open()];
    gate.resolve();
    expect(await leader).to.be.instanceOf(Readable);
    expect(await follower.catch(({ message }: Error) => message)).to.equal('load 2');
  });

  it('a follower keeps its own this and arguments', async () => {
    const gate = deferred();
    const seen: unknown[] = [];
    class Shared {
      constructor(readonly name: string) {}
      @Cached({ per: 'class', key: () => 'one' }) async open(argument: number): Promise<Iterator<number>> {
        seen.push(this.name, argument);
        await gate.promise;
        return [argument].values();
      }
    }
    const calls = [new Shared('first').open(1), new Shared('second').open(2)];
    gate.resolve();
    const iterators = await Promise.all(calls);
    expect(iterators.map((iterator) => iterator.next().value)).to.deep.equal([1, 2]);
    expect(seen).to.deep.equal(['first', 1, 'second', 2]);
  });

  it('generators of sync and async methods run anew for each caller', async () => {
    const numbers = cached(function* () {
      yield* [1, 2];
    });
    const lines = cached(async function* () {
      yield* ['a', 'b'];
    });
    for (let round = 0; round < 2; round++) {
      expect([...numbers()]).to.deep.equal([1, 2]);
      const read: string[] = [];
      for await (const line of lines()) read.push(line);
      expect(read).to.deep.equal(['a', 'b']);
    }
    expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_ONE_SHOT', 'WARN_WARMSCOPE_ONE_SHOT']);
  });

  it('cannot be set either', async () => {
    const open = cached((): unknown => 'loaded');
    cacheOf(open).set([], Readable.from(['a']));
    expect(cacheOf(open).has()).to.equal(false);
    expect(await reports.codes()).to.deep.equal(['WARN_WARMSCOPE_ONE_SHOT']);
  });

  it('warn for each method once, not once for all', async () => {
    const one = cached(() => [1].values());
    const other = cached(() => [1].values());
    for (const open of [one, other, one, other]) open();
    expect(await reports.codes()).to.have.length(2);
  });
});
