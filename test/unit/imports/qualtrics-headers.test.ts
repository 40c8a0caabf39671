import { expect, test } from 'vitest';
import { caseFile, importContent } from './case-files.ts';
import { refusalOf } from './formats/reading.ts';

test('the condition that the refusal of a Qualtrics survey shows leaves out previews and additional header lines', async () => {
  const { content, mapping } = caseFile('qualtrics-map');
  const preview = content.toString().replace(/,0,,100,R_2/, ',1,,100,R_2');
  const shown = /"except": (\{.*\})\. /.exec(await refusalOf({ content }))?.[1] ?? '';
  const complete = { ...(mapping as object), except: JSON.parse(shown) };
  const { receipt } = await importContent(preview, complete, 'survey.csv');
  expect(receipt).toMatchObject({ rows: 4, recorded: 1, rejected: 0 });
  expect(receipt.warnings).toMatchObject([{ warning: 'left_out: except.Status', count: 3 }]);
});
