export {
  commonPseudonymiser,
  onlyPseudonymiser,
  type Pseudonymiser,
  type Pseudonymisers,
  pseudonymisers,
  type RaterIds,
  remembering,
  studyPseudonymiser,
} from './pseudonymiser.ts';
export { listOfImport, listOfMessage } from './rater-lists.ts';
