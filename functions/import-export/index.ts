/** Placeholder: succeeds and does nothing. */
export const handler = async (): Promise<void> => {};
