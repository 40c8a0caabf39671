import * as z from 'zod';
import { studyName } from './identifier.ts';

/** Limits of one study. They protect the other studies, and the bill of the deployment. */
interface StudyLimits {
  /** Maximum number of events that are recorded per minute. Messages beyond it wait in the queue. */
  readonly eventsPerMinute: number;
  /** Maximum length of an uploaded file in bytes. A longer file is refused. */
  readonly fileBytes: number;
}

/**
 * The limits of a study that the operator does not limit otherwise. All workers of a deployment record about 180,000
 * events per minute, so one study may use half of their time. A file of 5 GB is the largest that one request of S3 can
 * upload.
 */
const DEFAULT_LIMITS: StudyLimits = { eventsPerMinute: 90_000, fileBytes: 5_000_000_000 };

/** The name for all studies in {@link limits}. No study can have it. */
const EVERY_STUDY = '*';

const wholeNumber = z.int('must be a whole number from 1 on').min(1, 'must be a whole number from 1 on');
const limited = z.strictObject(
  { eventsPerMinute: wholeNumber.optional(), fileBytes: wholeNumber.optional() },
  'must be an object with the fields eventsPerMinute or fileBytes, and no other field',
);

/**
 * The limits that the operator of a deployment sets, by study, and under `*` for all others. The owner of a study cannot
 * change them, because the protocol does not contain them.
 * @see docs/decisions/0130-delay-a-study-over-its-limit.md
 */
export const limits = z.record(z.string(), limited, 'must be an object').superRefine((given, context) => {
  for (const name of Object.keys(given))
    if (name !== EVERY_STUDY && !studyName.safeParse(name).success)
      context.addIssue({ code: 'custom', path: [name], message: 'is neither a study nor "*"' });
});
export type Limits = z.output<typeof limits>;

/** The limits of all studies. */
export interface LimitsByStudy {
  readonly every: StudyLimits;
  /** The studies with limits of their own. */
  readonly own: ReadonlyMap<string, StudyLimits>;
}

/**
 * Reads the limits that the stack gives to a function.
 *
 * @param json limits by study, as in `{"*": {"eventsPerMinute": 6000}}`; undefined for the default limits
 * @throws if the value is anything else, because the function is then deployed wrongly
 */
export function readLimits(json: string | undefined): LimitsByStudy {
  const given = json === undefined ? {} : limits.parse(JSON.parse(json));
  const over = (
    base: StudyLimits,
    { eventsPerMinute, fileBytes }: z.output<typeof limited> = {},
  ): StudyLimits => ({
    eventsPerMinute: eventsPerMinute ?? base.eventsPerMinute,
    fileBytes: fileBytes ?? base.fileBytes,
  });
  const every = over(DEFAULT_LIMITS, given[EVERY_STUDY]);
  const own = Object.entries(given).map(([study, one]) => [study, over(every, one)] as const);
  return { every, own: new Map(own) };
}
