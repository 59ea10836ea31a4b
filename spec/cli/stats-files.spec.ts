import { spawnSync } from 'node:child_process';
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { cached, registry } from '../../src/index.js';
import { statsSince } from '../../src/metrics/index.js';
import { projectRoot } from '../docs/programs.js';
import { cacheStats, singletonStats, snapshot } from '../metrics/snapshots.js';
import { elementsOf } from './page.js';
import { useFiles, warmscope } from './run-cli.js';

const STATS = snapshot({ ageMs: 5 }, [cacheStats('a', { hits: 41 })], [singletonStats('s')]);
const LATER = snapshot({ ageMs: 6 }, [cacheStats('a', { hits: 42 })], [singletonStats('s')]);
const TEXT = JSON.stringify(STATS);
const both = [TEXT, JSON.stringify(LATER)];
const at = '2026-11-29T12:00:00.000Z';

/** Ways in which snapshots come out of logs. */
const SHAPES: Record<string, string> = {
  'a snapshot': TEXT,
  'an indented snapshot': JSON.stringify(STATS, null, 2),
  'an array': `[${both}]`,
  'JSON lines': `${both.join('\n')}\n`,
  'JSON lines with Windows line ends and a byte order mark': `\ufeff${both.join('\r\n')}\r\n`,
  "Lambda's text log": both.map((text) => `${at}\t8a1f-request\tINFO\t${text}\n`).join(''),
  'a text log with other lines': `START RequestId: 1 Version: $LATEST\n${at}\t1\tINFO\thello {not json} caches\n${TEXT}\nEND RequestId: 1\n`,
  'a line with brackets before and text behind': `[${at}] [INFO] stats: ${TEXT} (end)`,
  "Lambda's JSON log, an object": JSON.stringify({ timestamp: at, level: 'INFO', requestId: '1', message: STATS }),
  "Lambda's JSON log, a string": JSON.stringify({ timestamp: at, level: 'INFO', requestId: '1', message: TEXT }),
  'Powertools and pino': `${JSON.stringify({ level: 30, msg: 'stats', stats: STATS })}\n${JSON.stringify({ message: 'x', data: { stats: LATER } })}`,
  'aws logs filter-log-events': JSON.stringify(
    { events: both.map((text) => ({ timestamp: 1, message: `${at}\t1\tINFO\t${text}\n` })) },
    null,
    4,
  ),
  'Logs Insights': JSON.stringify([{ '@timestamp': at, '@message': JSON.stringify({ level: 'INFO', message: TEXT }) }]),
  'aws logs tail': `${at} 2026/11/29/[$LATEST]0123 ${TEXT}\n`,
  'more fields than are known': JSON.stringify({
    ...STATS,
    shared: { state: 'up' },
    caches: STATS.caches.map((one) => ({ ...one, sharedHits: 1 })),
  }),
};

