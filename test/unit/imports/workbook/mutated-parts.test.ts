import { describe, expect, test } from 'vitest';
import { UnreadableFile } from '../../../../shared/imports/unreadable-file.ts';
import { partsOf, type WorkbookContent, zipOf } from '../../../support/workbook-file.ts';
import { read } from '../containers/files.ts';
import { mutated, randomNumbers } from '../mutated.ts';

const FILES_PER_PART = 150;
const WORKBOOK: WorkbookContent = {
  shared: ['<t>one</t>', '<r><t>t</t></r><r><t>wo</t></r>'],
  sheets: [
    {
      rows: [
        ['name', 'at', 'score'],
        ...Array.from({ length: 6 }, (_, row) => [
          { xml: `<c t="s"><v>${row % 2}</v></c>` },
          { days: 46082.5 + row },
          row === 3 ? { xml: '<c><f>1+1</f><v>2</v></c>' } : row,
        ]),
      ],
      after: '<mergeCells><mergeCell ref="A6:A7"/></mergeCells>',
    },
  ],
};
const PARTS = partsOf(WORKBOOK);

describe.each(PARTS.map(({ name }) => name))('The part %s with damaged XML', (damaged) => {
  test('gives records or an error with the remedy', async () => {
    let refused = 0;
    for (let seed = 1; seed <= FILES_PER_PART; seed += 1) {
      const random = randomNumbers(seed * 1000 + damaged.length);
      const parts = PARTS.map(({ name, content }) => ({
        name,
        content: name === damaged ? mutated(Buffer.from(content as string), random) : content,
      }));
      const { records, error } = await read(zipOf(parts)).catch((thrown) => ({ records: [], error: thrown }));
      if (error !== null) expect(error, `seed ${seed}`).toBeInstanceOf(UnreadableFile);
      if (error !== null) refused += 1;
      const lines = records.map(({ line }) => line);
      expect(lines, `seed ${seed}`).toEqual([...lines].sort((a, b) => a - b));
    }
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(FILES_PER_PART);
  });
});
