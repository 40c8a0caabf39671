import { describe, expect, it } from 'vitest';
import { scopeSentence, unitKinds } from '../../../shared/audit/scope-sentence.ts';
import type { Scope, Snapshot } from '../../../shared/contracts/index.ts';

const sentence = (
  scope: Partial<Scope>,
  { items = 12, sites = 0, clinicians = 40 }: { items?: number; sites?: number; clinicians?: number } = {},
) =>
  scopeSentence({
    evidence: {
      source: 'judgments',
      clinicians,
      items,
      sites,
      scope: { prompts: 'named', itemShare: 1, estimand: 'readers like these', unit: 'clinician', ...scope },
    },
    totals: { clinicians } as Snapshot['totals'],
  });

describe('the scope of the claims in words', () => {
  it('names the prompts and the clinicians if both are random', () => {
    expect(sentence({})).toBe('The claims hold on prompts like these 12, among clinicians like these 40.');
  });

  it('is limited to the prompts that were asked if they are unknown', () => {
    expect(sentence({ prompts: 'unknown' })).toContain('on the prompts that were asked, and on no others');
  });

  it('is limited to the readers if there are fewer than five', () => {
    expect(sentence({ estimand: 'these readers', unit: 'item' }, { clinicians: 3 })).toBe(
      'The claims hold on prompts like these 12, as judged by these 3 clinicians.',
    );
  });

  it('is limited to the sites unless they are the sampling units', () => {
    expect(sentence({}, { sites: 3 })).toContain(', at these 3 sites.');
    expect(sentence({ unit: 'site' }, { sites: 8 })).toContain(', at sites like these 8.');
  });

  it('says what counters do not hold', () => {
    const ofCounters = (scope: Partial<Scope>) =>
      scopeSentence({
        evidence: {
          ...{ source: 'counters', clinicians: 32, items: null, sites: null },
          scope: {
            prompts: 'unknown',
            itemShare: null,
            estimand: 'readers like these',
            unit: 'clinician',
            ...scope,
          },
        },
        totals: { clinicians: 900 } as Snapshot['totals'],
      });
    expect(ofCounters({ unaccounted: ['items', 'sites'] })).toBe(
      'The claims hold on the prompts that were asked, and on no others, among clinicians like these 900, at the sites that took ' +
        'part, and at no others. This audit was made from counters, because the study has more than 200,000 judgments. Counters ' +
        'hold neither items nor sites, so intervals do not account for differences between prompts or sites, and no rate is cleared.',
    );
    expect(ofCounters({ prompts: 'own', unaccounted: [] })).toMatch(
      /Counters hold no sites, so intervals do not account for differences between sites\.$/,
    );
  });

  it('is missing for a snapshot that does not state it', () => {
    expect(
      scopeSentence({ evidence: undefined, totals: { clinicians: 3 } as Snapshot['totals'] }),
    ).toBeNull();
  });
});

describe('the sampling units in words', () => {
  const kinds = (scope: Partial<Scope>) =>
    unitKinds({
      ...{ prompts: 'named', itemShare: 1, estimand: 'readers like these', unit: 'clinician' },
      ...scope,
    });

  it('are those of the scope', () => {
    expect(kinds({})).toEqual(['clinicians', 'prompts']);
    expect(kinds({ unit: 'site' })).toEqual(['sites', 'prompts']);
    expect(kinds({ unit: 'item', estimand: 'these readers' })).toEqual(['prompts']);
    expect(kinds({ prompts: 'own', itemShare: 0 })).toEqual(['clinicians']);
    expect(kinds({ prompts: 'own', itemShare: 0.2 })).toEqual(['clinicians', 'prompts']);
    expect(kinds({ prompts: 'unknown', itemShare: 0.5 })).toEqual(['clinicians']);
  });

  it('are groups of clinicians in an audit from counters, and in a snapshot without a scope', () => {
    expect(kinds({ prompts: 'own', itemShare: null, unaccounted: [] })).toEqual(['groups of clinicians']);
    expect(unitKinds(undefined)).toEqual(['groups of clinicians']);
  });
});
