/** Puts the answers and the versions of a row into the lists of the contract. */
export function putAnswers(event: Record<string, unknown>): void {
  putPair(event, 'answers', ['first_answer', 'second_answer']);
  putPair(event, 'modelVersions', ['first_version', 'second_version']);
  if (event.model_version === undefined) return;
  event.modelVersion = event.model_version;
  delete event.model_version;
}

function putPair(
  event: Record<string, unknown>,
  field: string,
  [one, other]: readonly [string, string],
): void {
  const { [one]: first, [other]: second } = event;
  if (first === undefined && second === undefined) return;
  delete event[one];
  delete event[other];
  event[field] = [first ?? null, second ?? null];
}
