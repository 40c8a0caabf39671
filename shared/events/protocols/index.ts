export { MAX_PROTOCOL_LENGTH, parseProtocol } from './parse-protocol.ts';
export { type ProtocolSource, protocolSource } from './protocol-source.ts';
export { registeredStudies } from './registered-studies.ts';
