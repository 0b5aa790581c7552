// Prints the end of the gate from the test runner's own reports: what failed and why, how many were skipped, and "N passed, N failed".
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

const reports = process.argv.slice(2).map(count)
const sum = (key) => reports.reduce((total, report) => total + report[key], 0)
const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map(sum)

for (const failure of reports.flatMap(({ failures }) => failures)) console.log(`\nFAILED ${failure}`)
if (skipped > 0) console.log(`${skipped} skipped`)
console.log(`${passed} passed, ${failed} failed`)
if (failed > 0 || passed === 0) process.exitCode = 1

function count(file) {
  let report
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    // Tests that did not come as far as a report have failed.
    return { passed: 0, failed: 1, skipped: 0, failures: [`No report at ${file}: ${error.message}`] }
  }
  const failures = report.testResults.flatMap(failuresIn)
  return {
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
  }
}

function failuresIn({ name, status, message, assertionResults }) {
  const failed = assertionResults.filter((result) => result.status === 'failed')
  const file = relative(process.cwd(), name)
  // A file that does not even load has no tests to count, but has failed.
  if (status === 'failed' && failed.length === 0) return [`${file}\n${message}`]
  return failed.map(({ fullName, failureMessages }) => `${file}: ${fullName}\n${failureMessages.join('\n')}`)
}
