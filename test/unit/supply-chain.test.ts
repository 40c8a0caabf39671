import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ALLOWED, ALLOWED_TOOLS, billOfMaterials, unlicensed } from '../../.ci/supply-chain.mjs';

const read = (file: string) => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));

describe('what Primum is made of', () => {
  test('every package that is deployed has a licence that allows it', () => {
    const bill = billOfMaterials({ deployed: true });
    expect(bill.components.length).toBeGreaterThan(100);
    expect(unlicensed(bill, ALLOWED)).toEqual([]);
  });

  test('and so has every tool', () => {
    const bill = billOfMaterials({ deployed: false });
    expect(unlicensed(bill, new Set([...ALLOWED, ...ALLOWED_TOOLS]))).toEqual([]);
  });

  test('a package under other terms, or none, is told', () => {
    const components = [
      { name: 'copyleft', version: '1.0.0', licenses: [{ license: { id: 'AGPL-3.0-only' } }] },
      { name: 'both', version: '1.0.0', licenses: [{ expression: '(MIT AND GPL-3.0-only)' }] },
      { name: 'either', version: '1.0.0', licenses: [{ expression: '(MIT OR GPL-3.0-only)' }] },
      { name: 'silent', version: '2.0.0' },
    ];
    expect(unlicensed({ components }, ALLOWED)).toEqual([
      'copyleft@1.0.0: AGPL-3.0-only',
      'both@1.0.0: (MIT AND GPL-3.0-only)',
      'silent@2.0.0: no licence',
    ]);
  });

  test('every version is pinned, and every download held to its digest', () => {
    const { dependencies, devDependencies, optionalDependencies } = read('package.json');
    for (const version of Object.values({ ...dependencies, ...devDependencies, ...optionalDependencies }))
      expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    const packages = Object.entries(read('package-lock.json').packages as Record<string, Locked>);
    const loose = packages.filter(
      ([path, { integrity, inBundle }]) => path !== '' && !inBundle && !integrity,
    );
    expect(loose.map(([path]) => path)).toEqual([]);
  });
});

interface Locked {
  readonly integrity?: string;
  readonly inBundle?: boolean;
}
