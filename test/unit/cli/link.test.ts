import { describe, expect, it } from 'vitest';
import { validity } from '../../../cli/commands/operate/link.ts';

const NOW = new Date('2026-03-01T00:00:00Z');
const DAY = 86_400;

describe('a link', () => {
  it('is valid for the requested time if the credentials do not expire', () => {
    expect(validity(NOW, DAY, {})).toEqual({ until: new Date('2026-03-02T00:00:00Z'), warning: null });
  });

  it('expires with the credentials that signed it, and a warning reports this', () => {
    const expiration = new Date('2026-03-01T01:00:00Z');
    const { until, warning } = validity(NOW, DAY, { sessionToken: 'token', expiration });
    expect(until).toEqual(expiration);
    expect(warning).toContain('2026-03-01T01:00:00Z');
  });

  it('has no warning if the credentials last longer', () => {
    const expiration = new Date('2026-03-09T00:00:00Z');
    expect(validity(NOW, DAY, { sessionToken: 'token', expiration }).warning).toBeNull();
  });

  it('may expire early if temporary credentials do not state their expiry', () => {
    expect(validity(NOW, DAY, { sessionToken: 'token' }).warning).toContain('temporary credentials');
  });
});
