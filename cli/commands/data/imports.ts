import Table from 'cli-table3';
import { stringify } from 'csv-stringify/sync';
import { type Receipt, receipt, receiptsFolder } from '../../../shared/contracts/index.ts';
import { dynamoClient, filesOfImports } from '../../../shared/ledger/dynamodb/index.ts';
import { fileIdOf } from '../../../shared/ledger/import-log/index.ts';
import { EVENT_OUTCOMES } from '../../../shared/ledger/index.ts';
import { byCodeUnit, several } from '../../../shared/lib/index.ts';
import { directoryObjectStore, type ObjectReader } from '../../../shared/lib/object-store/index.ts';
import { s3ObjectStore } from '../../../shared/lib/object-store/s3/index.ts';
import { readIfValid } from '../../../shared/publication/index.ts';
import { CommandError, count, EXIT, plain, usageError } from '../../command-line/terminal.ts';
import { awsClients } from '../../deployment/aws-clients.ts';
import { type DeploymentSelection, useDeployment } from '../../deployment/deployment.ts';
import { lossesText } from './import-counts.ts';

export interface ImportsOptions extends DeploymentSelection {
  /** A directory of `primum audit`, instead of a deployment. */
  readonly dir?: string;
  /** Only the file with this id, as logs name it. */
  readonly file?: string;
  readonly format: 'table' | 'csv' | 'json';
}

/**
 * `primum imports`: lists the imports of a study, with the latest last. If any of them lost events, the exit code says so.
 */
export async function importsCommand(
  study: string,
  { dir, file, format, ...deployment }: ImportsOptions,
): Promise<void> {
  const all: Receipt[] = [];
  const exports = dir === undefined ? await exportsBucket(deployment) : directoryObjectStore(dir);
  for await (const key of exports.list(receiptsFolder(study))) {
    const read = key.endsWith('/receipt.json') ? await readIfValid(exports, key, receipt) : null;
    if (read) all.push(read);
  }
  const receipts = file === undefined ? all : all.filter((one) => fileIdOf(one) === file);
  if (receipts.length === 0 && file !== undefined && dir === undefined)
    return console.log(await unfinishedText(study, file, deployment));
  if (receipts.length === 0) throw usageError(`no file of a study "${plain(study)}" has been imported`);
  receipts.sort((a, b) => byCodeUnit(a.finishedAt, b.finishedAt) || byCodeUnit(a.object, b.object));
  console.log(FORMATTERS[format](receipts));
  const failed = receipts.filter(({ status }) => status === 'failed');
  const losses = [
    ...(failed.length > 0 ? [`${several(failed.length, 'import')} failed`] : []),
    ...[lossesText(receipts)].filter((text) => text !== null),
  ];
  if (losses.length > 0) throw new CommandError(losses.join('; '), EXIT.doneWithRejects);
}

/** Describes a file without a receipt, whose import was begun. */
async function unfinishedText(study: string, id: string, deployment: DeploymentSelection): Promise<string> {
  const { outputs } = await useDeployment(deployment);
  const tables = { ledger: outputs.LedgerTableName, counters: outputs.CountersTableName };
  for await (const file of filesOfImports({ client: dynamoClient(), tables }, study))
    if (fileIdOf(file) === id)
      return `${plain(file.object)}, version ${plain(file.version)}: the import was begun, and has no receipt yet`;
  throw usageError(
    `no import of a study "${plain(study)}" has the file ${plain(id)}; if it was not begun yet, the message on the file is in the imports queue`,
  );
}

async function exportsBucket(deployment: DeploymentSelection): Promise<ObjectReader> {
  const { outputs } = await useDeployment(deployment);
  return s3ObjectStore(awsClients().s3, outputs.ExportsBucketName);
}

const NUMBERS = ['rows', ...EVENT_OUTCOMES, 'rejected'] as const;

const FORMATTERS: Record<ImportsOptions['format'], (receipts: readonly Receipt[]) => string> = {
  json: (receipts) => JSON.stringify(receipts, null, 2),
  csv: (receipts) =>
    stringify(
      receipts.map((one) => [
        ...[one.study, one.object, one.version, one.status],
        ...NUMBERS.map((name) => one[name]),
        ...[one.startedAt, one.finishedAt, one.message],
      ]),
      {
        header: true,
        columns: ['study', 'object', 'version', 'status', ...NUMBERS, 'started_at', 'finished_at', 'message'],
        escape_formulas: true,
      },
    ).trimEnd(),
  table: (receipts) => {
    const table = new Table({
      head: ['file', 'finished', 'status', ...NUMBERS],
      colAligns: ['left', 'left', 'left', ...NUMBERS.map(() => 'right' as const)],
      style: { head: [], border: [], compact: true },
    });
    for (const one of receipts) {
      table.push([
        plain(one.object),
        one.finishedAt.slice(0, 19),
        one.status,
        ...NUMBERS.map((name) => count(one[name])),
      ]);
      const remarks = [one.message, ...one.warnings.map(({ message }) => `! ${message}`)];
      for (const remark of remarks)
        if (remark) table.push([{ colSpan: 3 + NUMBERS.length, content: `  ${plain(remark)}` }]);
    }
    return table.toString();
  },
};
