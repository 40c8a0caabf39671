/**
 * The script of the report. It sorts tables, highlights a model in all charts and tables, filters by specialty or
 * criterion, and jumps to the figure that the address names. The page is complete without it. It reads and sets
 * attributes, but never markup.
 */
export const SCRIPT = `'use strict';
(() => {
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const has = (element, key) => element.dataset.keys.split(' ').includes(key);
const keyed = all('[data-keys]');
const bar = document.getElementById('controls');
const said = document.getElementById('said');

const choose = {};
for (const select of all('select', bar)) choose[select.name] = select;
const chosen = (name) => choose[name] ? choose[name].value : '';

function shown() {
  const model = chosen('model');
  for (const element of keyed) element.classList.toggle('lit', model !== '' && has(element, model));
  document.body.classList.toggle('picking', model !== '');
  filter();
}

function filter() {
  const [specialty, criterion] = [chosen('specialty'), chosen('criterion')];
  const of = (element, kind) => element.dataset.keys.split(' ').find((key) => key[0] === kind);
  const passes = (element) =>
    [[specialty, 's'], [criterion, 'c']].every(([key, kind]) => {
      const own = of(element, kind);
      return key === '' || own === undefined || own === key;
    });
  let rows = 0;
  for (const element of keyed) {
    const pass = passes(element);
    if (element.matches('tr, .panel, details')) element.hidden = !pass;
    else if (element.closest('svg')) element.classList.toggle('faint', !pass);
    if (pass && element.matches('#zones tr')) rows++;
  }
  if (specialty !== '') for (const sheet of all('details[data-keys="' + specialty + '"]')) sheet.open = true;
  for (const table of all('table.map')) columns(table, specialty);
  const parts = [specialty, criterion].filter((key) => key !== '');
  said.textContent = parts.length === 0 ? '' : rows + ' results under “No-go zones” match the selection.';
}

function columns(table, specialty) {
  const heads = all('thead th', table);
  const hidden = heads.map((head, index) =>
    index > 0 && specialty !== '' && !head.querySelector('[data-keys="' + specialty + '"]'));
  for (const row of table.rows) [...row.cells].forEach((cell, index) => { cell.hidden = hidden[index]; });
}

function number(text) {
  const found = /[-\\u2212]?[\\d,]*\\.?\\d+/.exec(text);
  return found ? Number(found[0].replace(/,/g, '').replace('\\u2212', '-')) : null;
}

function sortable(table) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, index) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const value = (row) => row.cells[index].textContent.trim();
      const compare = (a, b) => {
        const [x, y] = [number(value(a)), number(value(b))];
        if (x !== null && y !== null && (index === 0 || head.classList.contains('n'))) return x - y;
        if (head.classList.contains('n') && (x === null) !== (y === null)) return x === null ? 1 : -1;
        return value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0;
      };
      const rows = [...body.rows].sort(compare);
      body.append(...(down ? rows.reverse() : rows));
    });
  });
}

function point(event) {
  const near = event.target.closest ? event.target.closest('figure [data-keys], tr[data-keys]') : null;
  const key = near ? near.dataset.keys.split(' ').find((one) => one[0] === 'm') : undefined;
  if (!choose.model || !key || !near.closest('svg')) return;
  choose.model.value = choose.model.value === key ? '' : key;
  shown();
}

function go() {
  const path = decodeURIComponent(location.hash.slice(1));
  if (path === '' || document.getElementById(path)) return;
  const target = all('[data-path]').find((element) => element.dataset.path === path);
  if (!target) return;
  for (let up = target.parentElement; up; up = up.parentElement) if (up.tagName === 'DETAILS') up.open = true;
  target.classList.add('target');
  target.scrollIntoView({ block: 'center' });
}

bar.hidden = false;
all('table.sortable').forEach(sortable);
bar.addEventListener('change', shown);
document.addEventListener('click', point);
addEventListener('hashchange', go);
// A browser may have kept what was chosen before.
if (Object.values(choose).some((select) => select.value !== '')) shown();
go();
})();
`;
