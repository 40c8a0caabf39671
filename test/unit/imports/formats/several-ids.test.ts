import { describe, expect, test } from 'vitest';
import { table } from './files.ts';
import { readAs, refusalOf } from './reading.ts';

describe('The ids of the judgments of a row', () => {
  const mapping = {
    row: 'vote',
    columns: { judgment: 'id', clinician: 'who' },
    constants: { first: 'm1', second: 'm2', specialty: 'x' },
    labels: { outcome: { A: 'first', B: 'second' } },
  };
  const parts = (...names: (string | undefined)[]) =>
    names.map((part, index) => ({
      ...(part === undefined ? {} : { part }),
      columns: { outcome: `v${index + 1}` },
    }));
  const row = (id: string, v1 = 'A', v2 = 'B') => ({ id, who: 'ann', v1, v2 });
  const idsOf = async (id: string, several: object) =>
    (await readAs({ content: table([row(id)]), mapping: { ...mapping, several } })).events.map(
      ({ judgment }) => judgment,
    );

  test('join the id of the row and the name of the part', async () => {
    expect(await idsOf('r1', parts('overall', 'safety'))).toEqual(['r1/overall', 'r1/safety']);
  });

  test('differ for each two pairs of an id and a part', async () => {
    expect(await idsOf('r/a', parts('b', 'c'))).toEqual(['r/a/b', 'r/a/c']);
    expect(await idsOf('r', parts('a/b', 'a%2Fb'))).toEqual(['r/a%2Fb', 'r/a%252Fb']);
  });

  test('become a hash if the name of the part makes them too long', async () => {
    const ids = await idsOf('r'.repeat(120), parts('overall preference', 'safety preference'));
    expect(ids).toEqual([expect.stringMatching(/^sha256:[0-9a-f]{64}$/), expect.stringMatching(/^sha256:/)]);
    expect(new Set(ids).size).toBe(2);
    const { rejects } = await readAs({
      content: table([row('r'.repeat(200))]),
      mapping: { ...mapping, several: parts('a', 'b') },
    });
    expect(rejects).toMatchObject([{ field: 'judgment' }, { field: 'judgment' }]);
  });

  test('must be told apart by the mapping', async () => {
    const refused = (change: object) =>
      refusalOf({ content: table([row('1')]), mapping: { ...mapping, ...change } });
    expect(await refused({ several: parts(undefined, undefined) })).toMatch(
      /parts 1 and 2 under "several" of its mapping would be one judgment. Name each part/,
    );
    const columns = { clinician: 'who' };
    expect(await refused({ columns, several: parts('a', 'b') })).toMatch(
      /would be one judgment. Name the item or the model/,
    );
  });

  test('are missing in a row without an id, which is a reject if nothing else distinguishes its judgments', async () => {
    const content = table([row('1'), row('')]);
    const { events, rejects } = await readAs({ content, mapping: { ...mapping, several: parts('a', 'b') } });
    expect(events).toHaveLength(2);
    expect(rejects).toMatchObject([
      { line: 3, field: 'judgment' },
      { line: 3, field: 'judgment' },
    ]);
  });
});
