export { MAX_PROTOCOL_LENGTH, parseProtocol } from './parse-protocol.ts';
export { type ProtocolSource, protocolKey, protocolSource } from './protocol-source.ts';
export { registeredStudies } from './registered-studies.ts';
