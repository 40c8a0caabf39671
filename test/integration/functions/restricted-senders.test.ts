import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { startEmulator } from '../../../cli/local-stack/emulator.ts';
import { clientSettings } from '../../../cli/local-stack/endpoints.ts';
import { sqsEvent } from '../../../cli/local-stack/sqs-event.ts';
import { handleBatch } from '../../../functions/record-votes/handle-batch.ts';
import { restrictedSenders } from '../../../functions/record-votes/record-messages.ts';
import { rejectFile } from '../../../shared/contracts/reject-file.ts';
import { batch, deployment, judgmentsOf, message, vote } from './deployment.ts';

const minute = () => 60_000;
const APP = 'AROA1234567890EXAMPLE';

/** A deployment of two studies, in which one app may send only events of the other one. */
function world(restrictions: object = { [APP]: ['pilot'] }) {
  const made = deployment();
  made.exports.write('protocols/pilot.json', '{}');
  return { ...made, studiesOf: restrictedSenders(JSON.stringify(restrictions)) };
}
const pilot = (judgment: string) => vote(judgment, { study: 'pilot' });
const sentBy = (sender: string, ...bodies: unknown[]) =>
  batch(...bodies.map((body, index) => message(`${sender} ${index}`, body, 1, sender)));
const recorded = ({ telemetry }: ReturnType<typeof world>) => telemetry.counts.get('EventsRecorded') ?? 0;

test('an app can send only events of its own study, under any name of its session', async () => {
  const made = world();
  for (const session of ['i-1', 'moove', `${APP}:x`]) {
    const event = sentBy(`${APP}:${session}`, [pilot(session), vote(session)], vote(`alone ${session}`));
    expect(await handleBatch(event, made, minute)).toEqual({ batchItemFailures: [] });
  }
  expect(recorded(made)).toBe(3);
  expect(await judgmentsOf(made)).toEqual([]);
  expect(made.telemetry.counts.get('Rejects wrong_study')).toBe(6);
});

test('rejects of events for another study are kept with the sender’s own, and name the permitted studies', async () => {
  const made = world();
  await handleBatch(sentBy(`${APP}:i-1`, vote('a'), vote('b', { outcome: 'x' })), made, minute);
  expect(made.exports.keys('rejects/moove/')).toEqual([]);
  const files = made.exports.keys('rejects/pilot/').map((key) => rejectFile.parse(made.exports.jsonOf(key)));
  const rejects = files.flatMap((file) => file.rejects);
  expect(rejects.map(({ reason }) => reason).sort()).toEqual(['invalid_value', 'wrong_study']);
  expect(rejects.find(({ reason }) => reason === 'wrong_study')).toMatchObject({
    field: 'study',
    message: expect.stringMatching(/may send events of "pilot" only, and not of "moove"/),
    row: { judgment: 'a', study: 'moove' },
  });
});

test('a sender cannot find out whether studies of other senders are registered', async () => {
  const made = world();
  made.exports.write('protocols/broken.json', '{');
  const foreign = ['ghost', 'broken'].map((study) => vote('a', { study }));
  expect(await handleBatch(sentBy(APP, ...foreign), made, minute)).toEqual({ batchItemFailures: [] });
  expect(made.telemetry.counts.get('Rejects wrong_study')).toBe(2);
});

test('a sender cannot withdraw events of other senders', async () => {
  const made = world();
  await handleBatch(sentBy('AIDAOTHER', vote('a')), made, minute);
  const { clinician, at, judgment, study } = vote('a');
  const retraction = { kind: 'retraction', clinician, at, judgment, study };
  await handleBatch(sentBy(APP, retraction), made, minute);
  expect(made.telemetry.counts.get('Rejects wrong_study')).toBe(1);
  expect(await judgmentsOf(made)).toEqual(['a']);
});

test('one app may have several studies, and other senders are not restricted', async () => {
  const made = world({ [APP]: ['pilot', 'moove'] });
  await handleBatch(sentBy(`${APP}:i`, pilot('a'), vote('b')), made, minute);
  await handleBatch(sentBy(`X${APP}:i`, vote('c')), made, minute);
  await handleBatch(sentBy('', vote('d')), made, minute);
  expect(recorded(made)).toBe(4);
});

test('the sender of a message is the sender id that the queue gives', async () => {
  const emulator = await startEmulator(() => ({
    buckets: [],
    rules: [],
    queues: [
      {
        ...{ logicalId: 'Votes', name: 'votes', arn: 'arn:aws:sqs:us-east-1:000000000000:votes' },
        ...{ visibilitySeconds: 30, retentionSeconds: 600 },
      },
    ],
  }));
  const sqs = new SQSClient({ ...clientSettings, endpoint: emulator.endpoint });
  try {
    const QueueUrl = `${emulator.endpoint}/000000000000/votes`;
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify([vote('a'), pilot('b')]) }),
    );
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'], WaitTimeSeconds: 1 }),
    );
    const event = sqsEvent(Messages, 'arn:aws:sqs:us-east-1:000000000000:votes');
    // The emulator has one sender. It gives the account in the place of the id of a role or a user.
    const made = world({ '000000000000': ['pilot'] });
    await handleBatch(event, made, minute);
    expect(recorded(made)).toBe(1);
    expect(made.telemetry.counts.get('Rejects wrong_study')).toBe(1);
  } finally {
    sqs.destroy();
    await emulator.close();
  }
});

test.each(['{}x', '[]', '{"AROAX": []}', '{"AROAX": "pilot"}', '{"AROAX": ["Pilot Study"]}'])(
  'the function does not start with invalid restrictions: %s',
  (json) => {
    expect(() => restrictedSenders(json)).toThrow();
  },
);
