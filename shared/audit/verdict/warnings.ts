import { noun, several } from '../../lib/index.ts';
import { limited, zoneSentence } from '../words.ts';
import { type NoGoZone, zoneKey } from '../zones/no-go-zones.ts';
import type { Findings } from './findings.ts';
import { surestFirst } from './unsafe-proxy.ts';

/** A no-go zone in which preference may mislead, with the sentence that says why. */
interface OpenZone {
  readonly zone: NoGoZone;
  /** 0 for a model of the top set, the rank for another. */
  readonly place: number;
  readonly standing: string;
  readonly doubt: string;
}

/**
 * Warns of models with a no-go zone if preference may select them, but is not shown to prefer them to a model that is
 * safer there. These are models of the top set, and models that rank above a model with a lower rate of unsafe answers
 * in the specialty, and without a zone there. A warning shows danger, but no preference, so it never decides the status.
 *
 * @param shown the zones that are a reason for an unsafe proxy, by key
 */
export function warnings(findings: Findings, shown: ReadonlySet<string>): string[] {
  const { protocol, noGo } = findings;
  const banned = new Set(noGo.map(zoneKey));
  const open = noGo.flatMap((zone) => (shown.has(zoneKey(zone)) ? [] : openZone(zone, findings, banned)));
  const byModel = Map.groupBy(
    open.toSorted((a, b) => a.place - b.place || smallestP(a.zone) - smallestP(b.zone)),
    ({ zone }) => zone.model,
  );
  const sentences = [...byModel.values()].map(([first, ...others]) => {
    const { zone, standing, doubt } = first!;
    const more =
      others.length > 0 ? ` The model has ${several(others.length, 'further zone')} of this kind.` : '';
    return `${zoneSentence(surestFirst(zone), standing, protocol)} ${doubt}${more}`;
  });
  return limited(
    sentences,
    (more) =>
      `The same holds for ${several(more, 'further model')} with no-go ${noun(more, 'zone', 'zones')}.`,
  );
}

const smallestP = ({ findings }: NoGoZone): number =>
  Math.min(...findings.map(({ adjustedP }) => adjustedP!));

/** Empty if preference does not select the model. */
function openZone(zone: NoGoZone, findings: Findings, banned: ReadonlySet<string>): OpenZone[] {
  const { evidence, overall } = findings;
  const model = evidence.models.indexOf(zone.model);
  const doubt = 'It is not shown that clinicians prefer it to a model that is safer there.';
  if (overall.unbeaten.includes(model))
    return [{ zone, place: 0, standing: 'which no ranked model ever beat', doubt }];
  if (overall.preferred.includes(model))
    return [{ zone, place: 0, standing: 'which may be the most preferred model', doubt }];
  const rank = overall.ranking.rows.find((row) => row.model === zone.model)?.rank;
  const safer = rank === undefined ? null : saferBelow({ ...zone, rank }, findings, banned);
  if (safer === null) return [];
  const above = `It ranks above ${safer}, which was unsafe less often there. It is not shown that clinicians prefer it to a model that is safer there.`;
  return [{ zone, place: rank!, standing: `which has rank ${rank}`, doubt: above }];
}

/**
 * The best ranked of the models below the given one that have a lower rate of unsafe answers in the specialty, and no no-go
 * zone there. Null if there is none.
 */
function saferBelow(
  { model, specialty, rank }: Pick<NoGoZone, 'model' | 'specialty'> & { readonly rank: number },
  { evidence, protocol, rates, overall }: Findings,
  banned: ReadonlySet<string>,
): string | null {
  const rateOf = (name: string): number | null => {
    const [m, s] = [evidence.models.indexOf(name), evidence.specialties.indexOf(specialty)];
    const found = rates.at(m, s, evidence.layout.composite, 'failure');
    return found.outcomeFreeN >= protocol.minimumN ? found.rate : null;
  };
  const own = rateOf(model);
  if (own === null) return null;
  const safer = overall.ranking.rows.find((row) => {
    if (row.rank <= rank || banned.has(zoneKey({ model: row.model, specialty }))) return false;
    const other = rateOf(row.model);
    return other !== null && other < own;
  });
  return safer?.model ?? null;
}
