import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import {
  auditOutcome,
  type Lock,
  licenceProblems,
  nativeProblems,
  originProblems,
  productionPackages,
} from './dependencies.ts'

// npm run supply-chain: known vulnerabilities, licences, native code and origins of what users install.
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock
const problems = [...licenceProblems(lock), ...nativeProblems(lock), ...originProblems(lock)]
for (const problem of problems) console.log(problem)
console.log(`licences and origins: ${productionPackages(lock).length} packages, ${problems.length} problems`)

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' })
const { state, why } = auditOutcome(stdout)
console.log(`npm audit: ${state} (${why})`)
if (problems.length > 0 || state === 'failed') process.exitCode = 1
