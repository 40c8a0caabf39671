import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../infra/bundle.ts';

const temporary = mkdtempSync(join(tmpdir(), 'primum-synth-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe('cdk synth', () => {
  it.each([
    ['the only deployment', [], 'Primum'],
    [
      'a stage',
      [
        ...['-c', 'stage=prod', '-c', 'distribution=["a"]', '-c', 'alarmEmail=a@b.example'],
        ...['-c', 'encryption=kms', '-c', 'producers={"app-a": "pilot"}'],
        ...['-c', 'access={"team": {"studies": ["a", "b"], "roles": ["importer", "reader", "auditor"]}}'],
        ...['-c', 'limits={"*": {"eventsPerMinute": 6000}}'],
      ],
      'Primum-prod',
    ],
  ])(
    'needs no network, no account and no credentials for %s, and applies the rules of CloudFormation',
    async (_, context, stack) => {
      const bin = join(ROOT, 'node_modules', '.bin');
      const nowhere = 'http://127.0.0.1:9';
      const env = {
        PATH: [bin, process.env.PATH].join(delimiter),
        HOME: temporary,
        HTTP_PROXY: nowhere,
        HTTPS_PROXY: nowhere,
        AWS_EC2_METADATA_DISABLED: 'true',
      };
      // CDK reports its counters only if a synthesis is slower than this threshold in milliseconds.
      const counted = ['-c', '@aws-cdk/core.slowSynthThreshold=0'];
      const args = [
        ...['synth', '--quiet', '--no-notices', '--output', join(temporary, stack)],
        ...[...counted, ...context],
      ];
      await promisify(execFile)(join(bin, 'cdk'), args, { cwd: ROOT, env });
      expect(readdirSync(join(temporary, stack))).toContain(`${stack}.template.json`);
      const { counters } = JSON.parse(
        readFileSync(join(temporary, stack, 'performance-counters.json'), 'utf8'),
      );
      expect(counters).toHaveProperty(['CloudFormationValidate.validate(cnt)'], 1);
    },
  );
});
