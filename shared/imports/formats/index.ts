export { MAX_MAPPING_LENGTH, type ParsedMapping, parseMapping, TO_EDIT } from './parse-mapping.ts';
