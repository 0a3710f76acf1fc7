import { globSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { z } from 'zod'
import type { OutcomeText } from '../../src/verify/check.ts'
import texts from '../../src/verify/checks.json' with { type: 'json' }
import { CHECKS } from '../../src/verify/verify.ts'

const FOLDER = new URL('../../src/verify/checks/', import.meta.url)

describe('the list of checks of verify', () => {
  it('has one check of each file in verify/checks/, which exports nothing else', async () => {
    const found = await Promise.all(
      globSync('*/*.ts', { cwd: FOLDER }).map(async (path) =>
        Object.values(await import(`${FOLDER}${path}`)),
      ),
    )
    expect(found.filter((exports) => exports.length !== 1)).to.deep.equal([])
    expect(found.flat()).to.have.members([...CHECKS])
  })

  it('has texts in checks.json for each check, and uses every outcome there', () => {
    const outcome: z.ZodType<OutcomeText> = z.strictObject({
      result: z.enum(['pass', 'warn', 'fail', 'skipped', 'open', 'by-requirement']),
      evidence: z.string().min(1),
      remedy: z.exactOptional(z.string().min(1)),
    })
    const outcomes = z.record(z.string(), outcome)
    const { any, ...checks } = texts
    outcomes.parse(any)
    z.record(z.string(), z.strictObject({ title: z.string().min(1), outcomes })).parse(checks)
    expect(Object.keys(checks)).to.deep.equal(CHECKS.map(({ id }) => id))
    const sources = globSync('*/*.ts', { cwd: FOLDER }).map((path) =>
      readFileSync(new URL(path, FOLDER), 'utf8'),
    )
    const unused = Object.entries(checks).flatMap(([id, check]) => {
      const source = sources.find((one) => one.includes(`check('${id}',`)) ?? ''
      return Object.keys(check.outcomes).filter((name) => !source.includes(`'${name}'`))
    })
    expect(unused).to.deep.equal([])
  })

  it('is the table of docs/verify.md', () => {
    const page = readFileSync(new URL('../../docs/verify.md', import.meta.url), 'utf8')
    const [, table = ''] = page.split('\n| Check | Method | Fails if |\n')
    const [rows = ''] = table.split('\n\n')
    const named = [...rows.matchAll(/^\| `(.*?)`/gm)].map(([, id]) => id)
    expect(named).to.deep.equal(CHECKS.map(({ id }) => id))
  })
})
