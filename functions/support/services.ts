import {
  MAX_PROTOCOL_LENGTH,
  type ProtocolSource,
  protocolSource,
} from '../../shared/events/protocols/index.ts';
import { dynamoClient, dynamoStores } from '../../shared/ledger/dynamodb/index.ts';
import { setting } from './environment.ts';
import type { Objects } from './objects.ts';
import { s3Client, s3Objects } from './s3-objects.ts';
import type { Telemetry } from './telemetry.ts';

/** The tables that the stack names. */
export const deployedStores = () =>
  dynamoStores(dynamoClient(), { ledger: setting('LEDGER_TABLE'), counters: setting('COUNTERS_TABLE') });

export const exportsObjects = (): Objects => s3Objects(s3Client(), setting('EXPORTS_BUCKET'));

/** Protocols in the exports bucket. An invalid protocol raises an alarm. */
export const deployedProtocols = (objects: Pick<Objects, 'text'>, telemetry: Telemetry): ProtocolSource =>
  protocolSource(
    { text: (key) => objects.text(key, MAX_PROTOCOL_LENGTH) },
    {
      onInvalid: (study, message) => {
        telemetry.count('InvalidProtocols');
        telemetry.error('a protocol is not valid', { study, fault: message });
      },
    },
  );
