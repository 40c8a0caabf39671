// Checks what Primum is made of: `npm run supply-chain`. Writes the bill of materials (CycloneDX) to out/sbom.cdx.json, holds
// every package to the licences below, and asks the registry for known vulnerabilities of what is deployed.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Licences that allow use, change and redistribution without terms for our own code. */
export const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BSL-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
]);

/** Weaker terms, for tools that are not deployed: what may be used without being changed or passed on. */
export const ALLOWED_TOOLS = new Set(['MPL-2.0']);

const npm = (...args) =>
  execFileSync('npm', args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });

/** The bill of materials: of what is deployed, or with the tools of development. */
export const billOfMaterials = ({ deployed }) =>
  JSON.parse(
    npm('sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', ...(deployed ? ['--omit=dev'] : [])),
  );

/** Packages whose licence is none of those allowed, as `name@version: licence`. Of an `OR`, one will do; of an `AND`, all must. */
export function unlicensed({ components }, allowed) {
  return components
    .map(({ name, version, licenses = [] }) => ({
      name: `${name}@${version}`,
      terms: licenses.map(({ license, expression }) => expression ?? license.id ?? license.name),
    }))
    .filter(({ terms }) => !(terms.length > 0 && terms.every((term) => isAllowed(term, allowed))))
    .map(({ name, terms }) => `${name}: ${terms.join(', ') || 'no licence'}`);
}

const isAllowed = (expression, allowed) =>
  expression
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((term) => allowed.has(term.trim())));

function main() {
  const deployed = billOfMaterials({ deployed: true });
  mkdirSync(`${ROOT}/out`, { recursive: true });
  writeFileSync(`${ROOT}/out/sbom.cdx.json`, `${JSON.stringify(deployed, null, 1)}\n`);
  console.log(`${deployed.components.length} packages are deployed: out/sbom.cdx.json`);
  const faults = [
    ...unlicensed(deployed, ALLOWED),
    ...unlicensed(billOfMaterials({ deployed: false }), new Set([...ALLOWED, ...ALLOWED_TOOLS])),
  ];
  for (const fault of faults) console.error(`licence not allowed: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
  try {
    execFileSync('npm', ['audit', '--omit=dev', '--audit-level=high'], { cwd: ROOT, stdio: 'inherit' });
  } catch {
    console.error('npm audit found vulnerabilities, or could not ask the registry: see above.');
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
