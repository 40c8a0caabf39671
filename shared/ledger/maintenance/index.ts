export { type CountersSeen, countersSeen } from '../cell-readings.ts';
export { erase } from './erase.ts';
export { exportEvents } from './export-events.ts';
export { type CounterDifference, type GroupRecount, type RecountedStore, recount } from './recount.ts';
export { type ScannableStore, scannedStores } from './scanned-stores.ts';
