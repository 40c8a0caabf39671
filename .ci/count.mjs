// Prints `N passed, N failed` from the test runner's report. A file that could not be run counts as a failure.
import { readFileSync } from 'node:fs';

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
for (const suite of broken) console.error(`ci: ${suite.name} could not be run: ${suite.message}`);
console.log(`${report.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed > 0 || report.numPassedTests === 0 ? 1 : 0);
