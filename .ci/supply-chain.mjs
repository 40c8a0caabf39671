// Checks the supply chain of Primum: `npm run supply-chain`. Writes the bill of materials (CycloneDX) to out/sbom.cdx.json,
// checks the licence of every package, and asks the registry for known vulnerabilities of deployed packages. Exits with 1 if
// it finds a fault, or if a check was not possible.
import { execFile, execFileSync } from 'node:child_process';
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

/** Licences that are also allowed for tools. We do not deploy, change or distribute the tools. */
export const ALLOWED_TOOLS = new Set(['MPL-2.0']);

const npm = (...args) =>
  execFileSync('npm', args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });

/** The bill of materials of the deployed packages, or of these and the tools of development. */
export const billOfMaterials = ({ deployed }) =>
  JSON.parse(
    npm('sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', ...(deployed ? ['--omit=dev'] : [])),
  );

/** Packages without an allowed licence, as `name@version: licence`. An `OR` needs one allowed term, an `AND` needs all. */
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

/** Grades of a vulnerability that prevent a deployment. Lesser grades are only reported. */
const SERIOUS = ['high', 'critical'];

/**
 * Asks the registry for known vulnerabilities of the deployed packages.
 *
 * @param options options of npm, such as `--registry`
 * @returns whether a release is safe, and one line with the reason. Without an answer of the registry, it is not safe.
 */
export async function audit(options = []) {
  const report = parsed(await npmAudit(options));
  const found = report?.metadata?.vulnerabilities;
  if (!found) {
    const why = report?.message ?? report?.error?.summary ?? 'no report came back';
    return {
      well: false,
      line: `NOT CHECKED for known vulnerabilities, because npm cannot query the registry: ${why}`,
    };
  }
  const serious = Object.values(report.vulnerabilities).filter(({ severity }) => SERIOUS.includes(severity));
  if (serious.length === 0)
    return { well: true, line: `known vulnerabilities: none high or critical, ${found.total} others` };
  const names = serious.map(({ name, severity }) => `${name} (${severity})`).join(', ');
  return { well: false, line: `known vulnerabilities: ${names}; see npm audit --omit=dev` };
}

/** npm exits with 1 if it finds a vulnerability. Its report must still be read. */
const npmAudit = (options) =>
  new Promise((resolve) => {
    const all = ['audit', '--json', '--omit=dev', ...options];
    execFile('npm', all, { cwd: ROOT, maxBuffer: 2 ** 28 }, (_, stdout) => resolve(stdout));
  });

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function main() {
  const deployed = billOfMaterials({ deployed: true });
  mkdirSync(`${ROOT}/out`, { recursive: true });
  writeFileSync(`${ROOT}/out/sbom.cdx.json`, `${JSON.stringify(deployed, null, 1)}\n`);
  console.log(`${deployed.components.length} packages are deployed: out/sbom.cdx.json`);
  const faults = [
    ...unlicensed(deployed, ALLOWED),
    ...unlicensed(billOfMaterials({ deployed: false }), new Set([...ALLOWED, ...ALLOWED_TOOLS])),
  ].map((fault) => `licence not allowed: ${fault}`);
  if (faults.length === 0) console.log('every package has an allowed licence');
  const { well, line } = await audit();
  if (well) console.log(line);
  else faults.push(line);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
