/** The style of all pages: light or dark as the reader's system is, for screens of any width and for paper. */
export const STYLE = `
:root{--ink:#18212b;--muted:#586573;--line:#d8dee5;--paper:#fff;--panel:#f5f7f9;--accent:#24598f;
--danger:#a3211a;--danger-bg:#fae1de;--warn:#7a5000;--warn-bg:#fcefd3;--ok:#1a6340;--ok-bg:#dff1e7;--quiet-bg:#eef1f4}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaef;--muted:#9dabb9;--line:#36424e;--paper:#12171d;--panel:#1a2129;--accent:#83b4ea;
--danger:#ff9d93;--danger-bg:#4d1f1b;--warn:#f0c36b;--warn-bg:#433414;--ok:#86d3aa;--ok-bg:#173a29;--quiet-bg:#232c35}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:70rem;padding:1.5rem 1.25rem 4rem;background:var(--paper);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
h1{font-size:1.7rem;line-height:1.2;margin:.1rem 0 .4rem;overflow-wrap:anywhere}
h2{font-size:1.25rem;margin:2.6rem 0 .5rem;padding-top:.9rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:1.6rem 0 .3rem}
p,ul,ol{margin:.5rem 0;max-width:46rem}
li{margin:.25rem 0;overflow-wrap:anywhere}
a{color:var(--accent)}
bdi{overflow-wrap:anywhere}
.muted,.eyebrow,figcaption,caption,small{color:var(--muted)}
.eyebrow{font-size:.85rem;margin:0;letter-spacing:.02em}
code{font:.85em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.verdict{margin:1.2rem 0;padding:1rem 1.2rem;border-left:6px solid var(--muted);background:var(--quiet-bg);border-radius:4px}
.verdict strong{display:block;font-size:1.2rem;line-height:1.35}
.verdict .status{font-weight:600;font-size:.85rem;margin:0 0 .3rem}
.verdict.unsafe{border-color:var(--danger);background:var(--danger-bg)}
.verdict.unsafe .status{color:var(--danger)}
.verdict.aligned{border-color:var(--ok);background:var(--ok-bg)}
.verdict.aligned .status{color:var(--ok)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:.6rem;margin:1rem 0;padding:0;list-style:none;max-width:none}
.figures li{margin:0;padding:.6rem .8rem;background:var(--panel);border-radius:4px}
.figures b{display:block;font-size:1.35rem;font-variant-numeric:tabular-nums}
.figures span{color:var(--muted);font-size:.85rem}
.scroll{overflow-x:auto;margin:.8rem 0;max-width:100%}
.scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums;min-width:100%}
caption{text-align:left;padding:.2rem 0 .5rem;font-size:.85rem}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
thead th{border-bottom:2px solid var(--line);font-weight:600;vertical-align:bottom;color:var(--muted);font-size:.85rem}
tbody th{font-weight:600;max-width:18rem}
td.t,tbody th.t{min-width:8.5rem}
td.n,th.n{text-align:right;white-space:nowrap}
td small{display:block;white-space:nowrap}
table.map{min-width:0}
table.map th[scope=row]{position:sticky;left:0;background:var(--paper);max-width:11rem}
table.map thead th{vertical-align:bottom}
table.map thead th span{writing-mode:vertical-rl;transform:rotate(180deg);max-height:11rem;overflow:hidden;white-space:nowrap;text-overflow:ellipsis}
table.map td{padding:0;min-width:0;border:1px solid var(--paper)}
details{margin:.8rem 0}
summary{cursor:pointer;color:var(--accent)}
.zone{display:block;padding:.35rem .3rem;min-width:3.4rem;text-align:center;white-space:nowrap;background:var(--quiet-bg);color:var(--muted)}
.zone.confirmed{background:var(--danger);color:var(--paper);font-weight:700}
.zone.suspected{background:var(--warn-bg);color:var(--warn)}
.zone.cleared{background:var(--ok-bg);color:var(--ok)}
.zone.insufficient{background:none}
.tag{display:inline-block;padding:0 .45rem;border-radius:3px;font-size:.85rem;white-space:nowrap;background:var(--quiet-bg)}
.tag.confirmed{background:var(--danger);color:var(--paper);font-weight:600}
.tag.suspected{background:var(--warn-bg);color:var(--warn)}
.tag.cleared{background:var(--ok-bg);color:var(--ok)}
.key{display:flex;flex-wrap:wrap;gap:.4rem .8rem;padding:0;list-style:none;font-size:.85rem;max-width:none}
.key li{margin:0}
figure{margin:1rem 0}
figure .scroll{margin:0}
caption{min-width:16rem}
figure svg{display:block;max-width:100%;height:auto;min-width:32rem}
figcaption{font-size:.85rem;max-width:46rem}
dl{margin:.6rem 0;font-size:.9rem}
dl div{display:grid;grid-template-columns:13rem 1fr;gap:.6rem;padding:.25rem 0;border-bottom:1px solid var(--line)}
dt{color:var(--muted)}
dd{margin:0;overflow-wrap:anywhere}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
nav{font-size:.9rem;margin:.6rem 0}
nav a{margin-right:.9rem;white-space:nowrap}
@media(max-width:40rem){body{padding:1rem .9rem 3rem}h1{font-size:1.4rem}dl div{grid-template-columns:1fr;gap:0}}
@media print{:root{--ink:#000;--muted:#444;--line:#bbb;--paper:#fff;--panel:#f5f5f5;--accent:#24598f;--danger:#a3211a;--danger-bg:#fff;--warn:#7a5000;--warn-bg:#fff;--ok:#1a6340;--ok-bg:#fff;--quiet-bg:#fff}
body{max-width:none;padding:0;font-size:10.5pt}nav{display:none}.scroll{overflow:visible}figure svg{min-width:0}
figure,tr,.verdict{break-inside:avoid}h2{break-after:avoid}table{font-size:8pt}.zone.confirmed,.tag.confirmed{background:none;color:var(--danger);border:1px solid var(--danger)}}
`;
