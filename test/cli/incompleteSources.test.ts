import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Inventory } from '../../src/model/inventory.ts'
import { runHere } from './program.ts'

/** Nothing listens there: the scan ends with 3, unless a gate fails. */
const URL = 'http://127.0.0.1:1/mcp'
const GOOD = `{"mcpServers":{"a":{"url":"${URL}"}}}`
const NESTED = 300

describe('sources that were not read completely', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-incomplete-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const gate = ['--fail-on', 'plaintext']
  const scan = async (...args: string[]) => {
    const outcome = await runHere(['scan', URL, '--json', '--store', join(folder, 'scans.db'), ...args], {
      env: { XDG_CONFIG_HOME: join(folder, 'config') },
    })
    return { ...outcome, summary: (JSON.parse(outcome.stdout) as Inventory).summary }
  }
  const inFolder = (name: string, content: string): string[] => {
    const project = join(folder, 'project')
    mkdirSync(project)
    writeFileSync(join(project, name), content)
    return ['--project', project]
  }

  it('are no reason to fail a gate if there is none', async () => {
    const { code, summary } = await scan(...inFolder('.mcp.json', GOOD), ...gate)
    expect(code).to.equal(3)
    expect(summary).to.not.have.property('incomplete')
    expect(summary.gates?.[0]).to.include({ failed: 0, undecided: 0 }).and.not.have.property('reason')
  })

  const CASES: readonly (readonly [what: string, args: () => string[], code: string])[] = [
    ['larger than the limit', () => inFolder('.mcp.json', GOOD + ' '.repeat(9 << 20)), 'TOO_LARGE'],
    ['binary', () => inFolder('.mcp.json', `${GOOD}\0`), 'BINARY'],
    ['not JSON', () => inFolder('.mcp.json', '{"mcpServers":{"a":{"url" "b'), 'TRUNCATED'],
    [
      'nested too deeply',
      () => inFolder('.mcp.json', `{"a":${'['.repeat(NESTED)}${']'.repeat(NESTED)},${GOOD.slice(1)}`),
      'TOO_DEEP',
    ],
    ['with an entry that names nothing', () => inFolder('.mcp.json', '{"mcpServers":{"a":7}}'), 'BAD_ENTRY'],
    [
      'a link that leads out of the folder',
      () => {
        writeFileSync(join(folder, 'outside.json'), GOOD)
        const args = inFolder('README.md', '')
        symlinkSync('../outside.json', join(folder, 'project', '.mcp.json'))
        return args
      },
      'OUTSIDE',
    ],
    [
      'a manifest with a bomb of aliases',
      () => {
        const bomb = ['a: &a [1,1,1,1,1,1,1,1,1]']
        for (const [name, of] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf'])
          bomb.push(`${name}: &${name} [${Array(9).fill(`*${of}`).join()}]`)
        const path = join(folder, 'compose.yaml')
        writeFileSync(
          path,
          `services:\n  a: { image: mcp/x, ports: ["127.0.0.1:1:80"] }\n${bomb.join('\n')}\n`,
        )
        return ['-f', path]
      },
      'ALIAS_BOMB',
    ],
    ['a registry that does not answer', () => ['--registry', 'http://127.0.0.1:1/'], 'UNREACHABLE'],
  ]
  for (const [what, args, code] of CASES) {
    it(`let no gate pass: ${what}`, async () => {
      const sources = args()
      const { code: exit, stderr, summary } = await scan(...sources, ...gate)
      expect(summary.incomplete?.map((one) => one.code)).to.include(code)
      expect(summary.gates?.[0]).to.include({ failed: 0, undecided: 0, reason: 'source-incomplete' })
      expect(stderr).to.include('--fail-on plaintext: source-incomplete: ')
      expect(exit).to.equal(1)
      const report = await runHere(['report', 'csv', '--store', join(folder, 'scans.db'), ...gate])
      expect(report.code, 'of the stored scan').to.equal(1)
      expect((await scan(...sources)).code, 'without a gate').to.equal(3)
    })
  }
})
