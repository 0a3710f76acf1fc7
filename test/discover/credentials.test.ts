import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { find } from './findConfigs.ts'

describe('credentials of client configurations', () => {
  let home: string
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'mcp-pqc-credentials-'))
    mkdirSync(join(home, '.cursor'))
    mkdirSync(join(home, '.codex'))
    const servers = {
      literal: { url: 'https://a.example/mcp', headers: { Authorization: 'Bearer abc' } },
      filled: { url: 'https://b.example/mcp', headers: { 'X-Key': 'k ${env:KEY}' } },
      unset: { url: 'https://c.example/mcp', headers: { 'X-Key': '${MISSING}' } },
      asked: { url: 'https://d.example/mcp', headers: { 'X-Key': '${input:key}' } },
      split: { url: 'https://e.example/mcp', headers: { 'X-Key': 'a\r\nB: c' } },
    }
    writeFileSync(join(home, '.cursor/mcp.json'), JSON.stringify({ mcpServers: servers }))
    writeFileSync(
      join(home, '.codex/config.toml'),
      '[mcp_servers.f]\nurl = "https://f.example/mcp"\nbearer_token_env_var = "KEY"\n',
    )
  })
  after(() => rmSync(home, { recursive: true, force: true }))

  it('go out filled, each with its origin, and not at all where a variable is missing', async () => {
    const noted: unknown[] = []
    await find({ home, env: { KEY: '1' }, credential: (one) => noted.push(one) })
    expect(noted).to.have.deep.members([
      { origin: 'https://a.example', headers: { Authorization: 'Bearer abc' } },
      { origin: 'https://b.example', headers: { 'X-Key': 'k 1' } },
      { origin: 'https://f.example', headers: { Authorization: 'Bearer 1' } },
    ])
  })

  it('stay where they are unless somebody asks for them', async () => {
    const { endpoints } = await find({ home, env: { KEY: '1' } })
    expect(JSON.stringify(endpoints)).not.to.include('Bearer abc')
  })
})
