import { describe, expect, test } from 'vitest';
import { commonPseudonymiser, studyPseudonymiser } from '../../../shared/events/pseudonyms/pseudonymiser.ts';
import { mendedRejects } from '../../../shared/imports/mended-rejects.ts';

const SECRET = commonPseudonymiser('secret');
const ANNA = SECRET.pseudonymOf('anna');
const NOW = '2026-03-02T00:00:00.000Z';
const row = {
  kind: 'rating',
  study: 'study',
  pseudonym: ANNA,
  specialty: 'cardiology',
  model: 'x',
  scores: { accuracy: 1 },
};
const line = (value: unknown, at = 7) =>
  JSON.stringify({ line: at, byteOffset: 90, reason: 'invalid_value', field: 'x', message: 'm', row: value });
const read = (text: string) => mendedRejects(text, NOW, SECRET);

test('a corrected row of an import becomes an event under its pseudonym', () => {
  const at = '2026-03-01T09:30:00Z';
  expect(read(line({ ...row, judgment: 'j1', at }))).toEqual([
    { place: 'line 1 (line 7 of the file that was imported)', event: { ...row, judgment: 'j1', at } },
  ]);
});

test('a name that was added in a correction is pseudonymised', () => {
  const { pseudonym: _, ...rest } = row;
  const [mended] = read(line({ ...rest, clinician: 'anna', judgment: 'j1' }));
  expect(mended).toMatchObject({ event: { pseudonym: ANNA } });
  expect(JSON.stringify(mended)).not.toContain('anna');
});

test('a row that is still wrong is reported with its place and its fault', () => {
  expect(
    read(
      `${line({ ...row, judgment: 'j1' })}\n\n${line({ ...row, judgment: 'j2', scores: { accuracy: 7 } })}`,
    ),
  ).toEqual([
    expect.objectContaining({ event: expect.objectContaining({ judgment: 'j1' }) }),
    {
      place: 'line 3 (line 7 of the file that was imported)',
      fault: expect.stringContaining('scores.accuracy'),
    },
  ]);
  expect(read(line(undefined))).toEqual([
    { place: expect.any(String), fault: expect.stringContaining('contains no row') },
  ]);
});

test('a row without an id gets the same id in every resend, and not the id of its neighbour', () => {
  const twins = `${line(row)}\n${line(row, 8)}`;
  const ids = (text: string, at = NOW) =>
    mendedRejects(text, at, SECRET).map((mended) => ('event' in mended ? mended.event.judgment : null));
  expect(new Set(ids(twins)).size).toBe(2);
  expect(ids(twins, '2026-04-01T00:00:00Z')).toEqual(ids(twins));
  const mendedAgain = line({ ...row, scores: { accuracy: -1 }, specialty: 'oncology' }, 8);
  expect(ids(mendedAgain)).toEqual(ids(twins).slice(1));
});

test('rejects of the queue are read from their object', () => {
  const kept = {
    schemaVersion: 1,
    study: 'study',
    messageId: 'm',
    sentAt: NOW,
    rejects: [
      {
        index: 2,
        reason: 'invalid_value',
        field: 'x',
        message: 'm',
        row: { ...row, judgment: 'j1', at: NOW },
      },
    ],
  };
  expect(read(JSON.stringify(kept, null, 2))).toEqual([
    { place: 'event 2', event: { ...row, judgment: 'j1', at: NOW } },
  ]);
});

test('a text in another form is not a list of rejects', () => {
  expect(() => read('{"kind":"vote"}')).toThrow();
  expect(() => read('judgment,clinician')).toThrow();
});

describe('a reject that names its rater', () => {
  const study = studyPseudonymiser('secret', 'study');
  const { pseudonym: _, ...rest } = row;
  const listed = (rater: string, changed: object = {}) =>
    JSON.stringify({
      line: 7,
      byteOffset: 90,
      reason: 'x',
      rater,
      row: { ...rest, judgment: 'j1', ...changed },
    });
  const rater = study.ratersIn('an import')(study.pseudonymOf('anna'));

  test('becomes an event under the pseudonym of the study to which it is sent', () => {
    for (const people of [study, SECRET, studyPseudonymiser('secret', 'other')])
      expect(mendedRejects(listed(rater), NOW, people)).toMatchObject([
        { event: { judgment: 'j1', pseudonym: people.pseudonymOf('anna') } },
      ]);
  });

  test('takes the clinician that was added in a correction', () => {
    expect(mendedRejects(listed(rater, { clinician: 'ben' }), NOW, study)).toMatchObject([
      { event: { pseudonym: study.pseudonymOf('ben') } },
    ]);
  });

  test('is reported with the remedy if its id was changed, or is of another deployment', () => {
    const foreign = commonPseudonymiser('another secret').ratersIn('an import')(ANNA);
    for (const id of [foreign, `${rater.slice(0, -1)}!`, ''])
      expect(mendedRejects(listed(id), NOW, study)).toMatchObject([
        { fault: expect.stringMatching(/^rater: .*field clinician/) },
      ]);
  });

  test('is still refused while its row shows the mark of the clinician', () => {
    expect(mendedRejects(listed(rater, { specialty: '#clinician' }), NOW, study)).toMatchObject([
      { fault: expect.stringContaining('specialty') },
    ]);
  });
});

test('a row of an earlier version gets the pseudonym of a study with a key of its own', () => {
  const study = studyPseudonymiser('secret', 'study');
  expect(mendedRejects(line({ ...row, judgment: 'j1' }), NOW, study)).toMatchObject([
    { event: { pseudonym: study.pseudonymOf('anna') } },
  ]);
});
