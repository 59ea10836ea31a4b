import { expect } from 'chai';
import { useFiles, warmscope } from '../cli/run-cli.js';
import { cacheStats, snapshot } from '../metrics/snapshots.js';

type Line = readonly [{ expression?: string; label?: string }];

/** A dashboard had more lines in a widget than CloudWatch takes, and searched for names that are emitted in another form. */
describe('regressions/dashboards-of-any-members', () => {
  const files = useFiles();
  const widgets = (...args: string[]): { properties: { metrics?: Line[] } }[] => {
    const { code, stdout, stderr } = warmscope(['dashboard', '-f', 'f', ...args]);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    return JSON.parse(stdout).widgets;
  };
  const statsOf = (names: readonly string[]) =>
    files.write(
      'stats.json',
      snapshot(
        {},
        names.map((name) => cacheStats(name)),
      ),
    );

  it('has at most 500 lines in a widget, however many members there are', () => {
    const names = Array.from({ length: 1_000 }, (_, at) => `m${at}`);
    const counts = widgets('-m', 'm999', '-s', statsOf(names)).map(({ properties }) => properties.metrics?.length ?? 0);
    expect(Math.max(...counts)).to.be.within(300, 500);
    expect(JSON.stringify(widgets('-m', 'm999', '-s', statsOf(names))), 'what is named comes first').to.include('member=\\"m999\\"');
  });

  it('refuses to be told of more by name', () => {
    const flags = Array.from({ length: 101 }, (_, at) => `-mm${at}`);
    const stderr = 'warmscope dashboard: --member takes 100 members at most (warmscope dashboard --help says more)\n';
    expect(warmscope(['dashboard', ...flags])).to.deep.equal({ code: 2, stdout: '', stderr });
  });

  for (const [name, emitted] of [
    ['Prices.über', 'Prices.%C3%BCber'],
    ['価格', '%E4%BE%A1%E6%A0%BC'],
    ['a\u0007b', 'a%07b'],
    ['🎉', '%F0%9F%8E%89'],
  ] as const)
    it(`searches for ${emitted}, and calls it as it is called`, () => {
      const lines = widgets('-s', statsOf([name])).flatMap(({ properties }) => properties.metrics ?? []);
      const own = lines.filter(([{ expression }]) => expression?.includes('member="'));
      expect(own.length).to.be.greaterThan(3);
      for (const [{ expression }] of own) expect(expression).to.include(`member="${emitted}"`);
      expect(lines.filter(([{ label }]) => label === name).length).to.be.greaterThan(1);
    });
});
