import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import {
  exportsFolder,
  PUBLIC_INDEX,
  protocolKey,
  publicFolder,
  receiptsFolder,
  rejectsFolder,
  snapshotsFolder,
} from '../../shared/contracts/index.ts';
import { allowListing, allowObjects } from '../object-access.ts';
import type { Storage } from '../storage/storage.ts';
import { AttachablePolicy } from './attachable-policy.ts';
import type { AccessGroups } from './read-access.ts';

/** Adds the rights of a role in these studies to a policy. */
type Grant = (policy: AttachablePolicy, storage: Storage, studies: readonly string[]) => void;

const WHY_ALL_FILES =
  'The policy is for all files of the studies that the operator names. Their owners choose the names of the files.';

/** Uploading and deleting files, without reading them: they contain clinicians' ids. Versions cannot be deleted. */
const importer: Grant = (policy, { exports }, studies) => {
  allowListing(
    policy,
    exports,
    studies.flatMap((study) => [exportsFolder(study), receiptsFolder(study), protocolKey(study)]),
  );
  for (const study of studies) {
    const files = { keys: `${exportsFolder(study)}*`, reason: WHY_ALL_FILES };
    allowObjects(policy, exports, { access: 'writeParts', ...files });
    allowObjects(policy, exports, { access: 'delete', ...files });
    allowObjects(policy, exports, { access: 'writeParts', keys: protocolKey(study), reason: WHY_ALL_FILES });
    const receipts = { keys: `${receiptsFolder(study)}*`, reason: WHY_ALL_FILES };
    allowObjects(policy, exports, { access: 'read', ...receipts });
  }
};

/** The public edition, and the page that lists the studies with one. */
const reader: Grant = (policy, { snapshots }, studies) => {
  allowListing(policy, snapshots, [PUBLIC_INDEX, ...studies.map(publicFolder)]);
  allowObjects(policy, snapshots, { access: 'read', keys: PUBLIC_INDEX, reason: WHY_ALL_FILES });
  for (const study of studies)
    allowObjects(policy, snapshots, {
      access: 'read',
      keys: `${publicFolder(study)}*`,
      reason: WHY_ALL_FILES,
    });
};

/** The internal edition, and everything that was not counted. */
const auditor: Grant = (policy, { exports, snapshots }, studies) => {
  allowListing(policy, snapshots, studies.map(snapshotsFolder));
  allowListing(
    policy,
    exports,
    studies.flatMap((study) => [receiptsFolder(study), rejectsFolder(study)]),
  );
  const read = { access: 'read', reason: WHY_ALL_FILES } as const;
  for (const study of studies) {
    allowObjects(policy, snapshots, { ...read, keys: `${snapshotsFolder(study)}*` });
    for (const folder of [receiptsFolder(study), rejectsFolder(study)])
      allowObjects(policy, exports, { ...read, keys: `${folder}*` });
  }
};

const POLICIES = {
  importer: { id: 'Importer', grant: importer, for: 'uploads and deletes files' },
  reader: { id: 'Reader', grant: reader, for: 'reads public audits' },
  auditor: { id: 'Auditor', grant: auditor, for: 'reads internal audits, receipts and rejects' },
} as const;

export interface StudyPoliciesProps {
  readonly storage: Storage;
  readonly groups: AccessGroups;
}

/**
 * Policies for groups that work on certain studies only, one per group and role. The role of a producer is not among
 * them, because a policy cannot restrict a sender to the content of its messages.
 * @see docs/decisions/0129-permissions-per-study.md
 */
export class StudyPolicies extends Construct {
  /** The policies by group and role, as `cardio-team-importer`. */
  readonly all: ReadonlyMap<string, iam.ManagedPolicy>;

  constructor(scope: Construct, id: string, { storage, groups }: StudyPoliciesProps) {
    super(scope, id);
    const all = new Map<string, iam.ManagedPolicy>();
    for (const [name, { roles, studies }] of groups) {
      const group = new Construct(this, name);
      for (const role of new Set(roles)) {
        if (role === 'producer') continue;
        const { id: policyId, grant, for: purpose } = POLICIES[role];
        const description = `Primum: ${name} ${purpose} of ${studies.join(', ')}`.slice(0, 1000);
        const policy = new AttachablePolicy(group, policyId, description);
        grant(policy, storage, studies);
        all.set(`${name}-${role}`, policy.holder);
      }
    }
    this.all = all;
  }
}
