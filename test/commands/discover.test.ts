import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { runCommand } from '@oclif/test'
import { expect } from 'chai'
import { fromSource } from '../../bin/from-source.ts'
import type { Endpoint } from '../../src/model/endpoint.ts'

const FIXTURES = new URL('../fixtures/clients/', import.meta.url).pathname

type Result = { endpoints: Endpoint[]; problems: unknown[] }

/** The document that it prints. */
const discovered = async (args: readonly string[]) => {
  const { stdout, stderr, error } = await runCommand(['discover', ...args, '--json'], fromSource)
  return { result: stdout === '' ? undefined : (JSON.parse(stdout) as Result), stderr, error }
}

/** The lines of servers.txt that are below home and project: what `--home` and `--project` lead to. */
const expected = (folder: string): string[] =>
  readFileSync(join(FIXTURES, folder, 'servers.txt'), 'utf8')
    .split('\n')
    .filter((line) => /^(home|project)\//.test(line))
    .map((line) => line.split(' ')[0] ?? '')
    .sort()

describe('discover --home --project --json', () => {
  for (const folder of readdirSync(FIXTURES).filter((name) => expected(name).length > 0)) {
    it(`lists every server of ${folder} with file and line`, async () => {
      const at = (name: string): string => join(FIXTURES, folder, name)
      const project = existsSync(at('project')) ? ['--project', at('project')] : []
      const { result, error } = await discovered(['--home', at('home'), ...project])
      expect(error).to.equal(undefined)
      const places = (result?.endpoints ?? []).flatMap(({ sources }) =>
        sources.map(({ path = '', line }) => `${relative(join(FIXTURES, folder), path)}:${line}`),
      )
      expect(places.sort()).to.deep.equal(expected(folder))
    })
  }
})

describe('discover', () => {
  it('merges what several places name, spreads ranges, and leaves out what is excluded', async () => {
    const words = [
      '127.0.0.1:8443',
      'https://127.0.0.1:8443/',
      '127.0.0.0/30',
      '--port',
      '8443',
      '--exclude',
      '127.0.0.2',
    ]
    const { result } = await discovered([...words])
    const found = result?.endpoints ?? []
    expect(found.map(({ url }) => new URL(url).hostname).sort()).to.deep.equal([
      '127.0.0.0',
      '127.0.0.1',
      '127.0.0.3',
    ])
    expect(found.find(({ url }) => url.includes('127.0.0.1'))?.sources.length).to.be.greaterThan(1)
  })

  it('asks for --authorized before it lists more than 16 public addresses', async () => {
    const refused = await runCommand(['discover', '192.0.2.0/24', '--port', '443'], fromSource)
    expect(refused.error?.message).to.match(/256 public addresses/)
    const allowed = await discovered(['192.0.2.0/24', '--port', '443', '--authorized'])
    expect(allowed.result?.endpoints).to.have.length(256)
  })

  it('knows which rules match where none excludes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-discover-'))
    try {
      const path = join(folder, 'owners.yaml')
      writeFileSync(
        path,
        'rules:\n  - match: { url: "*:8443*" }\n    owner: a\n  - match: { url: x }\n    owner: b\n',
      )
      for (const more of [[], ['--json']]) {
        const { stderr } = await runCommand(
          ['discover', '127.0.0.1:8443', '--owners', path, ...more],
          fromSource,
        )
        expect(stderr).to.include(`${path}:4: this rule matches no endpoint\n`).and.not.include(`${path}:2`)
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('leaves out what the owner’s file excludes, and names its rules that match nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-discover-'))
    try {
      const path = join(folder, 'owners.yaml')
      const rules = [
        '  - match: { url: "*.2:*" }',
        '    exclude: true',
        '  - match: { url: x }',
        '    owner: a',
      ]
      writeFileSync(path, ['rules:', ...rules].join('\n'))
      const { result, stderr } = await discovered(['127.0.0.1:8443', '127.0.0.2:8443', '--owners', path])
      expect(result?.endpoints.map(({ url }) => url)).to.deep.equal(['https://127.0.0.1:8443/'])
      expect(stderr.split('\n')).to.deep.equal([
        `Settings: ${path} (--owners)`,
        `Excluded: https://127.0.0.2:8443/ is excluded by ${path}:2`,
        `${path}:4: this rule matches no endpoint`,
        '',
      ])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