describe('cli/stats files', () => {
  const files = useFiles();
  const report = (...args: string[]) => warmscope(['report', ...args]);
  const hitsIn = (page: string) =>
    elementsOf(page).find(({ tag, data }) => tag === 'data' && data.figure === 'hits' && data.member === 'a')?.text;

  for (const [shape, text] of Object.entries(SHAPES))
    it(`reads ${shape}`, () => {
      const { code, stdout, stderr } = report(files.write('stats', text));
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
      expect(hitsIn(stdout)).to.equal(text.includes('42') ? '42' : '41');
    });

  it('reads what the registry gives', () => {
    const rate = cached((currency: string) => currency.length, { name: 'a' });
    for (const currency of ['EUR', 'EUR', 'USD']) rate(currency);
    const { code, stdout } = report(files.write('stats.json', registry.stats()));
    expect(code).to.equal(0);
    expect(hitsIn(stdout)).to.equal('1');
  });

  const faulty: [what: string, text: string, says: RegExp][] = [
    ['nothing', '', /stats: no snapshot in it: log JSON\.stringify\(registry\.stats\(\)\)/],
    ['a log without snapshots', 'START RequestId: 1\nEND\n', /stats: no snapshot in it/],
    ['other JSON', '{"a":[1,2,"caches"]}', /stats: no snapshot in it/],
    ['broken JSON', TEXT.slice(0, 40), /stats: broken JSON/],
    ['broken indented JSON', JSON.stringify([STATS], null, 2).slice(0, -1), /stats(:\d+)?: broken JSON/],
    ['a line that is cut off', `${TEXT}\n${TEXT.slice(0, -9)}\n`, /stats:2: broken JSON: the snapshot is cut off/],
    ['what console.log prints without JSON', "{ container: { id: '1' },\n  caches: [] }", /stats: broken JSON/],
    ['a string in JSON that is cut off', JSON.stringify({ message: TEXT.slice(0, -9) }), /stats: broken JSON: the snapshot is cut off/],
  ];
  for (const [what, text, says] of faulty)
    it(`refuses ${what}`, () => {
      const { code, stdout, stderr } = report(files.write('stats', text));
      expect([code, stdout]).to.deep.equal([2, '']);
      expect(stderr)
        .to.match(says)
        .and.match(/^warmscope report: [^\n]+\n$/);
    });

  const without = (part: 'container' | 'caches' | 'singletons', field: string) => {
    const change = (row: object) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== field));
    const value = STATS[part];
    return JSON.stringify({ ...STATS, [part]: Array.isArray(value) ? value.map(change) : change(value) });
  };
  for (const [part, field, says] of [
    ['container', 'thaws', 'container has no thaws'],
    ['caches', 'savedMs', 'caches[0] has no savedMs'],
    ['caches', 'name', 'caches[0] has no name'],
    ['singletons', 'idleMs', 'singletons[0] has no idleMs'],
  ] as const)
    it(`refuses the file of a version without ${part} ${field}`, () => {
      const { code, stderr } = report(files.write('stats', `${TEXT}\n${without(part, field)}`));
      expect(code).to.equal(2);
      expect(stderr).to.equal(
        `warmscope report: ${files.path}/stats:2: no snapshot that warmscope 0.1.0 can read: ${says}; another version may have written it (warmscope report --help says more)\n`,
      );
    });

  it('refuses what statsSince gives, whose counters begin anew each time', () => {
    const { code, stderr } = report(files.write('stats', statsSince(STATS, LATER)));
    expect(code).to.equal(2);
    expect(stderr).to.match(/stats: a difference of statsSince; what is read are snapshots of registry\.stats\(\) \([^\n]+\n$/);
  });

  it('refuses times that are none', () => {
    const { code, stderr } = report(files.write('stats', snapshot({ startedAt: 1e300 })));
    expect([code, stderr.includes('its times are none')]).to.deep.equal([2, true]);
  });

  for (const wrong of [{ hits: '5' }, { hits: null }, { name: 7 }, { bytes: {} }])
    it(`refuses ${JSON.stringify(wrong)}`, () => {
      const { code, stderr } = report(files.write('stats', { ...STATS, caches: [{ ...STATS.caches[0], ...wrong }] }));
      expect([code, stderr.match(/caches\[0\]\.\w+ is not a (number|string)/)?.length]).to.deep.equal([2, 2]);
    });

  it('says of a missing file, a folder and nothing at all what is wrong', () => {
    expect(report(`${files.path}/none.json`).stderr).to.match(
      /^warmscope report: cannot read .*none\.json: no such file or directory [^\n]+\n$/,
    );
    expect(report(files.path).stderr).to.match(/^warmscope report: cannot read [^\n]+: it is a directory [^\n]+\n$/);
    expect(report()).to.deep.equal({
      code: 2,
      stdout: '',
      stderr: 'warmscope report: a stats file is needed (warmscope report --help says more)\n',
    });
  });

  it('says of what cannot be read, is no text or is something else, in one line, for each command that takes a file', () => {
    const unreadable = files.write('unreadable.json', TEXT);
    chmodSync(unreadable, 0);
    symlinkSync('loop', join(files.path, 'loop'));
    writeFileSync(join(files.path, 'picture.png'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 254, 10, 26]));
    const faults: [file: string, says: RegExp][] = [
      // Root reads whatever it likes.
      ...(process.getuid?.() === 0 ? [] : [[unreadable, /permission denied/] as [string, RegExp]]),
      [join(files.path, 'loop'), /cannot read .*loop: /],
      [join(unreadable, 'below'), /a part of its path is no directory/],
      [join(files.path, 'picture.png'), /no snapshot in it/],
      [files.write('empty.json', ''), /no snapshot in it/],
      [files.write('blank.json', ' \n\n'), /no snapshot in it/],
      [files.write('null.json', 'null'), /no snapshot in it/],
      [files.write('package.json', { name: 'x', version: '1' }), /no snapshot in it/],
      [files.write('emf.log', '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"hits":1}\n'), /no snapshot in it/],
      [
        files.write('old.json', { container: { id: '1' }, caches: [{ name: 'a', hits: 1 }], singletons: [] }),
        /another version may have written it/,
      ],
      [files.write('newer.json', { container: [], caches: {}, singletons: null }), /another version may have written it/],
      [files.write('half.json', { ...STATS, singletons: undefined }), /singletons is no array; another version/],
    ];
    for (const [file, says] of faults)
      for (const args of [
        ['report', file],
        ['dashboard', '--stats', file],
        ['doctor', files.path, '--stats', file],
      ]) {
        const { code, stdout, stderr } = warmscope(args);
        expect([code, stdout], `${args}`).to.deep.equal([2, '']);
        expect(stderr)
          .to.match(says)
          .and.match(/^warmscope \w+: [^\n]+\n$/);
      }
  });

  it('reads standard input, and says in one line what is wrong with it', async () => {
    const cli = join(projectRoot, 'dist', 'cli', 'warmscope.js');
    const piped = (input: string) => spawnSync(process.execPath, [cli, 'report', '-'], { input, encoding: 'utf8' });
    const page = piped(`${both.join('\n')}\n`);
    expect([page.status, page.stderr, hitsIn(page.stdout)]).to.deep.equal([0, '', '42']);
    for (const [input, says] of [
      ['', 'stdin: no snapshot in it'],
      [TEXT.slice(0, 40), 'stdin: broken JSON'],
    ] as const) {
      const { status, stdout, stderr } = piped(input);
      expect([status, stdout]).to.deep.equal([2, '']);
      expect(stderr)
        .to.match(/^warmscope report: [^\n]+\n$/)
        .and.include(says);
    }
  });

  it('repeats nothing of a broken file, and shows nothing of a log but its snapshots', () => {
    const secret = 'hunter2-secret';
    const broken = [
      `{"password":"${secret}", caches: x`,
      `{"a":"${secret}"} {"caches": [`,
      `[${secret}]`,
      `{"container":{"id":"${secret}"},"caches":1}`,
    ];
    for (const text of broken)
      expect(report(files.write('stats', text)).stderr)
        .to.match(/^warmscope/)
        .and.not.include(secret);
    const log = `${at}\tINFO\tlogin ${secret}\n${JSON.stringify({ password: secret, stats: { ...STATS, caches: [{ ...STATS.caches[0], args: [secret] }] } })}`;
    expect(report(files.write('stats', log)).stdout)
      .to.include('</html>')
      .and.not.include(secret);
  });
});
