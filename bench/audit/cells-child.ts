import { auditOf, gathering, inputsDigest } from '../../shared/audit/index.ts';
import { defaultProtocol } from '../../shared/contracts/index.ts';
import { type Pseudonym, settingsOf } from '../../shared/ledger/cells/index.ts';
import { type CellScale, madeCells } from './made-cells.ts';

/** Time of one audit. */
interface AuditTime {
  readonly cells: number;
  /** Processor seconds for making the cells, which is not part of an audit, and for each stage of the audit. */
  readonly seconds: Readonly<Record<'make' | 'gather' | 'digest' | 'audit', number>>;
  /** Wall-clock seconds of the stages of the audit. */
  readonly elapsed: number;
}

/** The report of a process that audited generated cells. */
export interface CellsReport extends AuditTime {
  /** Peak memory in bytes of the whole process, which also made the cells. */
  readonly peakMemory: number;
  /** Wall-clock seconds of the same audit in a warm function; null if a single audit takes long. */
  readonly warm: number | null;
}

/** Audits before the warm audit, so that the compiler has optimised the code. */
const WARM_UP_AUDITS = 8;
const MIN_JUDGMENTS_OF_LONG_AUDIT = 1_000_000;

/** `cells-child.ts <models> <specialties> <judgments>`: audits cells that it generates itself. */
const [models, specialties, judgments] = process.argv.slice(2).map(Number) as [number, number, number];
const scale = { models, specialties, judgments };
const first = auditGeneratedCells(scale);
const peakMemory = process.resourceUsage().maxRSS * 1024;
const warmAudits =
  judgments < MIN_JUDGMENTS_OF_LONG_AUDIT
    ? Array.from({ length: WARM_UP_AUDITS }, () => auditGeneratedCells(scale))
    : [];
const report: CellsReport = { ...first, peakMemory, warm: warmAudits.at(-1)?.elapsed ?? null };
if (process.send) process.send(report);
else console.log(report);

function auditGeneratedCells(scale: CellScale): AuditTime {
  const protocol = defaultProtocol();
  const settings = settingsOf(protocol, 'f00dfeedf00dfeed');
  const seconds = { make: 0, gather: 0, digest: 0, audit: 0 };
  let elapsed = 0;
  const timed = <T>(stage: keyof typeof seconds, work: () => T): T => {
    const before = process.cpuUsage();
    const start = performance.now();
    const result = work();
    if (stage !== 'make') elapsed += (performance.now() - start) / 1000;
    const spent = process.cpuUsage(before);
    seconds[stage] += (spent.user + spent.system) / 1e6;
    return result;
  };

  let cells = 0;
  const batches = madeCells(scale, settings.criteria);
  const gathered = gathering(settings.criteria, protocol);
  for (;;) {
    const { done, value } = timed('make', () => batches.next());
    if (done) break;
    cells += value.length;
    timed('gather', () => {
      for (const cell of value) gathered.add({ ...cell, clinician: cell.group });
    });
  }
  const evidence = timed('gather', () => gathered.evidence());
  const about = { study: 'bench', protocol, settings, codeVersion: '0', participants: clinicians(scale) };
  timed('digest', () => inputsDigest(about, evidence));
  const snapshot = timed('audit', () => auditOf(about, evidence));
  if (snapshot.totals.votes === 0) throw new Error('nothing was audited');
  return { cells, seconds, elapsed };
}

/** The number of votes per clinician is that of the published study. */
function clinicians({ judgments: votes }: CellScale) {
  return Array.from({ length: Math.ceil(votes / 25) }, (_, number) => ({
    clinician: number.toString(16).padStart(32, '0') as Pseudonym,
    countries: [number % 3 === 0 ? 'CH' : 'KE'],
  }));
}
