/**
 * The script of the report. It sorts tables, highlights a model in all charts and tables, filters by specialty or
 * criterion, and jumps to the figure that the address names. The page is complete without it. It reads and sets
 * attributes, but never markup.
 */
(() => {
  /**
   * @template {Element} T
   * @param {string} selector
   * @param {new () => T} type
   * @param {ParentNode} root
   * @returns {T[]}
   */
  const all = (selector, type, root = document) =>
    [...root.querySelectorAll(selector)].flatMap((element) => (element instanceof type ? [element] : []));

  /** Elements of the page, and marks of charts. Both have `dataset`. */
  const keyed = [...all('[data-keys]', HTMLElement), ...all('[data-keys]', SVGElement)];
  const bar = /** @type {HTMLElement} */ (document.getElementById('controls'));
  const matchCount = /** @type {HTMLElement} */ (document.getElementById('match-count'));
  const selects = new Map(all('select', HTMLSelectElement, bar).map((select) => [select.name, select]));

  /** @param {string} name */
  const chosen = (name) => selects.get(name)?.value ?? '';

  /** @param {HTMLElement | SVGElement} element */
  const keysOf = (element) => (element.dataset.keys ?? '').split(' ');

  function showChoice() {
    const model = chosen('model');
    for (const element of keyed)
      element.classList.toggle('lit', model !== '' && keysOf(element).includes(model));
    document.body.classList.toggle('picking', model !== '');
    filter();
  }

  function filter() {
    const [specialty, criterion] = [chosen('specialty'), chosen('criterion')];
    /** @param {HTMLElement | SVGElement} element */
    const passes = (element) =>
      [specialty, criterion].every((key) => {
        const own = keysOf(element).find((one) => one[0] === key[0]);
        return key === '' || own === undefined || own === key;
      });
    let rows = 0;
    for (const element of keyed) {
      const pass = passes(element);
      if (element instanceof SVGElement) element.classList.toggle('faint', !pass);
      else if (element.matches('tr, .panel, details')) element.hidden = !pass;
      if (pass && element.matches('#zones tr')) rows++;
    }
    if (specialty !== '')
      for (const sheet of all(`details[data-keys="${specialty}"]`, HTMLDetailsElement)) sheet.open = true;
    for (const table of all('table.map', HTMLTableElement)) showColumns(table, specialty);
    const isFiltered = specialty !== '' || criterion !== '';
    matchCount.textContent = isFiltered ? `Rows under “No-go zones” that match the selection: ${rows}` : '';
  }

  /**
   * @param {HTMLTableElement} table
   * @param {string} specialty
   */
  function showColumns(table, specialty) {
    const hidden = all('thead th', HTMLTableCellElement, table).map(
      (head, index) => index > 0 && specialty !== '' && !head.querySelector(`[data-keys="${specialty}"]`),
    );
    for (const row of table.rows)
      [...row.cells].forEach((cell, index) => {
        cell.hidden = hidden[index] ?? false;
      });
  }

  /**
   * The first number in a text, which may have a true minus sign and commas between thousands.
   *
   * @param {string} text
   */
  function numberIn(text) {
    const found = /[-\u2212]?[\d,]*\.?\d+/.exec(text);
    return found ? Number(found[0].replace(/,/g, '').replace('\u2212', '-')) : null;
  }

  /** @param {HTMLTableElement} table */
  function makeSortable(table) {
    const heads = all('thead th', HTMLTableCellElement, table);
    heads.forEach((head, index) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const descending = head.getAttribute('aria-sort') === 'ascending';
        for (const other of heads) other.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
        sort(table, index, { numeric: head.classList.contains('n'), descending });
      });
    });
  }

  /**
   * @param {HTMLTableElement} table
   * @param {number} index
   * @param {{ numeric: boolean, descending: boolean }} order
   */
  function sort(table, index, { numeric, descending }) {
    const body = table.tBodies[0];
    if (!body) return;
    /** @param {HTMLTableRowElement} row */
    const textOf = (row) => row.cells[index]?.textContent.trim() ?? '';
    const rows = [...body.rows].sort((one, other) => {
      const [a, b] = [textOf(one), textOf(other)];
      const [x, y] = [numberIn(a), numberIn(b)];
      if (x !== null && y !== null && (index === 0 || numeric)) return x - y;
      if (numeric && (x === null) !== (y === null)) return x === null ? 1 : -1;
      return a < b ? -1 : a > b ? 1 : 0;
    });
    body.append(...(descending ? rows.reverse() : rows));
  }

  /** @param {MouseEvent} event */
  function chooseMark({ target }) {
    const select = selects.get('model');
    const mark = target instanceof Element ? target.closest('figure svg [data-keys]') : null;
    if (!select || !(mark instanceof SVGElement)) return;
    const key = keysOf(mark).find((one) => one[0] === 'm');
    if (!key) return;
    select.value = select.value === key ? '' : key;
    showChoice();
  }

  function goToFigure() {
    const path = decodeURIComponent(location.hash.slice(1));
    if (path === '' || document.getElementById(path)) return;
    const figure = all('[data-path]', HTMLElement).find((element) => element.dataset.path === path);
    if (!figure) return;
    for (let up = figure.parentElement; up; up = up.parentElement)
      if (up instanceof HTMLDetailsElement) up.open = true;
    figure.classList.add('target');
    figure.scrollIntoView({ block: 'center' });
  }

  bar.hidden = false;
  all('table.sortable', HTMLTableElement).forEach(makeSortable);
  bar.addEventListener('change', showChoice);
  document.addEventListener('click', chooseMark);
  addEventListener('hashchange', goToFigure);
  // A browser may have kept what was chosen before.
  if ([...selects.values()].some((select) => select.value !== '')) showChoice();
  goToFigure();
})();
