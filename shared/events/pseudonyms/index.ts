export {
  commonPseudonymiser,
  type Pseudonymiser,
  type RaterIds,
  remembering,
  studyPseudonymiser,
} from './pseudonymiser.ts';
export { onlyPseudonymiser, type Pseudonymisers, pseudonymisers } from './pseudonymisers.ts';
export { listOfImport, listOfMessage } from './rater-lists.ts';
