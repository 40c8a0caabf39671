import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ALLOWED, ALLOWED_TOOLS, audit, billOfMaterials, unlicensed } from '../../.ci/supply-chain.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
const read = (file: string) => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));

describe('the supply chain', () => {
  test('every deployed package has an allowed licence', () => {
    const bill = billOfMaterials({ deployed: true });
    expect(bill.components.length).toBeGreaterThan(100);
    expect(unlicensed(bill, ALLOWED)).toEqual([]);
  });

  test('every tool has an allowed licence', () => {
    const bill = billOfMaterials({ deployed: false });
    expect(unlicensed(bill, new Set([...ALLOWED, ...ALLOWED_TOOLS]))).toEqual([]);
  });

  test('a package without an allowed licence is reported with its terms', () => {
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

  test('every version is pinned, and every download has a digest', () => {
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

/** Runs the audit against a registry that has only an answer to requests for advisories. */
async function askedOf(status: number, advisories: object) {
  const server = createServer((request, response) => {
    request.resume();
    const known = request.url?.endsWith('/security/advisories/bulk');
    response.writeHead(known ? status : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ? advisories : {}));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    return await audit(['--registry', `http://127.0.0.1:${port}/`, '--cache', join(folder, `${port}`)]);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const advisory = (severity: string) => ({
  zod: [
    { id: 1, url: 'https://example.org/1', title: 'a flaw', severity, vulnerable_versions: '*', cwe: [] },
  ],
});

describe('known vulnerabilities', () => {
  test.each(['high', 'critical'])(
    'that are %s stop a release, and are listed with their packages',
    async (severity) => {
      expect(await askedOf(200, advisory(severity))).toEqual({
        well: false,
        line: expect.stringContaining(`zod (${severity})`),
      });
    },
  );

  test('of lower severity are only counted', async () => {
    expect(await askedOf(200, advisory('moderate'))).toEqual({
      well: true,
      line: expect.stringMatching(/1 others/),
    });
    expect(await askedOf(200, {})).toEqual({ well: true, line: expect.stringMatching(/0 others/) });
  });

  test('are reported as not checked if the registry does not answer', async () => {
    expect(await askedOf(405, {})).toEqual({
      well: false,
      line: expect.stringMatching(/^NOT CHECKED .* 405/),
    });
  });
});

interface Locked {
  readonly integrity?: string;
  readonly inBundle?: boolean;
}
