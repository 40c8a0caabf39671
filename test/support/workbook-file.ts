import { crc32, deflateRawSync } from 'node:zlib';

/** A part of a zip archive. */
export interface ZipPart {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Replaces the length that the directory announces. */
  readonly announced?: number;
  /** Flags of the entry. Bit 0 means that it is encrypted. */
  readonly flags?: number;
}

/** Writes a zip archive with deflated parts. */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, announced, flags = 0 } of parts) {
    const bytes = Buffer.from(content as string);
    const packed = deflateRawSync(bytes);
    const title = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(announced ?? bytes.length, 18);
    fields.writeUInt16LE(title.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const header = Buffer.concat([Buffer.from('PK\x03\x04'), fields, title, packed]);
    directory.push(Buffer.from('PK\x01\x02\x14\0'), fields, place, title);
    local.push(header);
    offset += header.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, entries, end]);
}

/** A cell: a text, a number, a Boolean, a date-styled number of days, an error, a formula or its XML. */
export type CellContent =
  | string
  | number
  | boolean
  | null
  | { readonly days: number; readonly style?: number }
  | { readonly error: string }
  | { readonly xml: string };

export interface SheetContent {
  readonly name?: string;
  readonly state?: 'hidden' | 'veryHidden';
  /** Rows from the first one on. */
  readonly rows?: readonly (readonly CellContent[])[];
  /** The XML of the part, in place of the rows. */
  readonly xml?: string;
  /** XML after the rows. */
  readonly after?: string;
}

export interface WorkbookContent {
  readonly sheets: readonly SheetContent[];
  readonly from1904?: boolean;
  /** The XML of the items of the shared texts. Texts of cells are written in the cells. */
  readonly shared?: readonly string[];
  readonly parts?: readonly ZipPart[];
}

/** Styles of cells: 0 is general, 1 a date and time, 2 a date, 3 a time of day, 4 a duration. */
const STYLES = `<styleSheet><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/>
<numFmt numFmtId="165" formatCode="[h]:mm;@"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
<cellXfs>${[0, 164, 14, 20, 165].map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs></styleSheet>`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const TYPE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** Writes an Excel workbook. */
export const workbookOf = (content: WorkbookContent): Buffer => zipOf(partsOf(content));

/** The parts of an Excel workbook. */
export function partsOf({ sheets, from1904 = false, shared, parts = [] }: WorkbookContent): ZipPart[] {
  const names = sheets.map(({ name, state }, index) => {
    const hidden = state ? ` state="${state}"` : '';
    return `<sheet name="${escaped(name ?? `Sheet${index + 1}`)}" sheetId="${index + 1}" r:id="rId${index + 1}"${hidden}/>`;
  });
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${TYPE}/${type}" Target="${target}"/>`;
  const relations = [
    ...sheets.map((_, index) => relation(`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`)),
    relation('rIdStyles', 'styles', 'styles.xml'),
    relation('rIdStrings', 'sharedStrings', '/xl/sharedStrings.xml'),
  ];
  return [
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns:r="${TYPE}"><workbookPr${from1904 ? ' date1904="1"' : ''}/><sheets>${names.join('')}</sheets></workbook>`,
    },
    { name: 'xl/_rels/workbook.xml.rels', content: `<Relationships>${relations.join('')}</Relationships>` },
    { name: 'xl/styles.xml', content: STYLES },
    ...(shared
      ? [
          {
            name: 'xl/sharedStrings.xml',
            content: `<sst>${shared.map((item) => `<si>${item}</si>`).join('')}</sst>`,
          },
        ]
      : []),
    ...sheets.map((sheet, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      content: sheetXml(sheet),
    })),
    ...parts,
  ];
}

function sheetXml({ rows = [], xml, after = '' }: SheetContent): string {
  if (xml !== undefined) return xml;
  const written = rows.map((cells, index) => {
    const line = index + 1;
    return `<row r="${line}">${cells.map((cell, column) => cellXml(cell, `${letters(column)}${line}`)).join('')}</row>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<worksheet><sheetData>${written.join('')}</sheetData>${after}</worksheet>`;
}

const letters = (column: number): string =>
  column < 26
    ? String.fromCharCode(65 + column)
    : letters(Math.floor(column / 26) - 1) + letters(column % 26);

function cellXml(cell: CellContent, place: string): string {
  if (cell === null) return '';
  if (typeof cell === 'string')
    return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${place}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  if ('days' in cell) return `<c r="${place}" s="${cell.style ?? 1}"><v>${cell.days}</v></c>`;
  if ('error' in cell) return `<c r="${place}" t="e"><v>${cell.error}</v></c>`;
  return cell.xml.replace('<c', `<c r="${place}"`);
}
