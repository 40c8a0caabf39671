import { CARRY_DOWN } from './redcap.ts';

/**
 * Forms of files that are recognised to be refused with the remedy, because only a person knows the facts that they
 * leave open. Each text follows a colon.
 */
export const REFUSED_FORMS = {
  long: 'it contains one score per row, and does not give their scale (such as "scale": {"from": [1, 5]}).',
  qualtrics:
    'it is a survey of Qualtrics, in which each study asks its own questions. Its two additional header lines and its' +
    ' previews are no answers: leave them out with "except": {"Status": [1, "Survey Preview", "Response Type",' +
    ' "{\\"ImportId\\":\\"status\\"}"]}.',
  'google-forms':
    'it has the answers to a form of Google, in which each study asks its own questions. The mapping names the question of' +
    ' each field under "columns". It reads times such as 2026/03/01 9:30:12 AM GMT+1 with "time": {"format": "yyyy/mm/dd"}.',
  redcap:
    'it is an export of REDCap with a repeating instrument, so that a record stands in several rows, and each row is read by' +
    ' itself. Leave out the rows without a judgment with "except": {"redcap_repeat_instrument": [""]}. If columns such as the' +
    ` clinician and the specialty are empty in the rows of the instrument: ${CARRY_DOWN}.`,
  'argilla-by-question':
    'it is an export of Argilla by question, which does not state whether a response was submitted. Export records with lists' +
    ' of responses and their status; or, if all were submitted, name the question as "each": "responses.<question>", with' +
    ' "clinician": "responses.<question>.user_id" and "outcome": "responses.<question>.value" under "columns".',
  unknown: 'its records do not have a form that Primum knows without a mapping.',
} as const;
export type RefusedForm = keyof typeof REFUSED_FORMS;

export const isRefused = (form: string): form is RefusedForm => Object.hasOwn(REFUSED_FORMS, form);
