/**
 * What was counted under a rule of ours because the file does not say it, or left out because it says so. Each is
 * counted, and told as a warning in the receipt.
 */
export const NOTES = {
  no_specialty:
    'without a specialty, counted under "unspecified"; name its column, or a constant, in a mapping',
  no_clinician:
    'without a clinician, counted as one clinician’s, so that no uncertainty can be estimated; name the column in a mapping',
  no_zone: 'with a time that names no zone, read as UTC; declare "time": {"zone"} in a mapping',
  preferred_only:
    'with scores of the preferred answer alone: failure rates then leave out what was not preferred',
  no_score: 'without a score, which make no event',
  cancelled: 'cancelled by their annotator, which make no event',
} as const;

export type Note = keyof typeof NOTES;

export const isNote = (name: string): name is Note => Object.hasOwn(NOTES, name);
