// Prints the names of skipped tests, then `N passed, N failed` as the last line, from the test runner's report. A file that could
// not be run counts as a failure.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const file = process.argv[2] ?? 'out/test-report.json';
let report;
try {
  report = JSON.parse(readFileSync(file, 'utf8'));
} catch (error) {
  console.error(`ci: there is no test report to read: ${error.message}`);
  process.exit(1);
}
const broken = report.testResults.filter(
  (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
);
const skipped = report.numPendingTests + report.numTodoTests;
const failed = report.numFailedTests + broken.length;
for (const suite of report.testResults)
  for (const { status, fullName } of suite.assertionResults)
    if (!['passed', 'failed'].includes(status))
      console.log(`not run: ${fullName.trim()} (${relative('.', suite.name)})`);
for (const suite of broken) console.error(`ci: ${suite.name} could not be run: ${suite.message}`);
console.log(`${report.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed > 0 || report.numPassedTests === 0 ? 1 : 0);
