import {
  MAX_PROTOCOL_LENGTH,
  type ProtocolSource,
  protocolSource,
} from '../../shared/events/protocols/index.ts';
import { dynamoClient, dynamoStores } from '../../shared/ledger/dynamodb/index.ts';
import type { LargeObjects, ObjectStore } from '../../shared/lib/object-store/index.ts';
import { s3Client, s3ObjectStore } from '../../shared/lib/object-store/s3/index.ts';
import { setting } from './environment.ts';
import type { Telemetry } from './telemetry.ts';

/** The tables that the stack names. */
export const deployedStores = () =>
  dynamoStores(dynamoClient(), { ledger: setting('LEDGER_TABLE'), counters: setting('COUNTERS_TABLE') });

/** The objects in the exports bucket. */
export const deployedExports = (): ObjectStore => s3ObjectStore(s3Client(), setting('EXPORTS_BUCKET'));

/** Protocols in the exports bucket. An invalid protocol raises an alarm. */
export const deployedProtocols = (
  exports: Pick<LargeObjects, 'text'>,
  telemetry: Telemetry,
): ProtocolSource =>
  protocolSource(
    { text: (key) => exports.text(key, MAX_PROTOCOL_LENGTH) },
    {
      onInvalid: (study, message) => {
        telemetry.count('InvalidProtocols');
        telemetry.error('a protocol is not valid', { study, fault: message });
      },
    },
  );
