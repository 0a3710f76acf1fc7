import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { type Found, find } from './findConfigs.ts'

const GOOD = '"good": { "url": "https://good.example/mcp" }'
const JSON_PATH = '.cursor/mcp.json'
const YAML_PATH = '.config/goose/config.yaml'
const NOBODY = 65_534
const TOML_PATH = '.codex/config.toml'

describe('discover/configs: bad input', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'mcp-pqc-'))
  })
  afterEach(() => rmSync(home, { recursive: true }))

  const write = (path: string, content: string | Uint8Array): string => {
    const whole = join(home, path)
    mkdirSync(dirname(whole), { recursive: true })
    writeFileSync(whole, content)
    return whole
  }
  const inFile = async (path: string, content: string | Uint8Array): Promise<Found> => {
    write(path, content)
    return find({ home })
  }
  const names = ({ endpoints }: Found): (string | undefined)[] =>
    endpoints.map(({ sources: [at] }) => at?.name)
  const codes = ({ problems }: Found): string[] => problems.map(({ code, line }) => `${code}:${line ?? ''}`)

  it('reads what comes before the end of a truncated file, and guesses no URL', async () => {
    const found = await inFile(JSON_PATH, `{ "mcpServers": {\n ${GOOD},\n "cut": { "url": "https://cut.exam`)
    expect(names(found)).to.deep.equal(['good'])
    expect(codes(found)).to.deep.equal(['TRUNCATED:3', 'BAD_ENTRY:3'])
    expect(found.problems[0]?.path).to.equal(join(home, JSON_PATH))
  })

  it('passes over an empty file', async () => {
    expect(await inFile(JSON_PATH, ' \n')).to.deep.equal({ endpoints: [], problems: [] })
  })

  const BAD_ENTRIES: Record<string, string> = {
    'no value': '"bad": ,',
    'not a map': '"bad": 7,',
    'an empty map': '"bad": {},',
    'a wrong URL': '"bad": { "url": "not a url" },',
    'a URL of another scheme': '"bad": { "url": "file:///etc/passwd" },',
    'a URL that is a number': '"bad": { "url": 7 },',
    'a word without quotes': '"bad": { "url": nowhere },',
    'an empty command': '"bad": { "command": "  " },',
    'a list where a map would be': '"bad": [{ "url": "https://bad.example/" }],',
  }
  for (const [what, entry] of Object.entries(BAD_ENTRIES)) {
    it(`lists the good servers beside one with ${what}`, async () => {
      const found = await inFile(JSON_PATH, `{ "mcpServers": {\n ${entry}\n ${GOOD} } }`)
      expect(names(found)).to.deep.equal(['good'])
      expect(codes(found)).to.include('BAD_ENTRY:2')
    })
  }

  it('lists the good servers beside a bad one in TOML and YAML', async () => {
    const toml = '[mcp_servers.bad]\nurl = \n[mcp_servers.good]\nurl = "https://good.example/mcp"\n'
    write(TOML_PATH, toml)
    write(YAML_PATH, 'extensions:\n  bad: [\n  good:\n    uri: https://goose.example/mcp\n')
    const found = await find({ home })
    expect(found.endpoints.map(({ url }) => url)).to.include('https://good.example/mcp')
    expect(found.endpoints.find(({ url }) => url === 'https://good.example/mcp')?.sources[0]?.line).to.equal(
      3,
    )
    expect(codes(found)).to.include('SYNTAX:2')
    expect(found.problems.some(({ path }) => path.endsWith('config.yaml'))).to.equal(true)
  })

  it('says where TOML has a server that JavaScript cannot name, and lists the others', async () => {
    for (const name of ['__proto__', 'constructor']) {
      write(
        TOML_PATH,
        `[mcp_servers.${name}]\nurl = "http://x.example/mcp"\n[mcp_servers.good]\nurl = "https://good.example/mcp"\n`,
      )
      const found = await find({ home })
      expect(found.endpoints.map(({ url }) => url)).to.include('https://good.example/mcp')
      expect(codes(found).join(), name).to.include('SYNTAX')
    }
  })

  it('takes the last of two servers by one name, and reports the other', async () => {
    const twice = `{ "mcpServers": {\n "a": { "url": "https://first.example/" },\n "a": { "url": "https://last.example/" } } }`
    const found = await inFile(JSON_PATH, twice)
    expect(found.endpoints.map(({ url }) => url)).to.deep.equal(['https://last.example/'])
    expect(codes(found)).to.deep.equal(['DUPLICATE_KEY:2'])
  })

  it('lists every URL of an entry, so that no key hides the one that a client uses', async () => {
    const entry =
      '{ "type": "http", "serverUrl": "https://decoy.example/mcp", "url": "http://real.example/mcp" }'
    for (const [text, urls] of [
      [entry, ['https://decoy.example/mcp', 'http://real.example/mcp']],
      [
        '{ "httpUrl": "https://a.example/", "transport": { "url": "https://b.example/", "uri": " https://a.example/" } }',
        ['https://a.example/', 'https://b.example/'],
      ],
      [
        '{ "url": "https://decoy.example/", "command": "server" }',
        ['https://decoy.example/', 'stdio:command/server'],
      ],
      ...['stdio', 'local', 'http', 'sse'].map(
        (type) =>
          [
            `{ "type": "${type}", "url": "https://a.example/", "command": "server" }`,
            ['https://a.example/', 'stdio:command/server'],
          ] as const,
      ),
      [
        '{ "url": "https://a.example/", "url": "https://b.example/" }',
        ['https://a.example/', 'https://b.example/'],
      ],
    ] as const) {
      const found = await inFile(JSON_PATH, `{ "mcpServers": {\n "a": ${text} } }`)
      expect(found.endpoints.map(({ url }) => url)).to.deep.equal(urls)
      expect(found.endpoints.map(({ sources }) => sources[0]?.name)).to.deep.equal(urls.map(() => 'a'))
      expect(codes(found)).to.deep.equal(['DUPLICATE_KEY:2'])
    }
    const remote = await inFile(
      JSON_PATH,
      '{ "mcpServers": { "a": { "type": "http", "url": "https://a.example/", "path": "/mcp" } } }',
    )
    expect(remote.endpoints.map(({ url }) => url)).to.deep.equal(['https://a.example/'])
    expect(codes(remote)).to.deep.equal([])
  })

  it('reports a key that is there twice, in an entry and above the servers', async () => {
    for (const [entry, key] of [
      ['{ "command": "a", "command": "b" }', 'command'],
      ['{ "command": "a", "env": { "A": "1", "B": "2", "A": "3" } }', 'A'],
      ['{ "url": "https://a.example/", "headers": {}, "headers": { "X": "1" } }', 'headers'],
    ]) {
      const found = await inFile(JSON_PATH, `{ "mcpServers": {\n "a": ${entry} } }`)
      expect(found.endpoints).to.have.lengthOf(1)
      expect(found.problems.map(({ message }) => message)).to.deep.equal([
        `server "a": it has the key "${key}" twice, and clients differ in which they use`,
      ])
      expect(codes(found)).to.deep.equal(['DUPLICATE_KEY:2'])
    }
    const maps = '{ "mcpServers": { "a": { "command": "a" } },\n "mcpServers": { "b": { "command": "b" } } }'
    const both = await inFile(JSON_PATH, maps)
    expect(names(both)).to.deep.equal(['a', 'b'])
    expect(codes(both)).to.deep.equal(['DUPLICATE_KEY:2'])
  })

  for (const [what, path, content] of [
    ['JSON', JSON_PATH, '['.repeat(100_000)],
    ['JSON with maps', JSON_PATH, '{"mcpServers":'.repeat(100_000)],
    ['YAML', YAML_PATH, '['.repeat(100_000)],
    ['YAML with blocks', YAML_PATH, '- '.repeat(100_000)],
    ['TOML', TOML_PATH, `a = ${'['.repeat(100_000)}`],
    ['TOML with dotted keys', TOML_PATH, `${'a.'.repeat(100_000)}b = 1`],
  ] as const) {
    it(`refuses ${what} that is nested 100,000 deep`, async () => {
      const found = await inFile(path, content)
      expect(found.endpoints).to.deep.equal([])
      expect(found.problems).to.have.lengthOf(1)
    })
  }

  it('refuses a file that is too large, without reading it', async () => {
    truncateSync(write(JSON_PATH, `{ "mcpServers": { ${GOOD} } }`), 2 ** 34)
    expect(codes(await find({ home }))).to.deep.equal(['TOO_LARGE:'])
  })

  it('refuses a binary file', async () => {
    expect(codes(await inFile(JSON_PATH, Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 0])))).to.deep.equal([
      'BINARY:',
    ])
  })

  it('reads UTF-16 and a byte order mark, as Windows writes them', async () => {
    const text = `\ufeff{ "mcpServers": { ${GOOD} } }`
    expect(names(await inFile(JSON_PATH, Buffer.from(text, 'utf16le')))).to.deep.equal(['good'])
    expect(names(await inFile(JSON_PATH, text))).to.deep.equal(['good'])
  })

  it('reads a file with invalid UTF-8, and reports it', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`{ // `),
      Buffer.from([0xff]),
      Buffer.from(`\n"mcpServers": { ${GOOD} } }`),
    ])
    const found = await inFile(JSON_PATH, bytes)
    expect(names(found)).to.deep.equal(['good'])
    expect(codes(found)).to.deep.equal(['INVALID_UTF8:'])
  })

  it('reports symbolic links that lead nowhere but to themselves', async () => {
    mkdirSync(join(home, '.cursor'))
    symlinkSync('mcp.json', join(home, JSON_PATH))
    symlinkSync('.kiro', join(home, '.kiro'))
    expect(codes(await find({ home }))).to.deep.equal(['SYMLINK_LOOP:', 'SYMLINK_LOOP:'])
  })

  it('follows a link to a file that lies elsewhere, as people keep their settings', async () => {
    mkdirSync(join(home, '.cursor'))
    symlinkSync(write('dotfiles/cursor.json', `{ "mcpServers": { ${GOOD} } }`), join(home, JSON_PATH))
    expect(names(await find({ home }))).to.deep.equal(['good'])
  })

  it('does not wait at a named pipe, nor read a folder', async () => {
    mkdirSync(join(home, YAML_PATH), { recursive: true })
    mkdirSync(join(home, '.cursor'))
    execFileSync('mkfifo', [join(home, JSON_PATH)])
    expect(codes(await find({ home }))).to.deep.equal(['NOT_A_FILE:', 'NOT_A_FILE:'])
  })

  it('reports a file that may not be read', async () => {
    chmodSync(write(JSON_PATH, '{}'), 0)
    // Nothing is unreadable to root: be nobody for a while.
    const root = process.getuid?.() === 0
    if (root) chownSync(home, NOBODY, NOBODY)
    try {
      if (root) process.seteuid?.(NOBODY)
      expect(codes(await find({ home }))).to.deep.equal(['UNREADABLE:'])
    } finally {
      if (root) process.seteuid?.(0)
    }
  })

  it('lets no escape sequence, bidirectional override or line break through', async () => {
    const name = 'evil\\u001b[2J\\u202e\\nname'
    const entry = `"${name}": { "command": "srv\\u001b", "args": ["\\u009b31m", "--x\\u202e"], "env": { "API_TOKEN\\u001b": "x1y2z3" } }`
    const found = await inFile(JSON_PATH, `{ "mcpServers": { ${entry}, "\\u202ebad": 7 } }`)
    expect(found.endpoints).to.have.lengthOf(1)
    const texts: string[] = []
    JSON.stringify(found, (key, value) => {
      texts.push(key, typeof value === 'string' ? value : '')
      return value
    })
    for (const text of texts) expect(text).to.not.match(/[\p{Cc}\p{Cf}]/u)
  })

  it('takes no prototype from a file', async () => {
    const found = await inFile(
      JSON_PATH,
      `{ "mcpServers": { "__proto__": { "url": "https://p.example/" }, ${GOOD} } }`,
    )
    expect(names(found)).to.deep.equal(['__proto__', 'good'])
    expect({}).to.not.have.property('url')
  })

  it('says who may read a secret in clear text', async () => {
    const path = write(
      JSON_PATH,
      '{ "mcpServers": { "a": { "url": "https://a.example/", "headers": { "X-Api-Key": "made-up" } } } }',
    )
    const readable = async (mode: number): Promise<string[]> => {
      chmodSync(path, mode)
      return (await find({ home })).endpoints.flatMap(({ findings = [] }) => findings.map(({ code }) => code))
    }
    expect(await readable(0o644)).to.deep.equal(['SECRET_READABLE'])
    expect(await readable(0o640)).to.deep.equal(['SECRET_READABLE'])
    expect(await readable(0o600)).to.deep.equal([])
  })
})
