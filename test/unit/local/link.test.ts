import { describe, expect, it } from 'vitest';
import { validity } from '../../../local/commands/link.ts';

const NOW = new Date('2026-03-01T00:00:00Z');
const DAY = 86_400;

describe('a link', () => {
  it('holds as long as was asked where the credentials do not end', () => {
    expect(validity(NOW, DAY, {})).toEqual({ until: new Date('2026-03-02T00:00:00Z'), warning: null });
  });

  it('holds no longer than the credentials that signed it, and says so', () => {
    const expiration = new Date('2026-03-01T01:00:00Z');
    const { until, warning } = validity(NOW, DAY, { sessionToken: 'token', expiration });
    expect(until).toEqual(expiration);
    expect(warning).toContain('2026-03-01T01:00:00Z');
  });

  it('is not warned of where the credentials outlive it', () => {
    const expiration = new Date('2026-03-09T00:00:00Z');
    expect(validity(NOW, DAY, { sessionToken: 'token', expiration }).warning).toBeNull();
  });

  it('may end sooner where temporary credentials do not say when they end', () => {
    expect(validity(NOW, DAY, { sessionToken: 'token' }).warning).toContain('temporary credentials');
  });
});
