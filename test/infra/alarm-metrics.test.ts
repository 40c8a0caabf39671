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
import { pseudonymisers } from '../../shared/events/pseudonyms/pseudonymiser.ts';
import type { CommitResult, Store } from '../../shared/ledger/port.ts';
import { AccessRefused } from '../../shared/lib/object-store/object-store.ts';
import { batch, deployment, message, people, vote } from '../integration/functions/deployment.ts';
import { MemoryObjectStore } from '../support/memory-object-store.ts';
import { appUnderTest, type DescribedMetric, metricsOf, ofType, resourceOf } from './stack-under-test.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());
afterEach(() => vi.unstubAllEnvs());

const { stack } = appUnderTest();
const { recordVotes, importExport, publishSnapshot, checkIntegrity } = stack;

/** The full identity of a metric in CloudWatch: namespace, name and dimensions. */
const named = (namespace: string, name: string, dimensions: Readonly<Record<string, string>>) =>
  [namespace, name, ...Object.entries(dimensions).sort().flat()].join(' ');

const describedName = ({ Namespace, MetricName, Dimensions }: DescribedMetric): string =>
  named(Namespace, MetricName, Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])));

/** The metrics of Primum that each alarm watches. */
const watched = new Map(
  ofType(stack, 'AWS::CloudWatch::Alarm')
    .map((alarm) => {
      const { Properties } = alarm;
      const metrics = metricsOf(alarm).filter(({ Namespace }) => Namespace === stack.stackName);
      const id: string = Properties.AlarmName.slice(`${stack.stackName}-`.length);
      return [id, metrics.map(describedName)] as const;
    })
    .filter(([, metrics]) => metrics.length > 0),
);

/** The metrics and values that the telemetry of a function writes during a run, in the environment of the deployed function. */
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
  return new Map(lines.filter((line) => line.startsWith('{"_aws"')).flatMap((line) => metricsIn(line)));
}

function metricsIn(line: string): [name: string, value: number][] {
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
        Metrics.map(({ Name }): [string, number] => [
          named(Namespace, Name, Object.fromEntries(dimensions.map((one) => [one, values[one]]))),
          values[Name],
        ]),
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

/** A deployment in which S3 refuses to read protocols. */
const forbidden = (): World => ({
  ...deployment(),
  protocols: { get: () => Promise.reject(new AccessRefused('S3 refused to read the protocol')) },
});

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

async function withOtherSecret(): Promise<World> {
  const world = await recorded();
  return { ...world, pseudonymisers: pseudonymisers('another secret', world.store) };
}

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
const provoked: Readonly<Record<string, () => Promise<ReadonlyMap<string, number>>>> = {
  VotesRejected: () => record(broken),
  VotesUnprocessable: () => record([vote('a')], answering(deployment(), invalid)),
  VotesHandedBack: () => record([vote('a')], deployment(), 0),
  SettingsRefused: async () => record([vote('b')], await withOtherSecret()),
  StudyOverLimit: () => {
    const limits = readLimits('{"moove": {"eventsPerMinute": 1}}');
    return record([vote('a'), vote('b')], { ...deployment(), floods: new StudyMeter(limits, 1) });
  },
  ImportsFailed: () => importFile('\u0000\u0001 no text'),
  RowsRejected: () => importFile(broken.map((row) => JSON.stringify(row)).join('\n')),
  RowsUnprocessable: () => importFile(JSON.stringify(vote('a')), answering(deployment(), invalid)),
  ImportsHeldUp: () => importFile(JSON.stringify(vote('a')), answering(deployment(), busy)),
  SnapshotsStale: () => publish(),
  VotesForbidden: () => record([vote('a')], forbidden()),
  ImportsForbidden: () => importFile(JSON.stringify(vote('a')), forbidden()),
  ProtocolInvalid: () => publish(withProtocol('{"tolerance": "high"}')),
  IntegrityDrift: async () => check(await drifted()),
  ErasuresUnfinished: async () => {
    const world = await recorded();
    await (await world.store.existing('moove'))!.markErased(people.pseudonymOf('anna'));
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
      for (const metric of watched.get(id)!) expect([...metrics.keys()]).toContain(metric);
    },
  );
});

describe('an alarm on scheduled runs', () => {
  /** The value in the one metric of the alarm. Undefined if the run wrote none. */
  const valueFor = (id: string, metrics: ReadonlyMap<string, number>) => metrics.get(watched.get(id)![0]!);

  it('is raised if a study cannot be published', async () => {
    const failed = await publish(withProtocol('{"tolerance": "high"}'));
    expect(valueFor('SnapshotsStale', failed)).toBe(0);
    expect(valueFor('SnapshotsStale', await publish())).toBe(1);
  });

  it('is raised if the check of a study fails, or if there is no time for it', async () => {
    const world = await recorded();
    const failing = { ...world.store, existing: () => Promise.reject(new Error('no table')) };
    expect(valueFor('IntegrityUnchecked', await check({ ...world, store: failing }))).toBe(0);
    expect(valueFor('IntegrityUnchecked', await check(world, false))).toBe(0);
    expect(valueFor('IntegrityUnchecked', await check(world))).toBe(1);
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
    ].flatMap((metrics) => [...metrics.keys()]);
    const waitedFor = ['SnapshotsStale', 'IntegrityUnchecked'];
    const harmless = new Set(
      [...watched.values()].flat().filter((metric) => metric.includes(' EventsRead ')),
    );
    for (const [id, metrics] of watched)
      if (!waitedFor.includes(id))
        expect([id, fine.filter((one) => metrics.includes(one) && !harmless.has(one))]).toEqual([id, []]);
  });
});
