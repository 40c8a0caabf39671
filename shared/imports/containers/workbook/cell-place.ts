/** A place in a sheet. */
export interface CellPlace {
  /** From 0. */
  readonly column: number;
  /** From 1. */
  readonly row: number;
}

const PLACE = /^([A-Z]{1,3})(\d{1,7})$/i;
const BEFORE_A = 'A'.charCodeAt(0) - 1;

/** Reads a place such as `AB12`. Null if the text is none. */
export function placeIn(text: string): CellPlace | null {
  const [, letters, row] = PLACE.exec(text) ?? [];
  if (letters === undefined) return null;
  let column = 0;
  for (const letter of letters.toUpperCase()) column = 26 * column + letter.charCodeAt(0) - BEFORE_A;
  return { column: column - 1, row: Number(row) };
}
