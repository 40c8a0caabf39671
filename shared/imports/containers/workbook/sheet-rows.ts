import type { Fault } from '../../../contracts/index.ts';
import { MAX_RECORD_BYTES } from '../line.ts';
import { TOO_LARGE, unparsable } from '../record-faults.ts';
import { placeIn } from './cell-place.ts';
import { type CellContext, type CellValue, readCell, type WrittenCell } from './cells.ts';
import { TextCollector } from './shared-strings.ts';
import { damagedWorkbook, tooLarge } from './workbook-errors.ts';
import { MAX_SHEET_COLUMNS, MAX_SHEET_ROWS } from './workbook-limits.ts';
import {
  type Attributes,
  attributeOf,
  MAX_TEXT_CHARACTERS,
  parsedXml,
  type XmlHandler,
} from './xml-events.ts';

/** A row of a sheet with at least one cell that is not empty. */
export interface SheetRow {
  /** Its number, from 1. */
  readonly line: number;
  /** Values by column, from 0. Empty cells are absent. */
  readonly cells: ReadonlyMap<number, CellValue>;
  /** The first fault of its cells. */
  readonly fault: Fault | null;
}

/**
 * The rows of a sheet, in batches. A batch has the rows of one chunk.
 * @param cellCharacters maximum number of characters of all cells together
 * @throws BrokenOff if the sheet is damaged, after the rows before the damage
 */
export async function* sheetRows(
  chunks: AsyncIterable<Uint8Array>,
  context: CellContext,
  cellCharacters: number,
): AsyncGenerator<SheetRow[]> {
  const reader = new SheetReader(context, cellCharacters);
  let error: unknown = null;
  try {
    for await (const _ of parsedXml(chunks, reader)) if (reader.rows.length > 0) yield reader.rows.splice(0);
  } catch (caught) {
    error = caught;
  }
  if (reader.rows.length > 0) yield reader.rows.splice(0);
  if (error !== null) throw error;
}

const CELL_PARTS = new Set(['v', 'f', 'is']);

/** Collects rows from the XML of a sheet. */
class SheetReader implements XmlHandler {
  readonly rows: SheetRow[] = [];
  readonly #context: CellContext;
  #charactersLeft: number;
  #isInData = false;
  #row = 0;
  #column = -1;
  #cells = new Map<number, CellValue>();
  #fault: Fault | null = null;
  /** Length of the texts of the row. */
  #length = 0;
  #type = '';
  #style = 0;
  #value: string | undefined;
  #hasFormula = false;
  /** The part of the cell that contains the text. */
  #part = '';
  readonly #inline = new TextCollector();

  constructor(context: CellContext, cellCharacters: number) {
    this.#context = context;
    this.#charactersLeft = cellCharacters;
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'sheetData') this.#isInData = true;
    if (!this.#isInData) return;
    if (this.#part === 'is') this.#inline.open(name);
    else if (name === 'row') this.#openRow(attributes);
    else if (name === 'c') this.#openCell(attributes);
    else if (CELL_PARTS.has(name)) this.#openPart(name);
  }

  text(text: string): void {
    if (this.#part === 'is') this.#inline.text(text);
    if (this.#part !== 'v') return;
    this.#value = (this.#value ?? '') + text;
    if (this.#value.length > MAX_TEXT_CHARACTERS) throw damagedWorkbook('a text is too long');
  }

  close(name: string): void {
    if (name === 'sheetData') this.#isInData = false;
    if (!this.#isInData) return;
    if (name === this.#part) this.#part = '';
    if (this.#part === 'is') this.#inline.close(name);
    else if (name === 'c') this.#closeCell();
    else if (name === 'row') this.#closeRow();
  }

  #openRow(attributes: Attributes): void {
    const given = attributeOf(attributes, 'r');
    const row = given === undefined ? this.#row + 1 : Number(given);
    if (!Number.isInteger(row) || row <= this.#row || row > MAX_SHEET_ROWS)
      throw damagedWorkbook('its rows are not in order');
    this.#row = row;
    this.#column = -1;
    this.#cells = new Map();
    this.#fault = null;
    this.#length = 0;
  }

  #openCell(attributes: Attributes): void {
    const place = attributeOf(attributes, 'r');
    this.#column = place === undefined ? this.#column + 1 : (placeIn(place)?.column ?? -1);
    if (!(this.#column >= 0 && this.#column < MAX_SHEET_COLUMNS))
      throw damagedWorkbook('a cell has no place');
    this.#type = attributeOf(attributes, 't') ?? 'n';
    this.#style = Number(attributeOf(attributes, 's') ?? 0);
    this.#value = undefined;
    this.#hasFormula = false;
  }

  #openPart(name: string): void {
    this.#part = name;
    if (name === 'f') this.#hasFormula = true;
  }

  #closeCell(): void {
    const written: WrittenCell = {
      type: this.#type,
      style: this.#style,
      value: this.#type === 'inlineStr' ? this.#inline.take() : this.#value,
      hasFormula: this.#hasFormula,
    };
    const read = readCell(written, this.#context);
    if (read === undefined || read === '') return;
    if (typeof read === 'object' && 'fault' in read) this.#fault ??= read.fault;
    else if (this.#cells.has(this.#column)) this.#fault ??= TWICE;
    else this.#add(read);
  }

  /** Adds a value to the row. The values of a row that is too long are dropped. */
  #add(value: CellValue): void {
    const { length } = typeof value === 'string' ? value : value.text;
    this.#length += length;
    this.#charactersLeft -= length;
    if (this.#charactersLeft < 0) throw tooLarge('too much text in its cells');
    if (this.#length > MAX_RECORD_BYTES) {
      this.#fault = TOO_LARGE;
      this.#cells.clear();
    } else this.#cells.set(this.#column, value);
  }

  #closeRow(): void {
    if (this.#cells.size > 0 || this.#fault)
      this.rows.push({ line: this.#row, cells: this.#cells, fault: this.#fault });
  }
}

const TWICE = unparsable('has one cell twice');
