import { DateStyles } from './number-formats.ts';
import { damagedWorkbook, tooLarge } from './workbook-errors.ts';
import type { WorkbookLimits } from './workbook-limits.ts';
import { attributeOf, parsedXml, unescaped, type XmlHandler } from './xml-events.ts';
import type { ZipParts } from './zip-parts.ts';

export const WORKBOOK_PART = 'xl/workbook.xml';
const RELATIONS_PART = 'xl/_rels/workbook.xml.rels';

/** A sheet of cells. Sheets of charts have none. */
export interface Sheet {
  readonly name: string;
  readonly isVisible: boolean;
  /** The name of its part. */
  readonly part: string;
}

/** The parts of a workbook that its sheets refer to. */
export interface WorkbookDescription {
  readonly sheets: readonly Sheet[];
  /** Whether its days are counted from 1904, as old versions for the Mac did. */
  readonly from1904: boolean;
  readonly styles: DateStyles;
  /** The part with the shared texts. Null if there is none. */
  readonly stringsPart: string | null;
}

/** Reads the list of sheets and the styles of a workbook. */
export async function describeWorkbook(
  parts: ZipParts,
  limits: WorkbookLimits,
): Promise<WorkbookDescription> {
  const targets = await relationsOf(parts, limits);
  const found: (Omit<Sheet, 'part'> & { readonly id: string })[] = [];
  let from1904 = false;
  const open: XmlHandler['open'] = (name, attributes) => {
    if (name === 'workbookPr') from1904 = /^(1|true|on)$/i.test(attributeOf(attributes, 'date1904') ?? '');
    if (name !== 'sheet') return;
    if (found.length === limits.sheets) throw tooLarge(`more than ${limits.sheets} sheets`);
    found.push({
      name: unescaped(attributeOf(attributes, 'name') ?? ''),
      id: attributeOf(attributes, 'id') ?? '',
      isVisible: (attributeOf(attributes, 'state') ?? 'visible') === 'visible',
    });
  };
  await readPart(parts, WORKBOOK_PART, limits, { open });
  const sheets = found.flatMap(({ id, ...sheet }) => {
    const target = targets.get(id);
    if (!target) throw damagedWorkbook('a sheet is missing');
    return target.type === 'worksheet' ? [{ ...sheet, part: target.part }] : [];
  });
  const partOf = (type: string): string | null =>
    [...targets.values()].find((target) => target.type === type && parts.has(target.part))?.part ?? null;
  const stylesPart = partOf('styles');
  const styles = stylesPart ? await readStyles(parts, stylesPart, limits) : new DateStyles();
  return { sheets, from1904, styles, stringsPart: partOf('sharedStrings') };
}

interface Target {
  readonly type: string;
  readonly part: string;
}

/** The parts that a workbook refers to, by the id of the relation. */
async function relationsOf(parts: ZipParts, limits: WorkbookLimits): Promise<Map<string, Target>> {
  const targets = new Map<string, Target>();
  const open: XmlHandler['open'] = (name, { Id, Type = '', Target = '', TargetMode }) => {
    if (name !== 'Relationship' || Id === undefined || TargetMode === 'External') return;
    targets.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), part: partAt(Target) });
  };
  await readPart(parts, RELATIONS_PART, limits, { open });
  return targets;
}

/** The name of a part from its place relative to the workbook, or from the root. */
function partAt(target: string): string {
  const path = target.startsWith('/') ? [] : ['xl'];
  for (const step of target.split('/'))
    if (step === '..') path.pop();
    else if (step !== '' && step !== '.') path.push(step);
  return path.join('/');
}

async function readStyles(parts: ZipParts, part: string, limits: WorkbookLimits): Promise<DateStyles> {
  const styles = new DateStyles();
  let isInCells = false;
  await readPart(parts, part, limits, {
    open(name, attributes) {
      const id = Number(attributeOf(attributes, 'numFmtId') ?? 0);
      if (name === 'numFmt') styles.addFormat(id, attributeOf(attributes, 'formatCode') ?? '');
      if (name === 'cellXfs') isInCells = true;
      if (name !== 'xf' || !isInCells) return;
      if (styles.size === limits.styles) throw tooLarge(`more than ${limits.styles} styles of cells`);
      styles.addStyle(id);
    },
    close(name) {
      if (name === 'cellXfs') isInCells = false;
    },
  });
  return styles;
}

async function readPart(
  parts: ZipParts,
  part: string,
  { describingBytes }: WorkbookLimits,
  handler: XmlHandler,
): Promise<void> {
  for await (const _ of parsedXml(parts.bytes(part, describingBytes), handler));
}
