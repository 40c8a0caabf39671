import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { participation } from '../../../shared/audit/quality/participation.ts';
import type { Participant } from '../../../shared/ledger/port.ts';

/** Clinicians with one country each. */
const from = (counts: Record<string, number>): Participant[] =>
  Object.entries(counts).flatMap(([country, count]) =>
    Array.from({ length: count }, (_, at) => ({
      clinician: `${country}${at}` as Participant['clinician'],
      countries: [country],
    })),
  );
const named = (counts: Record<string, number>, k = 5) =>
  participation(from(counts), k).countries.map(({ country }) => country);

describe('participation by country', () => {
  it('counts each clinician once in every country that was recorded', () => {
    const both = { clinician: 'x' as Participant['clinician'], countries: ['CH', 'KE', 'CH'] };
    expect(participation([...from({ CH: 2, KE: 1 }), both], 1)).toEqual({
      countries: [
        { country: 'CH', clinicians: 3 },
        { country: 'KE', clinicians: 2 },
      ],
      suppressed: 0,
    });
  });

  it('does not name a country with fewer clinicians than the protocol requires', () => {
    expect(named({ CH: 20, KE: 10, BR: 4, FI: 3, US: 5 })).toEqual(['CH', 'KE', 'US']);
  });

  it('suppresses the next larger country, too, if only one country would remain unnamed', () => {
    expect(participation(from({ CH: 20, KE: 10, BR: 4 }), 5)).toEqual({
      countries: [{ country: 'CH', clinicians: 20 }],
      suppressed: 2,
    });
  });

  it('leaves no sum of unnamed countries from which a reader could derive the counts', () => {
    // Several countries with one clinician each, then with four each.
    expect(named({ CH: 20, KE: 10, A: 1, B: 1, C: 1, D: 1, E: 1 })).toEqual(['CH']);
    expect(named({ CH: 20, KE: 10, A: 4, B: 4 })).toEqual(['CH']);
  });

  it('never leaves exactly one country unnamed, unless there is only one country', () => {
    const counts = fc.dictionary(
      fc.constantFrom('AT', 'BR', 'CH', 'DE', 'FI'),
      fc.integer({ min: 1, max: 12 }),
    );
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 6 }), (counts, k) => {
        const { countries, suppressed } = participation(from(counts), k);
        expect(countries.length + suppressed).toBe(Object.keys(counts).length);
        for (const { clinicians } of countries) expect(clinicians).toBeGreaterThanOrEqual(k);
        if (countries.length > 0) expect(suppressed).not.toBe(1);
      }),
    );
  });
});
