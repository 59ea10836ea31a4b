// Makes the page of `warmscope report` about a run of `npm start`, and takes pictures of it with Chromium (Debian: apt-get install chromium):
// light and dark, wide and 400 pixels wide, in build/report/. The wide ones become docs/report.png and docs/report-dark.png. Needs a build.
// `--stats file` takes a stats file in place of a run.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'build', 'report');
const { values } = parseArgs({ options: { stats: { type: 'string' }, chromium: { type: 'string', default: 'chromium' } } });
const stats = values.stats ?? join(folder, 'stats.jsonl');
const page = join(folder, 'report.html');
mkdirSync(folder, { recursive: true });

const run = (file, ...args) => execFileSync(file, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
if (values.stats === undefined) run(process.execPath, '--import', 'tsx', 'samples/container/start.ts', '--stats', stats);
run(process.execPath, 'dist/cli/warmscope.js', 'report', stats, '--memory', '512', '-o', page);

/** What Chromium calls the two settings of a reader. */
const SCHEMES = { light: 1, dark: 0 };
const SIZES = { wide: '1280,1010', narrow: '400,2600' };
for (const [scheme, preferred] of Object.entries(SCHEMES))
  for (const [size, pixels] of Object.entries(SIZES)) {
    const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--window-size=${pixels}`];
    const picture = join(folder, `${scheme}-${size}.png`);
    const settings = [`--blink-settings=preferredColorScheme=${preferred}`, `--screenshot=${picture}`];
    execFileSync(values.chromium, [...flags, ...settings, pathToFileURL(page).href], { stdio: 'ignore' });
    console.log(picture);
  }
copyFileSync(join(folder, 'light-wide.png'), join(root, 'docs', 'report.png'));
copyFileSync(join(folder, 'dark-wide.png'), join(root, 'docs', 'report-dark.png'));
