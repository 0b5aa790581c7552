// Prints the closing line of the gate from the test runner's own reports: "N passed, N failed". What was skipped has a line before it.
import { readFileSync } from 'node:fs'

const reports = process.argv.slice(2).map(count)
const sum = (key) => reports.reduce((total, report) => total + report[key], 0)
const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map(sum)

if (skipped > 0) console.log(`${skipped} skipped`)
console.log(`${passed} passed, ${failed} failed`)
if (failed > 0 || passed === 0) process.exitCode = 1

function count(file) {
  let report
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    // Tests that did not come as far as a report have failed.
    console.log(`No report at ${file}: ${error.message}`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  // A file that does not even load has no tests to count, but has failed.
  const brokenFiles = report.testResults.filter(
    (result) =>
      result.status === 'failed' && !result.assertionResults.some(({ status }) => status === 'failed'),
  ).length
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}
