// Prints "N passed, N failed" (and ", N skipped") over the files that Mocha's JSON reporter wrote. A missing file is a failure.
import { existsSync, readFileSync } from 'node:fs'

const files = process.argv.slice(2)
const missing = files.filter((file) => !existsSync(file))
const runs = files
  .filter((file) => existsSync(file))
  .map((file) => JSON.parse(readFileSync(file, 'utf8')).stats)
const sum = (name) => runs.reduce((total, stats) => total + stats[name], 0)
const [passed, failed, skipped] = [sum('passes'), sum('failures'), sum('pending')]

for (const file of missing) console.log(`no results: ${file}`)
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = missing.length > 0 || failed > 0 || passed === 0 ? 1 : 0
