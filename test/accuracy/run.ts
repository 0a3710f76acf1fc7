import { readFileSync, writeFileSync } from 'node:fs'
import { CONFIGURATIONS } from '../interop/stacks/configurations.ts'
import { makeMaterial } from '../interop/stacks/material.ts'
import { type Outcome, runAll } from '../interop/stacks/run.ts'
import { section } from './section.ts'

/**
 * Compares the facts of a scan with what other tools say, for every configuration of test/interop/stacks.
 *
 *   npm run accuracy               all of them; writes the section of docs/accuracy.md
 *   npm run accuracy -- NAME       those whose stack or name contains NAME; prints what differs, writes nothing
 *   npm run accuracy -- NAME all   the same, with every fact
 */
const PAGE = new URL('../../docs/accuracy.md', import.meta.url)
const [only, verdict] = process.argv.slice(2)

const chosen = CONFIGURATIONS.filter(({ stack, name }) => `${stack}: ${name}`.includes(only ?? ''))
const material = makeMaterial()
const { outcomes } = runAll(chosen, material)
const finished: Outcome[] = []
for (const [{ stack, name }, outcome] of outcomes) {
  try {
    const { configuration, compared } = await outcome
    finished.push({ configuration, compared })
    console.log(`${stack}: ${name}`)
    for (const one of compared) {
      const isShown = verdict === 'all' || one.verdict === 'wrong' || one.verdict === 'missing'
      if (isShown) console.log(`  ${one.verdict}: ${one.fact}: ${one.scanner}, by ${one.tool} ${one.right}`)
    }
  } catch (error) {
    console.log(`${stack}: ${name}: ${error}`)
    process.exitCode = 1
  }
}
material.remove()
const text = section(finished, new Date())
if (only === undefined && process.exitCode === undefined) {
  const [before, , after] = readFileSync(PAGE, 'utf8').split(/<!-- (?:begin|end) of npm run accuracy -->\n/)
  const [begin, end] = ['begin', 'end'].map((word) => `<!-- ${word} of npm run accuracy -->\n`)
  writeFileSync(PAGE, `${before}${begin}${text}${end}${after}`)
} else console.log(text)
