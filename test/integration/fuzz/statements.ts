/** One row of a file, or one event of a message, in plain terms. */
export interface Statement {
  readonly kind: 'vote' | 'rating' | 'retraction';
  readonly rater: string;
  readonly id?: string;
  readonly specialty?: string;
  readonly site?: string;
  readonly item?: string;
  readonly at?: string;
  readonly revision?: number;
  readonly first?: string;
  readonly second?: string;
  readonly outcome?: string;
  readonly model?: string;
  readonly part?: 'vote' | 'ratings' | 'all';
  /** The answer of each model, by its name. */
  readonly answers?: Readonly<Record<string, string>>;
  readonly scores?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

interface Delivery {
  readonly name: string;
  readonly statements: readonly Statement[];
  /** The number of events in addition that must be rejected. */
  readonly bad: number;
}

export interface Message extends Delivery {
  readonly type: 'message';
  readonly body: string;
}

export interface StudyFile extends Delivery {
  readonly type: 'file';
  readonly bytes: Uint8Array;
  /** Equal for files with equal unpacked bytes. */
  readonly data: string;
  readonly mapping?: object;
  readonly identity: 'declared' | 'described' | 'score' | 'positional';
  readonly rows?: 'cumulative' | { readonly batch: string };
  /** Whether the file ends in the middle of its container. Its last record is then a reject. */
  readonly isBroken: boolean;
}

export type Input = Message | StudyFile;

export const UNNAMED = 'unspecified';
export const RATERS = ['dr-anna', 'dr-bert', 'dr-cleo'];

/** Rows of a file before they are put into a container. */
export type Rows = Pick<StudyFile, 'statements' | 'identity' | 'rows' | 'mapping' | 'bad'> & {
  /** Rows of a table, or records of JSON. */
  readonly records: readonly object[];
  readonly isTable: boolean;
};
