/** Charts. Each has a wide and a narrow drawing, and the page shows one of them. */
export const CHART_STYLE = `figure{margin:1rem 0}
figure svg{display:block;height:auto;overflow:visible}
.wide svg,.narrow svg,.panel svg{max-width:100%}
.narrow{display:none}
figcaption,.definitions{font-size:.85rem;max-width:46rem;margin-top:.4rem}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:0 1.5rem}
.panel{min-width:0}
.panel h3{margin:.8rem 0 0}
.panel svg{width:100%;max-width:30rem}
.panel figure{margin:.3rem 0}
.swatch{display:inline-block;width:1rem;height:1rem;border-radius:2px;vertical-align:-.15rem;border:1px solid var(--muted)}
${Array.from({ length: 5 }, (_, index) => `.score${index}{background:var(--score${index})}`).join('')}
svg *{pointer-events:none}
svg [data-keys*=m]{pointer-events:all;cursor:pointer}
.picking svg [data-keys*=m]:not(.lit),svg .faint{opacity:.15}
.picking svg .lit{stroke:var(--ink);stroke-width:2}
@media(max-width:40rem){.wide,.beside{display:none}.narrow{display:block}}
`;
