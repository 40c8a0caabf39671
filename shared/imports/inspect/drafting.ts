import type { Mapping, Protocol } from '../../contracts/index.ts';
import type { ColumnProfile } from './column-profile.ts';
import type { Suggestion } from './suggest.ts';
import type { WordSurvey } from './word-survey.ts';

export interface Drafting {
  readonly form: string;
  readonly suggestion: Suggestion;
  /** The columns of the whole file. */
  readonly profile: ColumnProfile;
  readonly survey: WordSurvey;
  readonly protocol: Protocol;
  /** The reason why the id of a judgment is left out. Null if it is not. */
  readonly idReason: string | null;
  /** Columns whose name occurs twice. */
  readonly repeated: ReadonlySet<string>;
  /** How the table is divided, if the file does not show it. */
  readonly table: Mapping['table'];
}

/** A first mapping, and why it is as it is. */
export interface StartingMapping {
  /** The mapping as JSON. Entries that only a person can decide are marked. Null if no mapping could read the file. */
  readonly entries: Record<string, unknown> | null;
  /** Facts about the mapping, one sentence each. */
  readonly remarks: readonly string[];
}
