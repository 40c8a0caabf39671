export { alarms } from './alarms.ts';
export { isBelowTolerance, noGoZones, zoneKey } from './no-go-zones.ts';
export { adjustedResults } from './zone-control.ts';
export { masking } from './zone-summaries.ts';
export { confirmingP } from './zone-tests.ts';
export { type NumberedZone, zones } from './zones.ts';
