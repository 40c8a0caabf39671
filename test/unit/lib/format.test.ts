import { describe, expect, test } from 'vitest';
import { decimalPercent, exactPercent, twoDigitPercent, wholePercent } from '../../../shared/lib/format.ts';

describe('a percentage', () => {
  test.each([
    [0.3141, '31.4%', '31%', '31%'],
    [0.0842, '8.4%', '8.4%', '8%'],
    [0.05, '5.0%', '5%', '5%'],
    [0.0996, '10.0%', '10%', '10%'],
    [0, '0.0%', '0%', '0%'],
    [1, '100.0%', '100%', '100%'],
  ])(
    'has one decimal in a table, two digits in a sentence, and none in a narrow place (%d)',
    (share, ...formats) => {
      expect([decimalPercent(share), twoDigitPercent(share), wholePercent(share)]).toEqual(formats);
    },
  );

  test.each([
    [0.05, '5%'],
    [0.125, '12.5%'],
    [0.9999, '99.99%'],
    [0.0001, '0.01%'],
  ])('is exact for the setting %d', (share, text) => {
    expect(exactPercent(share)).toBe(text);
  });

  test('is shown as a dash if it has no value', () => {
    expect([decimalPercent(null), wholePercent(null), exactPercent(null)]).toEqual(['–', '–', '–']);
  });
});
