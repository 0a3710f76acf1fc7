import { globSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
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

  it('is the table of docs/verify.md', () => {
    const page = readFileSync(new URL('../../docs/verify.md', import.meta.url), 'utf8')
    const [, table = ''] = page.split('\n| Check | Method | Fails if |\n')
    const [rows = ''] = table.split('\n\n')
    const named = [...rows.matchAll(/^\| `(.*?)`/gm)].map(([, id]) => id)
    expect(named).to.deep.equal(CHECKS.map(({ id }) => id))
  })
})
