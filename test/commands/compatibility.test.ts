import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { startLab } from '../../src/lab/fleet.ts'
import { runHere } from '../cli/program.ts'

const BEFORE = fileURLToPath(new URL('../fixtures/before-redesign/', import.meta.url))

/** The keys that each document had, by the heading of its block in keys.txt. */
const KEYS = new Map(
  readFileSync(join(BEFORE, 'keys.txt'), 'utf8')
    .split(/\n(?=\S)/)
    .map((block) => block.trimEnd().split('\n  '))
    .map(([heading = '', ...keys]) => [heading, keys]),
)

describe('documents that programs read', function () {
  this.timeout(60_000)
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-compatibility-'))
    copyFileSync(join(BEFORE, 'scans.db'), join(folder, 'scans.db'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const store = () => ['--store', join(folder, 'scans.db')]
  const keeps = async (heading: string, args: readonly string[], expectedCode = 0): Promise<void> => {
    const { code, stdout, stderr } = await runHere([...args, '--json'])
    expect(code, stderr).to.equal(expectedCode)
    const now = keysOf(JSON.parse(stdout))
    const before = KEYS.get(heading) ?? []
    expect(before, heading).to.not.be.empty
    expect(before.filter((key) => !now.has(key))).to.deep.equal([])
  }

  it('scan keeps every key', () => keeps('scan --lab', ['scan', '--lab', '--store', join(folder, 'new.db')]))
  it('discover keeps every key', () => keeps('discover --lab', ['discover', '--lab']))
  it('plan keeps every key', () => keeps('plan', ['plan', '--from', join(BEFORE, 'inventory.json')]))
  it('history keeps every key', () => keeps('history', ['history', ...store()]))
  it('diff keeps every key', () => keeps('diff', ['diff', 'previous', 'latest', ...store()]))
  it('verify keeps every key', async () => {
    const lab = await startLab()
    try {
      const urls = lab.endpoints
        .filter(({ name }) => ['patient-records', 'weather', 'ledger'].includes(name))
        .map(({ url }) => url)
      await keeps('verify', ['verify', ...urls, '--samples', '2'], 1)
    } finally {
      await lab.close()
    }
  })
})

/** Every key of a document as a path; the members of an array are one. */
const keysOf = (value: unknown, path = '', keys = new Set<string>()): Set<string> => {
  if (Array.isArray(value)) for (const item of value) keysOf(item, `${path}[]`, keys)
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      const inside = path === '' ? key : `${path}.${key}`
      keys.add(inside)
      keysOf(inner, inside, keys)
    }
  return keys
}
