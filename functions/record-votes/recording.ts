import type { SQSRecord } from 'aws-lambda';
import type { MessageContent, MessageReject, Pseudonymiser } from '../../shared/events/index.ts';
import type { ProtocolSource } from '../../shared/events/protocols/index.ts';
import type { Store } from '../../shared/ledger/index.ts';
import type { ObjectWriter } from '../../shared/lib/object-store/index.ts';
import type { Telemetry } from '../support/telemetry.ts';
import type { StudiesOf } from './restricted-senders.ts';

/** The dependencies of recording, created once per warm function. */
export interface RecordingServices {
  readonly protocols: ProtocolSource;
  readonly pseudonymiser: Pseudonymiser;
  readonly store: Store;
  readonly exports: Pick<ObjectWriter, 'put'>;
  readonly telemetry: Telemetry;
  readonly now: () => number;
  readonly studiesOf: StudiesOf;
}

/** A message in processing. */
export interface Work {
  readonly message: SQSRecord;
  readonly content: MessageContent;
  readonly rejects: MessageReject[];
  /** The reason for a retry. Null if the message needs none. */
  retry: string | null;
}
