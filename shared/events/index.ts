export {
  faultInList,
  type MessageContent,
  type MessageEvent,
  type MessageReject,
  readMessage,
  valuesIn,
} from './message.ts';
export { checkAgainstProtocol, faultInTime, readEvent } from './read-event.ts';
export { attempt, type Reading, type Reject, readValue, rejectOf } from './read-value.ts';
export { conflictObject, rejectObjects } from './reject-file.ts';
