import { once } from 'node:events';
import { exportEvents } from '../../../shared/ledger/maintenance/index.ts';
import { count, step } from '../../command-line/terminal.ts';
import { deployedStudy } from '../../deployment/deployed-study.ts';
import { type DeploymentSelection, useDeployment } from '../../deployment/deployment.ts';
import { writeWholeFile } from '../../files/whole-file.ts';

export interface ExportOptions extends DeploymentSelection {
  /** The name of the file. It is compressed if it ends in `.gz`, and `-` is standard output. */
  readonly out?: string;
}

/** `primum export`: writes all judgments of a study as events, pseudonymised, for a backup or a move. */
export async function exportStudy(study: string, { out, ...deployment }: ExportOptions): Promise<void> {
  const { outputs } = await useDeployment(deployment);
  const store = await deployedStudy(study, outputs);
  const file = out ?? `out/${study}.jsonl.gz`;
  await step(`Exporting ${study}`, async (progress) => {
    let events = 0;
    progress.show('waiting for the first events of the ledger');
    const lines = async function* () {
      for await (const event of exportEvents(store)) {
        progress.at(++events, undefined, 'events written');
        yield `${JSON.stringify(event)}\n`;
      }
    };
    await write(lines(), file);
    return [undefined, `${count(events)} events${file === '-' ? '' : ` in ${file}`}`];
  });
}

async function write(lines: AsyncIterable<string>, file: string): Promise<void> {
  if (file === '-') {
    for await (const line of lines) if (!process.stdout.write(line)) await once(process.stdout, 'drain');
    return;
  }
  await writeWholeFile(file, lines, { isPacked: file.endsWith('.gz') });
}
