import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { checkStudies } from '../../functions/check-integrity/check-studies.ts';
import { handleAnnouncements } from '../../functions/import-export/handle-announcements.ts';
import { publishStudies } from '../../functions/publish-snapshot/publish-studies.ts';
import { handleBatch, StudyMeter } from '../../functions/record-votes/handle-batch.ts';
import { type LambdaTelemetry, lambdaTelemetry } from '../../functions/support/telemetry.ts';
import type { LambdaFunction } from '../../infra/lambda-function.ts';
import { readLimits } from '../../shared/contracts/limits.ts';
import { protocolSource } from '../../shared/events/protocols/protocol-source.ts';
import { pseudonymiser } from '../../shared/events/pseudonymiser.ts';
import type { CommitResult, Store } from '../../shared/ledger/port.ts';
import { batch, deployment, message, vote } from '../integration/functions/deployment.ts';
import { MemoryObjectStore } from '../support/memory-object-store.ts';
import { appUnderTest, ofType, resourceOf } from './stack-under-test.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());
afterEach(() => vi.unstubAllEnvs());

const { stack } = appUnderTest();
const { recordVotes, importExport, publishSnapshot, checkIntegrity } = stack;

/** The full identity of a metric in CloudWatch: namespace, name and dimensions. */
const named = (namespace: string, name: string, dimensions: Readonly<Record<string, string>>) =>
  [namespace, name, ...Object.entries(dimensions).sort().flat()].join(' ');

interface Described {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
}
const describedName = ({ Namespace, MetricName, Dimensions }: Described): string =>
  named(Namespace, MetricName, Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])));

/** The metrics of Primum that each alarm watches. */
const watched = new Map(
  ofType(stack, 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => {
      const metrics = Properties.Metrics.flatMap(({ MetricStat }: { MetricStat?: { Metric: Described } }) =>
        MetricStat ? [MetricStat.Metric] : [],
      ).filter(({ Namespace }: Described) => Namespace === stack.stackName);
      const id: string = Properties.AlarmName.slice(`${stack.stackName}-`.length);
      return [id, metrics.map(describedName)] as const;
    })
    .filter(([, metrics]) => metrics.length > 0),
);

/** The metrics that the telemetry of a function writes during a run, in the environment of the deployed function. */
async function written(fn: LambdaFunction, run: (telemetry: LambdaTelemetry) => Promise<unknown>) {
  const { Variables } = resourceOf(stack, fn.function).Properties.Environment;
  for (const name of ['POWERTOOLS_SERVICE_NAME', 'POWERTOOLS_METRICS_NAMESPACE'])
    vi.stubEnv(name, Variables[name]);
  const lines: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((line) => lines.push(String(line)) > 0),
  );
  try {
    const telemetry = lambdaTelemetry();
    await run(telemetry).catch(() => {});
    telemetry.flush();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return new Set(lines.filter((line) => line.startsWith('{"_aws"')).flatMap((line) => metricsIn(line)));
}

function metricsIn(line: string): string[] {
  const { _aws, ...values } = JSON.parse(line);
  return _aws.CloudWatchMetrics.flatMap(
    ({
      Namespace,
      Dimensions,
      Metrics,
    }: {
      Namespace: string;
      Dimensions: string[][];
      Metrics: { Name: string }[];
    }) =>
      Dimensions.flatMap((dimensions) =>
        Metrics.map(({ Name }) =>
          named(Namespace, Name, Object.fromEntries(dimensions.map((one) => [one, values[one]]))),
        ),
      ),
  );
}

type World = ReturnType<typeof deployment>;

/** A store that answers every transaction with the given result. */
function answering(world: World, result: CommitResult): World {
  const open: Store['open'] = async (study, settings) => {
    const opened = await world.stores.store.open(study, settings);
    return Object.assign(opened, { commit: async () => result });
  };
  const store: Store = { ...world.stores.store, open };
  return { ...world, store, stores: { ...world.stores, store } };
}

const record = (bodies: readonly unknown[], world = deployment(), left = 30_000) =>
  written(recordVotes.lambda, (telemetry) => {
    const messages = bodies.map((body, index) => message(String(index), body));
    return handleBatch(batch(...messages), { ...world, telemetry }, () => left);
  });

const importFile = (text: string, world = deployment()) => {
  world.exports.write('exports/moove/a.jsonl', text);
  const detail = { bucket: { name: 'exports' }, object: { key: 'exports/moove/a.jsonl', etag: 'e1' } };
  const event = { 'detail-type': 'Object Created', detail };
  return written(importExport.lambda, (telemetry) =>
    handleAnnouncements(batch(message('1', event)), { ...world, telemetry }, () => 30_000),
  );
};

