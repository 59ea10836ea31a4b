/** The styles of the page: light and dark by the reader's setting, from 360 px up, and on paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --text: #1f2328; --soft: #59636e; --line: #d1d9e0; --back: #fff; --card: #f6f8fa; --bar: #ddf4ff;
  --c0: #0969da; --c1: #bc4c00; --c2: #1a7f37; --c3: #8250df; --c4: #bf3989; --c5: #9a6700;
    --other: #818b98;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #f0f6fc; --soft: #9198a1; --line: #3d444d; --back: #0d1117; --card: #151b23; --bar: #121d2f;
    --c0: #4493f8; --c1: #db6d28; --c2: #3fb950; --c3: #ab7df8; --c4: #db61a2; --c5: #d29922;
      --other: #656c76;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px 20px 48px; max-width: 1320px; background: var(--back);
  color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; font-variant-numeric: tabular-nums; }
h1 { margin: 0; font-size: 26px; } h2 { margin: 40px 0 10px; font-size: 20px; overflow-wrap: anywhere; }
h3 { margin: 0 0 6px; font-size: 15px; } p { margin: 6px 0; } a { color: var(--c0); }
.soft, .note, .tick, th { color: var(--soft); } .note { font-size: 13px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px;
  margin: 20px 0 12px; padding: 0; }
.tiles div { padding: 12px 14px; border: 1px solid var(--line); border-radius: 8px;
  background: var(--card); }
.tiles dt { color: var(--soft); font-size: 13px; } .tiles dd { margin: 0; font-size: 22px;
  font-weight: 600; }
.wide { overflow-x: auto; padding-bottom: 2px; }
table { border-collapse: separate; border-spacing: 0; width: 100%; }
th, td { padding: 5px 10px; text-align: right; font-weight: 400; white-space: nowrap; }
.wide th, .wide td { border-bottom: 1px solid var(--line); line-height: 22px; }
th:first-child, td:first-child { text-align: left; padding-left: 0; } thead th { font-size: 13px;
  vertical-align: bottom; }
.wide tbody th { color: var(--text); } .wide th:first-child { position: sticky; left: 0;
  background: var(--back); }
.wide tbody th a { display: block; width: max-content; max-width: clamp(140px, 22vw, 280px);
  overflow-wrap: anywhere; white-space: normal; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 360px), 1fr));
  gap: 16px; }
figure { margin: 0; padding: 14px; border: 1px solid var(--line); border-radius: 8px;
  background: var(--card); }
figure > svg { display: block; width: 100%; height: auto; }
.tick { font-size: 11px; fill: var(--soft); } .grid { stroke: var(--line); stroke-width: 1; }
polyline { fill: none; stroke: var(--c); stroke-width: 1.75; stroke-linejoin: round; }
  circle { fill: var(--c); }
.c3 polyline, .c4 polyline, .c5 polyline { stroke-dasharray: 5 3; } .other polyline { stroke-width: 1; }
.c0 { --c: var(--c0); } .c1 { --c: var(--c1); } .c2 { --c: var(--c2); } .c3 { --c: var(--c3); }
.c4 { --c: var(--c4); } .c5 { --c: var(--c5); } .other { --c: var(--other); }
.bars { margin-top: 6px; font-size: 13px; } .bars td, .bars th { padding: 2px 6px 2px 0; }
.bars td:last-child { padding-right: 0; width: 1%; } .bars th { width: 1%;
  font-family: ui-monospace, monospace; }
.bars .all { font-weight: 600; } .bars .all th { color: var(--text); font: inherit; font-weight: 600; }
.bars .all td { font-weight: 600; }
.key { display: inline-block; width: 10px; height: 10px; margin-right: 7px; border-radius: 2px;
  background: var(--c); }
.bar { display: block; width: 100%; min-width: 60px; height: 10px; border-radius: 2px;
  background: var(--line); }
.bar rect { fill: var(--c); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
details { margin-top: 12px; } summary { cursor: pointer; color: var(--soft); }
code { font: 13px ui-monospace, monospace; }
@media (max-width: 480px) { body { padding: 16px 12px 32px; } .tiles dd { font-size: 19px; }
  .tiles { gap: 8px; } }
@media print {
  body { max-width: none; padding: 0; font-size: 11px; } figure, tr { break-inside: avoid; }
    h2, h3 { break-after: avoid; }
  .charts { grid-template-columns: repeat(3, 1fr); } .wide { overflow: visible; }
  details::details-content { content-visibility: visible; block-size: auto; } summary { display: none; }
  * { print-color-adjust: exact; }
}
`;
