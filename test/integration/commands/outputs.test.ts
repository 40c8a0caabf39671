import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outputNames } from '../../../cli/deployment/deployment.ts';
import { primum } from '../../support/command-line.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { cloudFormation } from './cloudformation.ts';

const folder = temporaryFolder();
/** A value that a shell would run if it were not quoted. */
const HOSTILE = "it's $(touch hacked) `touch hacked`; touch hacked";
const outputs = {
  ...Object.fromEntries(Object.keys(outputNames.shape).map((name) => [name, `the-${name}`])),
  OperatorPolicyArn: 'arn:aws:iam::123456789012:policy/Operator',
  AuditsUrl: HOSTILE,
};

/** Runs the command's output in bash, and returns the variables of that shell. */
function evaluated(lines: string, ...names: string[]): (string | undefined)[] {
  const script = `eval "$1"; for name in "\${@:2}"; do printf '%s\\0' "\${!name}"; done`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script, 'bash', lines, ...names], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '' },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\0').slice(0, -1);
}

describe('primum outputs', () => {
  let formation: Awaited<ReturnType<typeof cloudFormation>>;
  beforeAll(async () => {
    formation = await cloudFormation(new Map([['Primum-prod', outputs]]));
  });
  afterAll(() => formation.close());
  const environment = (region: Record<string, string>) => {
    const { AWS_REGION: _, AWS_DEFAULT_REGION: __, ...rest } = process.env;
    return {
      ...rest,
      ...region,
      AWS_ENDPOINT_URL_CLOUDFORMATION: formation.endpoint,
      ...{ AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any', AWS_EC2_METADATA_DISABLED: 'true' },
      ...{ AWS_CONFIG_FILE: join(folder, 'none'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') },
    };
  };

  test('prints each output of a stack as a shell variable, which eval reads without running its value', async () => {
    const { code, stdout, stderr } = await primum(
      ['outputs', '--stack', 'Primum-prod', '--region', 'eu-west-1'],
      {
        cwd: folder,
        env: environment({}),
      },
    );
    expect([code, stderr]).toEqual([0, '']);
    const names = [
      'STACK',
      'AWS_REGION',
      'VOTES_QUEUE_URL',
      'EXPORTS_BUCKET',
      'OPERATOR_POLICY_ARN',
      'AUDITS_URL',
    ];
    expect(evaluated(stdout, ...names)).toEqual([
      ...['Primum-prod', 'eu-west-1', 'the-VotesQueueUrl', 'the-ExportsBucketName'],
      ...[outputs.OperatorPolicyArn, HOSTILE],
    ]);
    expect(spawnSync('ls', [folder], { encoding: 'utf8' }).stdout).not.toContain('hacked');
  });

  test.each([
    [{ AWS_DEFAULT_REGION: 'eu-west-3' }, 'eu-west-3'],
    [{ AWS_REGION: 'eu-west-2', AWS_DEFAULT_REGION: 'eu-west-3' }, 'eu-west-2'],
  ])('finds the region in the environment %j', async (region, expected) => {
    const { code, stdout, stderr } = await primum(['outputs', '--stack', 'Primum-prod'], {
      cwd: folder,
      env: environment(region),
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(evaluated(stdout, 'AWS_REGION')).toEqual([expected]);
  });

  test('prints JSON that --outputs reads, for example after a table was restored under another name', async () => {
    const env = environment({ AWS_REGION: 'eu-west-1' });
    const { stdout } = await primum(['outputs', '--stack', 'Primum-prod', '--json'], { cwd: folder, env });
    const file = join(folder, 'restored.json');
    writeFileSync(file, stdout.replace('the-LedgerTableName', 'restored'));
    const read = await primum(['outputs', '--outputs', file], { cwd: folder, env });
    expect(evaluated(read.stdout, 'STACK', 'LEDGER_TABLE', 'COUNTERS_TABLE')).toEqual([
      ...['Primum-prod', 'restored', 'the-CountersTableName'],
    ]);
  });

  test('prints the endpoints and credentials of a local stack, too', async () => {
    const file = join(folder, 'local.json');
    const local = { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4566', AWS_ACCESS_KEY_ID: 'local' };
    writeFileSync(file, JSON.stringify({ outputs, environment: local }));
    const { stdout } = await primum(['outputs', '--outputs', file], { cwd: folder });
    expect(evaluated(stdout, 'AWS_ENDPOINT_URL_S3', 'AWS_ACCESS_KEY_ID', 'LEDGER_TABLE', 'STACK')).toEqual([
      ...['http://127.0.0.1:4566', 'local', 'the-LedgerTableName', ''],
    ]);
  });
});