const publish = (world = deployment()) =>
  written(publishSnapshot.lambda, async (telemetry) => {
    const onInvalid = () => telemetry.count('InvalidProtocols');
    const protocols = protocolSource(world.exports, { onInvalid });
    const snapshots = new MemoryObjectStore();
    return publishStudies(undefined, { ...world, protocols, snapshots, telemetry, codeVersion: '1' });
  });

const check = (world: World, timeLeft = true) =>
  written(checkIntegrity.lambda, (telemetry) => checkStudies({ ...world, telemetry }, () => timeLeft));

async function recorded(): Promise<World> {
  const world = deployment();
  await record([vote('a')], world);
  return world;
}

async function drifted(): Promise<World> {
  const world = await recorded();
  const study = (await world.store.existing('moove'))!;
  for await (const cell of study.cells()) {
    const [slot] = cell.counts.keys();
    await study.commit({ judgments: [], cells: [{ ...cell, counts: new Map([[slot!, 7]]) }] });
    break;
  }
  return world;
}

const broken = Array.from({ length: 20 }, () => ({ ...vote('x'), outcome: 'nobody' }));
const invalid = { status: 'invalid', message: 'too large' } as const;
const busy = { status: 'busy', error: new Error('throttled') } as const;

function withProtocol(text: string): World {
  const world = deployment();
  world.exports.write('protocols/moove.json', text);
  return world;
}

/** The failure that raises each alarm. For an alarm on missing data, it is the run that writes the expected metric. */
const provoked: Readonly<Record<string, () => Promise<ReadonlySet<string>>>> = {
  VotesRejected: () => record(broken),
  VotesUnprocessable: () => record([vote('a')], answering(deployment(), invalid)),
  VotesHandedBack: () => record([vote('a')], deployment(), 0),
  StudyOverLimit: () => {
    const limits = readLimits('{"moove": {"eventsPerMinute": 1}}');
    return record([vote('a'), vote('b')], { ...deployment(), floods: new StudyMeter(limits, 1) });
  },
  SettingsRefused: async () =>
    record([vote('b')], { ...(await recorded()), pseudonymiser: pseudonymiser('other') }),
  ImportsFailed: () => importFile('\u0000\u0001 no text'),
  RowsRejected: () => importFile(broken.map((row) => JSON.stringify(row)).join('\n')),
  RowsUnprocessable: () => importFile(JSON.stringify(vote('a')), answering(deployment(), invalid)),
  ImportsHeldUp: () => importFile(JSON.stringify(vote('a')), answering(deployment(), busy)),
  SnapshotsStale: () => publish(),
  ProtocolInvalid: () => publish(withProtocol('{"tolerance": "high"}')),
  IntegrityDrift: async () => check(await drifted()),
  ErasuresUnfinished: async () => {
    const world = await recorded();
    await (await world.store.existing('moove'))!.markErased(pseudonymiser('any').pseudonymOf('anna'));
    return check(world);
  },
  IntegrityUnchecked: async () => check(await recorded()),
};

describe('an alarm on a metric of a function', () => {
  it('has a failure in this test that raises it', () => {
    expect(Object.keys(provoked).sort()).toEqual([...watched.keys()].sort());
  });

  it.each(Object.entries(provoked))(
    '%s watches exactly the metrics that the function writes',
    async (id, provoke) => {
      const metrics = await provoke();
      for (const metric of watched.get(id)!) expect([...metrics]).toContain(metric);
    },
  );
});

describe('an alarm on missing data', () => {
  const heard = (id: string, metrics: ReadonlySet<string>) =>
    watched.get(id)!.some((one: string) => metrics.has(one));

  it('is raised if a study cannot be published', async () => {
    expect(heard('SnapshotsStale', await publish(withProtocol('{"tolerance": "high"}')))).toBe(false);
  });

  it('is raised if the check of a study fails, or if there is no time for it', async () => {
    const world = await recorded();
    const failing = { ...world.store, existing: () => Promise.reject(new Error('no table')) };
    expect(heard('IntegrityUnchecked', await check({ ...world, store: failing }))).toBe(false);
    expect(heard('IntegrityUnchecked', await check(world, false))).toBe(false);
  });
});

describe('a run without failures', () => {
  it('writes no metric that raises an alarm', async () => {
    const world = await recorded();
    const fine = [
      await record([vote('b')], world),
      await importFile(JSON.stringify(vote('c')), world),
      await publish(world),
      await check(world),
    ].flatMap((metrics) => [...metrics]);
    const waitedFor = ['SnapshotsStale', 'IntegrityUnchecked'];
    const harmless = new Set(
      [...watched.values()].flat().filter((metric) => metric.includes(' EventsRead ')),
    );
    for (const [id, metrics] of watched)
      if (!waitedFor.includes(id))
        expect([id, fine.filter((one) => metrics.includes(one) && !harmless.has(one))]).toEqual([id, []]);
  });
});
