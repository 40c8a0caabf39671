import type { Protocol, Snapshot } from '../../contracts/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Ranked } from '../ranking/ranking.ts';
import type { Rates } from '../rates/rate.ts';
import type { NoGoZone } from '../zones/no-go-zones.ts';
import type { NumberedZone } from '../zones/zones.ts';

/** The results on which the verdict is based. */
export interface Findings {
  readonly evidence: Evidence;
  readonly protocol: Protocol;
  readonly rates: Rates;
  readonly overall: Ranked;
  readonly zones: readonly NumberedZone[];
  readonly noGo: readonly NoGoZone[];
  readonly dissociation: Snapshot['dissociation'];
}
