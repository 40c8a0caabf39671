export { attempt } from './attempt.ts';
export { readPseudonymiser } from './deployed-secret.ts';
export { faultInList } from './event-list.ts';
export {
  type MessageContent,
  type MessageEvent,
  type MessageReject,
  readMessage,
  valuesIn,
} from './message.ts';
export { type Pseudonymiser, pseudonymiser, remembering } from './pseudonymiser.ts';
export { checkAgainstProtocol, readEvent } from './read-event.ts';
export { type Reading, type Reject, readValue, rejectOf } from './read-value.ts';
export { rejectObjects } from './reject-file.ts';
