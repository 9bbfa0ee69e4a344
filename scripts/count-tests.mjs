// Adds up jest's JSON reports and prints the closing line of a CI run. Fails when a report is missing, empty or red.
import { readFileSync } from 'node:fs'

let passed = 0
let failed = 0
for (const path of process.argv.slice(2)) {
  const report = JSON.parse(readFileSync(path, 'utf8'))
  passed += report.numPassedTests
  failed += report.numFailedTests + report.numRuntimeErrorTestSuites
}
console.log(`Tests: ${passed} passed, ${failed} failed`)
process.exit(passed > 0 && failed === 0 && process.argv.length >= 4 ? 0 : 1)
