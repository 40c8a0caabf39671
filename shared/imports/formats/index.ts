export { MAX_MAPPING_LENGTH, type ParsedMapping, parseMapping } from './parse-mapping.ts';
