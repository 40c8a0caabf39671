export { PendingEvents } from './pending-events.ts';
export { RejectList } from './reject-list.ts';
export { settleWindow } from './settle-window.ts';
