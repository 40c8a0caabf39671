export { alarms } from './alarms.ts';
export { noGoZones } from './no-go-zones.ts';
export { masking } from './zone-summaries.ts';
export {
  clearingAdjusted,
  clearingP,
  confirmingP,
} from './zone-tests.ts';
export { type NumberedZone, zones } from './zones.ts';
