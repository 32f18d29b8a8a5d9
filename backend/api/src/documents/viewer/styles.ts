const light = `
  --ink: #1b1a19; --soft: #5f5d5b; --ground: #ffffff; --card: #faf9f8; --line: #e1dfdd; --link: #0f548c;
  --mark: #ffe58a; --mark-ink: #1b1a19; --cited: #fff8dc; --warn: #fff4ce; --warn-line: #c19c00; --code: #f3f2f1;`;
const dark = `
  --ink: #f3f2f1; --soft: #b3b0ad; --ground: #1f1f1f; --card: #292929; --line: #454341; --link: #82c7ff;
  --mark: #e8c34a; --mark-ink: #1b1a19; --cited: #38321e; --warn: #3a3115; --warn-line: #d9b432; --code: #2d2c2b;`;

/** The only style of a viewed document; carried by a nonce. */
export const viewStyles = `
:root { ${light} color-scheme: light; }
:root[data-theme="dark"] { ${dark} color-scheme: dark; }
@media (prefers-color-scheme: dark) { :root[data-theme="auto"] { ${dark} color-scheme: dark; } }
* { box-sizing: border-box; }
html { background: var(--ground); color: var(--ink); -webkit-text-size-adjust: 100%; }
body {
  margin: 0; font: 16px/1.6 "Segoe UI Variable Text", "Segoe UI", system-ui, -apple-system, "Helvetica Neue",
    "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC",
    "WenQuanYi Micro Hei", Arial, sans-serif;
  overflow-wrap: anywhere; line-break: strict;
}
main { max-width: 46rem; margin: 0 auto; padding: 1.25rem clamp(1rem, 4vw, 2.5rem) 40vh; }
main:has(.sheet) { max-width: 90rem; }
h1, h2, h3, h4, h5, h6 { line-height: 1.3; margin: 1.9em 0 .5em; font-weight: 600; text-wrap: balance; }
h1 { font-size: 1.6rem; margin-top: 0; }
h2 { font-size: 1.3rem; } h3 { font-size: 1.13rem; } h4 { font-size: 1rem; }
h5, h6 { font-size: 1rem; color: var(--soft); }
p { margin: 0 0 .85em; white-space: pre-line; }
mark { background: var(--mark); color: var(--mark-ink); border-radius: 2px; padding: .05em 0; scroll-margin: 35vh 20vw;
  -webkit-box-decoration-break: clone; box-decoration-break: clone; }
.item { position: relative; margin: 0 0 .4em; padding-inline-start: 1.3em; }
.item::before { content: "•"; position: absolute; inset-inline-start: .25em; color: var(--soft); }
.item.labelled { padding-inline-start: 0; } .item.labelled::before { content: none; }
.depth-2 { margin-inline-start: 1.5em; } .depth-3 { margin-inline-start: 3em; } .depth-4 { margin-inline-start: 4.5em; }
.depth-5 { margin-inline-start: 6em; } .depth-6 { margin-inline-start: 7.5em; }
pre { margin: 0 0 1em; padding: .8em 1em; background: var(--code); border-radius: 6px; overflow: auto; line-height: 1.45; }
code { font: .88rem/1.5 ui-monospace, "Cascadia Code", Consolas, Menlo, "Noto Sans Mono CJK SC", monospace; white-space: pre-wrap; }
blockquote { margin: 0 0 1em; padding: .1em 0 .1em 1em; border-inline-start: 3px solid var(--line); color: var(--soft); }
.tag { margin: 0 0 .4em; font-size: .78rem; font-weight: 600; letter-spacing: .02em; color: var(--soft); }
.note, .notes { margin: .8em 0 1em; padding: .7em 1em; background: var(--card); border-radius: 6px; font-size: .93rem; }
.note p:last-child, .notes p:last-child { margin-bottom: 0; }
.changed { margin: 0 0 1.2em; padding: .6em .9em; background: var(--warn); border-inline-start: 4px solid var(--warn-line); border-radius: 4px; font-size: .93rem; }
.empty { color: var(--soft); }
.page { padding-top: 1.2rem; margin-top: 1.2rem; border-top: 1px solid var(--line); }
.slide { margin: 0 0 1.6rem; }
.slide .card { padding: 1rem 1.3rem .6rem; border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
.slide .card > :first-child { margin-top: 0; }
.slide .notes { margin: .5rem 0 0 1.3rem; }
.mail { margin: 0 0 1.5rem; padding-bottom: .8rem; border-bottom: 1px solid var(--line); }
.mail table { border-collapse: collapse; font-size: .95rem; }
.mail th { text-align: start; padding: .1em 1.2em .1em 0; color: var(--soft); font-weight: 400; vertical-align: top; white-space: nowrap; }
.mail td { padding: .1em 0; }
.attachment { margin-top: 2rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.scroll { overflow: auto; max-width: 100%; margin: 0 0 1.2em; }
.scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { font-variant-numeric: tabular-nums; }
table.plain { border-collapse: collapse; min-width: 60%; font-size: .95rem; }
table.plain th, table.plain td { padding: .4em .75em; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; overflow-wrap: normal; }
table.plain th { background: var(--card); font-weight: 600; }
table.plain td.n { text-align: end; }
td.n, td.s { white-space: nowrap; }
tr.cited > td { background: var(--cited); }
.sheet .scroll { width: fit-content; max-height: 88vh; border: 1px solid var(--line); border-radius: 6px; }
table.grid { border-collapse: separate; border-spacing: 0; font-size: .88rem; line-height: 1.45; }
table.grid th, table.grid td { padding: .25em .6em; border-right: 1px solid var(--line); border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; overflow-wrap: normal; background: var(--ground); }
table.grid td { min-width: 3.5em; max-width: 26em; }
table.grid tr.cited > td { background: var(--cited); }
table.grid td.n { text-align: end; }
table.grid .letter, table.grid .number, table.grid .corner { background: var(--card); color: var(--soft); font-weight: 400; text-align: center; }
table.grid thead th { position: sticky; top: 0; z-index: 2; height: 1.9rem; }
table.grid .number, table.grid .corner { position: sticky; left: 0; z-index: 1; min-width: 2.8em; }
table.grid thead .corner, table.grid thead .number { z-index: 4; }
table.grid tr.names th { top: 1.9rem; background: var(--card); font-weight: 600; white-space: nowrap; text-align: start; }
table.grid tr.frozen > * { position: sticky; top: 1.9rem; z-index: 2; background: var(--card); font-weight: 600; }
table.grid tr.frozen > .number { z-index: 3; }
table.grid tr.wide td { font-weight: 600; }
.sheet mark { scroll-margin: 30vh 30vw; }
.parts { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .3em 1em; padding: .55em 0; font-size: .9rem; color: var(--soft); }
.parts.first { border-bottom: 1px solid var(--line); margin-bottom: 1.2em; } .parts.last { border-top: 1px solid var(--line); margin-top: 1.6em; }
.parts a { color: var(--link); padding: .2em .1em; }
@media (max-width: 480px) { body { font-size: 15px; } .slide .notes { margin-inline-start: 0; } }
@media (forced-colors: active) { mark { forced-color-adjust: none; } }
@media print { main { padding-bottom: 0; } .sheet .scroll { max-height: none; } }
`;
