/** Puts the two answers of a row into the list of the contract. */
export function putAnswers(event: Record<string, unknown>): void {
  const { first_answer: first, second_answer: second } = event;
  if (first === undefined && second === undefined) return;
  delete event.first_answer;
  delete event.second_answer;
  event.answers = [first ?? null, second ?? null];
}
