/** A record taken apart; or what keeps it from being one. `open`: its last quoted field goes on in the next line. */
export type Fields = readonly string[] | 'open' | 'quote inside' | 'text after quote';

const QUOTE = '"';

/**
 * Takes one CSV record apart as RFC 4180 says: fields between commas, quoted where they hold commas, quotes
 * (written twice) or line breaks. Nothing is trimmed and nothing is guessed.
 */
export function splitFields(record: string): Fields {
  if (!record.includes(QUOTE)) return record.split(',');
  const fields: string[] = [];
  for (let from = 0; ; ) {
    const end = record[from] === QUOTE ? closingQuote(record, from) : endOfPlain(record, from);
    if (typeof end === 'string') return end;
    fields.push(
      record[from] === QUOTE
        ? record.slice(from + 1, end - 1).replaceAll('""', QUOTE)
        : record.slice(from, end),
    );
    if (end === record.length) return fields;
    from = end + 1;
  }
}

/** The position after the quote that closes the field beginning at `from`. */
function closingQuote(record: string, from: number): number | 'open' | 'text after quote' {
  for (let at = from + 1; ; ) {
    const quote = record.indexOf(QUOTE, at);
    if (quote === -1) return 'open';
    if (record[quote + 1] === QUOTE) at = quote + 2;
    else if (quote + 1 === record.length || record[quote + 1] === ',') return quote + 1;
    else return 'text after quote';
  }
}

function endOfPlain(record: string, from: number): number | 'quote inside' {
  const comma = record.indexOf(',', from);
  const end = comma === -1 ? record.length : comma;
  return record.slice(from, end).includes(QUOTE) ? 'quote inside' : end;
}
