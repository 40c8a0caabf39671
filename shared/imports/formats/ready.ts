import { type Mapping, READY, type Ready } from '../../contracts/index.ts';
import { MOOVE_IDS, READY_MAPPINGS, type ReadyMapping } from './ready-mappings.ts';

/** Rows in a survey of Qualtrics that no participant gave: its codes, their labels, and the lines after the header. */
const QUALTRICS = {
  except: {
    Status: [
      ...[1, 'Survey Preview', 2, 'Survey Test', 8, 'Spam', 9, 'Spam Preview'],
      // The two lines after the header.
      ...['Response Type', '{"ImportId":"status"}'],
    ],
  },
};

/** Whether files of a form are read by a mapping of ours. */
export const isReady = (form: string): form is Ready => (READY as readonly string[]).includes(form);

/** The conditions by which a known form leaves out records. None if the form is not known. */
export const conditionsOf = (form: string): Pick<ReadyMapping, 'only' | 'except'> => {
  if (form === 'qualtrics') return QUALTRICS;
  const { only, except } = isReady(form) ? READY_MAPPINGS[form] : {};
  return { only, except };
};

/** A mapping, completed by the known form that it begins from. */
export function withReady(given: Mapping): Mapping {
  if (!given.reads) return given;
  const ready = READY_MAPPINGS[given.reads];
  return {
    ...ready,
    ...given,
    columns: { ...ready.columns, ...given.columns },
    labels: { ...ready.labels, ...given.labels },
    time: { ...ready.time, ...given.time },
    only: { ...ready.only, ...given.only },
    except: { ...ready.except, ...given.except },
  };
}

/**
 * Without clinicians, a pair of answers identifies no judgment, because several clinicians judge the same pair.
 * @see docs/decisions/0106-questions-are-items.md
 */
export function withoutPairAsId(given: Mapping, mapping: Mapping): Mapping {
  if (mapping.reads !== 'moove' || given.columns.judgment !== undefined) return mapping;
  return { ...mapping, columns: { ...mapping.columns, judgment: MOOVE_IDS } };
}

/** A mapping that only names the known form of a file. */
export const bareMapping = (reads: Ready): Mapping => ({
  reads,
  columns: {},
  constants: {},
  labels: {},
  time: {},
});
