/** Text, sections and navigation. */
export const LAYOUT = `*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:4rem}
body{margin:0 auto;max-width:62rem;padding:1.5rem 1.25rem 4rem;background:var(--paper);color:var(--ink);
font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
h1{font-size:1.8rem;line-height:1.2;margin:.1rem 0 .4rem;overflow-wrap:anywhere}
h2{font-size:1.3rem;line-height:1.25;margin:3rem 0 .6rem;padding-top:1rem;border-top:1px solid var(--line)}
h2.first{margin-top:1.6rem;padding-top:0;border:0;font-size:1.1rem}
h3{font-size:1rem;margin:1.6rem 0 .3rem}
p,ul,ol{margin:.5rem 0;max-width:46rem}
li{margin:.25rem 0;overflow-wrap:anywhere}
main>section{content-visibility:auto;contain-intrinsic-size:auto 50rem}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
bdi{overflow-wrap:anywhere}
.muted,.eyebrow,figcaption,caption,small{color:var(--muted)}
.danger{color:var(--danger)}
.warn{color:var(--warn)}
.eyebrow{font-size:.85rem;margin:0;letter-spacing:.02em}
code{font:.85em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.4rem .8rem;z-index:3}
nav{font-size:.9rem;margin:.6rem 0 1rem}
nav ol{display:flex;flex-wrap:wrap;gap:.1rem .9rem;margin:0;padding:0;list-style:none;max-width:none}
nav li{margin:0}
nav a{display:inline-block;padding:.15rem 0}
.verdict{margin:1.2rem 0;padding:1.1rem 1.3rem;border-left:7px solid var(--muted);background:var(--quiet-bg);border-radius:4px}
.verdict h2{margin:0 0 .4rem;padding:0;border:0;font-size:1rem}
.verdict h3{margin:.8rem 0 .2rem;font-size:1rem}
.verdict p,.verdict ul{max-width:52rem}
.verdict .sentence{font-size:1.3rem;line-height:1.35;font-weight:650;margin:0;overflow-wrap:anywhere}
.verdict.unsafe{border-color:var(--danger);background:var(--danger-bg)}
.verdict.unsafe h2{color:var(--danger)}
.verdict.aligned{border-color:var(--ok);background:var(--ok-bg)}
.verdict.aligned h2{color:var(--ok)}
.made-up,.tag.made-up{background:var(--warn-bg);color:var(--warn)}
.banner{max-width:none;margin:.6rem 0;padding:.6rem .9rem;border:2px solid var(--warn);border-radius:4px}
h1 .tag,h2 .tag{font-size:.95rem;font-weight:600;vertical-align:middle}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:.6rem;margin:1.4rem 0 1rem;padding:0;list-style:none;max-width:none}
.figures li{margin:0;padding:.6rem .8rem;background:var(--panel);border-radius:4px}
.figures b{display:block;font-size:1.35rem;font-variant-numeric:tabular-nums}
.figures li>span{color:var(--muted);font-size:.85rem}
details{margin:.6rem 0}
summary{cursor:pointer;color:var(--accent);padding:.15rem 0;overflow-wrap:anywhere}
dl{margin:.6rem 0;font-size:.9rem}
dl div{display:grid;grid-template-columns:13rem 1fr;gap:.6rem;padding:.3rem 0;border-bottom:1px solid var(--line)}
dt{color:var(--muted)}
dd{margin:0;overflow-wrap:anywhere}
.terms{font-size:1rem}
.terms dt{font-weight:600;color:var(--ink)}
#controls{position:sticky;top:0;z-index:2;display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:center;margin:1rem 0;padding:.5rem .8rem;background:var(--panel);border-radius:4px;font-size:.85rem}
[hidden],#controls[hidden]{display:none}
#controls select{font:inherit;max-width:12rem;color:var(--ink);background:var(--paper);border:1px solid var(--muted);border-radius:3px;padding:.15rem .3rem}
.target{outline:3px solid var(--accent);outline-offset:2px}
@media(max-width:40rem){td.t,tbody th.t{min-width:6.5rem}th,td{padding:.35rem .4rem}body{padding:1rem .9rem 3rem}h1{font-size:1.4rem}.verdict{padding:.9rem 1rem}.verdict .sentence{font-size:1.12rem}
dl div{grid-template-columns:1fr;gap:0}.figures{grid-template-columns:repeat(3,1fr);gap:.4rem}.figures li{padding:.4rem .5rem}.figures b{font-size:1.1rem}
#controls{position:static}#controls label{display:grid;grid-template-columns:7rem 1fr;width:100%;align-items:center}#controls select{max-width:none;min-width:0}}
@media(min-width:78rem){body{max-width:80rem;display:grid;grid-template-columns:11rem minmax(0,1fr);column-gap:2.2rem}
header,.skip{grid-column:2}nav{grid-column:1;grid-row:1/span 2;margin:0;position:sticky;top:1.5rem;align-self:start}nav ol{display:block}main{grid-column:2}
body:not(:has(nav))>*{grid-column:1/-1}}
`;
