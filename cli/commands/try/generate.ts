import { join } from 'node:path';
import { studyName } from '../../../shared/contracts/index.ts';
import { shellWord } from '../../command-line/shell-names.ts';
import { count, plain, step, usageError } from '../../command-line/terminal.ts';
import { writingTo } from '../../files/file-errors.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { mappingPath } from '../../files/mapping-file.ts';
import { PROTOCOL_FILE } from '../../files/protocol-file.ts';
import { writeWholeFile } from '../../files/whole-file.ts';
import { MAX_MOOVE_VOTES, MOOVE_CRITERIA, mooveExport } from '../../generate/moove.ts';
import { generatedProtocolText } from '../../generate/protocol.ts';
import { generateStudy } from '../../generate/study.ts';
import { csvOfRatings, csvOfVotes, jsonLines } from '../../generate/write.ts';

const MOOVE_FILE = 'moove.jsonl';

/** Maximum number of prompts per specialty. More would hardly repeat. */
const MAX_ITEMS = 100_000;

export interface GenerateOptions {
  readonly study: string;
  readonly seed: number;
  readonly votes: number;
  readonly clinicians: number;
  readonly models: number;
  readonly specialties: number;
  /** Prompts per specialty. Undefined: each judgment has a prompt of its own. */
  readonly items?: number;
  readonly sites?: number;
  readonly format: 'jsonl' | 'csv' | 'moove';
}

/**
 * `primum generate`: writes `events.jsonl`, or `votes.csv` and `ratings.csv`, or `moove.jsonl` with its mapping, and a
 * protocol that marks the data as made up.
 */
export async function generate(directory: string, options: GenerateOptions): Promise<void> {
  checkScale(options);
  await writingTo(directory, () => makeFolder(directory));
  const judgments = () =>
    generateStudy({ study: options.study, seed: options.seed, scale: options }).judgments;
  const moove = options.format === 'moove' ? mooveExport(judgments()) : null;
  const units = [
    ...(options.items === undefined ? [] : ['item' as const]),
    ...(options.sites === undefined ? [] : ['site' as const]),
  ];
  const files: [string, Iterable<string>][] = moove
    ? [[MOOVE_FILE, moove.lines]]
    : options.format === 'jsonl'
      ? [['events.jsonl', jsonLines(judgments())]]
      : [
          ['votes.csv', csvOfVotes(judgments(), units)],
          ['ratings.csv', csvOfRatings(judgments(), units)],
        ];
  for (const [name, text] of files) {
    const path = join(directory, name);
    await step(`Writing ${path}`, async () => {
      await writeWholeFile(path, text);
      return [undefined, `${count(options.votes)} judgments`];
    });
  }
  const protocol = join(directory, PROTOCOL_FILE);
  if (moove) await writeWholeFile(mappingPath(join(directory, MOOVE_FILE)), moove.mappingText());
  await writeWholeFile(protocol, generatedProtocolText(moove ? { criteria: MOOVE_CRITERIA } : options));
  const written = files.map(([name]) => shellWord(join(directory, name))).join(' ');
  console.log(
    [
      `These data are made up, as ${plain(protocol)} states: use this protocol in every audit of them, or register the study with it.`,
      `  npm run primum -- audit ${written} --study ${options.study} --protocol ${shellWord(protocol)}`,
    ].join('\n'),
  );
}

function checkScale({
  study,
  votes,
  clinicians,
  models,
  specialties,
  items,
  sites,
  format,
}: GenerateOptions): void {
  if (!studyName.safeParse(study).success)
    throw usageError(`"${study}" is not a valid name of a study: use 1 to 64 of a-z, 0-9, ".", "_" and "-"`);
  if (format === 'moove' && votes > MAX_MOOVE_VOTES)
    throw usageError(
      `--votes must be at most ${count(MAX_MOOVE_VOTES)} for --format moove, because its mapping names every pair of answers`,
    );
  if (format === 'moove' && (items !== undefined || sites !== undefined))
    throw usageError(
      '--items and --sites need another format: a MOOVE export has questions of its own and no sites',
    );
  if (items !== undefined && items > MAX_ITEMS)
    throw usageError(`--items must be at most ${count(MAX_ITEMS)}`);
  if (sites !== undefined && sites > clinicians)
    throw usageError('--sites must be at most the number of clinicians, because each site has one');
  if (models < 2) throw usageError('--models must be at least 2, because a vote compares two models');
  if (clinicians < 1) throw usageError('--clinicians must be at least 1');
  if (specialties < 1) throw usageError('--specialties must be at least 1');
}
