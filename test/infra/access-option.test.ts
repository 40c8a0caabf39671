import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { afterAll, describe, expect, it } from 'vitest';
import { readAccess, withProducersOf } from '../../infra/access/read-access.ts';
import { appUnderTest } from './stack-under-test.ts';

afterAll(() => CloudAssembly.cleanupTemporaryDirectories());

describe('the option access', () => {
  it('is JSON on the command line, or an object in cdk.json, and names one study or several', () => {
    const team = { studies: ['a', 'b'], roles: ['reader'] };
    expect(readAccess(JSON.stringify({ team }))).toEqual(new Map([['team', team]]));
    expect(readAccess({ team: { ...team, studies: 'a' } }).get('team')?.studies).toEqual(['a']);
    expect(readAccess({ team: { ...team, studies: ['a', 'b', 'a'] } })).toEqual(new Map([['team', team]]));
    for (const nothing of [undefined, '', '{}', {}]) expect(readAccess(nothing)).toEqual(new Map());
  });

  it.each([
    ['team:a', /it must be an object/],
    ['[]', /it must be an object/],
    [{ team: 'a' }, /team must be an object with the fields studies and roles/],
    [{ team: { studies: 'a' } }, /team\.roles must be a list of roles/],
    [{ team: { roles: ['reader'] } }, /team\.studies must be a study or a list of studies/],
    [{ team: { studies: 'a', roles: [] } }, /team\.roles must name a role/],
    [{ team: { studies: [], roles: ['reader'] } }, /team\.studies must name a study/],
    [{ team: { studies: 'a', roles: ['admin'] } }, /team\.roles\.0 must be one of importer, producer/],
    [{ team: { studies: 'a/*', roles: ['reader'] } }, /team\.studies\.0 must be 1 to 64 of a-z/],
    [{ team: { studies: 'unparsable', roles: ['auditor'] } }, /team\.studies\.0 is "unparsable"/],
    [{ team: { studies: 'a', roles: ['reader'], until: 2027 } }, /team must be an object with the fields/],
    [{ 'The Team': { studies: 'a', roles: ['reader'] } }, /The Team is not a name of letters/],
  ])('stops synthesis if it has the invalid value %j', (wanted, message) => {
    expect(() => appUnderTest({}, { access: wanted })).toThrow(message);
  });

  it('adds its producers to those of the other option, and refuses a name in both', () => {
    const team = { studies: ['a'], roles: ['producer', 'reader'] } as const;
    const access = new Map([['team', team]]);
    expect(withProducersOf(access, new Map([['app', ['b']]]))).toEqual(
      new Map([
        ['app', ['b']],
        ['team', ['a']],
      ]),
    );
    expect(() => withProducersOf(access, new Map([['team', ['b']]]))).toThrow(/keep one of the two/);
  });
});
