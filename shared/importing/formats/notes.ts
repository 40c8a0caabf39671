/**
 * What was counted under a rule of ours because the file does not say it, or left out because it says so. Each is
 * counted, and told as a warning in the receipt.
 */
export const NOTES = {
  no_specialty:
    'tell no specialty, and count under "unspecified": name its column or a constant in a mapping',
  no_clinician:
    'tell no clinician, and count as one clinician: uncertainty cannot be estimated. Name the column in a mapping',
  no_zone: 'tell a time without its zone, which is read as UTC: declare `time.zone` in a mapping',
  preferred_only:
    'rate only the answer that was preferred: failure rates then leave out what was not, and are labelled so',
  no_score: 'hold no score, and make no event',
  cancelled: 'were cancelled by their annotator, and make no event',
} as const;

export type Note = keyof typeof NOTES;

/** The specialty of events whose file tells none. */
export const UNSPECIFIED = 'unspecified';
