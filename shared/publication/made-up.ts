/**
 * The sentence with which every output of a study marks data that are made up.
 * @see docs/decisions/0094-made-up-data-say-so.md
 */
export const MADE_UP_NOTE =
  'The data of this study are made up, for demonstration or tests. They say nothing about any real model, clinician or patient.';

/** A short form of the note for narrow places. */
export const MADE_UP = 'Made-up data';

/** The field of a published file. It is present only if the data are made up, so that other files do not change. */
export const madeUpField = ({ madeUp }: { readonly madeUp?: boolean | undefined }): { madeUp?: true } =>
  madeUp ? { madeUp: true } : {};
