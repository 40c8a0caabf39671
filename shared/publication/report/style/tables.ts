/** Tables, and the marks of states. */
export const TABLES = `.scroll{position:relative;overflow-x:auto;margin:.8rem 0;max-width:100%}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums;min-width:100%}
caption{text-align:left;padding:.2rem 0 .5rem;font-size:.85rem;min-width:16rem}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
thead th{border-bottom:2px solid var(--line);font-weight:600;vertical-align:bottom;color:var(--muted);font-size:.85rem}
thead th button{all:unset;cursor:pointer;color:inherit}
thead th button:focus-visible{outline:2px solid var(--accent)}
thead th button::after{content:" ↕";color:var(--muted)}
th[aria-sort=ascending] button::after{content:" ↑"}
th[aria-sort=descending] button::after{content:" ↓"}
tbody th{font-weight:600;max-width:20rem}
td.t,tbody th.t{min-width:8.5rem}
td.n,th.n{text-align:right}
td.n{white-space:nowrap}
td small{display:block;white-space:nowrap}
td.t small{white-space:normal}
tr.lit>*{background:var(--lit)}
table.map{min-width:0}
table.map th[scope=row]{position:sticky;left:0;background:var(--paper);max-width:11rem}
table.map thead th>span{writing-mode:vertical-rl;transform:rotate(180deg);max-height:11rem;overflow:hidden;white-space:nowrap;text-overflow:ellipsis}
table.map td{padding:0;min-width:0;border:1px solid var(--paper)}
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
.badge{display:inline-block;min-width:1.5rem;padding:0 .3rem;border-radius:.75rem;text-align:center;font-size:.75rem;line-height:1.5rem;font-weight:700;color:var(--paper);background:var(--muted)}
${Array.from({ length: 12 }, (_, index) => `.c${index}{background:var(--m${index})}`).join('')}
`;
