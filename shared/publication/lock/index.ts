export { PILOT_NOTE, POST_HOC, postHocSentence, postHocText } from './post-hoc.ts';
export { hasOpenLockOrder, lockedSettings, lockStudy, readLock } from './study-lock.ts';
