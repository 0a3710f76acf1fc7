import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { formatOf } from '../../src/discover/config/configs.ts'
import { type ConfigFile, MCP_CLIENTS, type Platform } from '../../src/registry/mcp/clients/mcpClients.ts'
import { find } from './findConfigs.ts'

/** Where each place lies, seen from the folder that stands for the machine's root. */
const PLACES: Record<Platform, Record<string, string>> = {
  linux: { config: 'home/ada/.config', xdg: 'home/ada/.config' },
  darwin: { config: 'home/ada/Library/Application Support', xdg: 'home/ada/.config' },
  win32: {
    config: 'home/ada/AppData/Roaming',
    xdg: 'home/ada/.config',
    localAppData: 'home/ada/AppData/Local',
    programFiles: 'Program Files',
    programData: 'ProgramData',
  },
}
const VARIABLES = {
  CLAUDE_CONFIG_DIR: 'claude',
  COPILOT_HOME: 'copilot',
  CODEX_HOME: 'codex',
  OPENCODE_CONFIG: 'own.json',
}

describe('discover/configs: paths', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'mcp-pqc-'))
  })
  afterEach(() => rmSync(root, { recursive: true }))

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const home = (): string => join(root, 'home/ada')
  const env = (): Record<string, string> =>
    Object.fromEntries(Object.entries(VARIABLES).map(([name, folder]) => [name, join(root, folder)]))

  for (const platform of ['linux', 'darwin', 'win32'] as const) {
    it(`reads every path of every client on ${platform}`, async () => {
      const expected = rowsOf(platform).map(({ client, file, pattern }) => {
        const path = pathOf(pattern, file, platform)
        const url = `https://${client.replaceAll(' ', '-').toLowerCase()}.example/${encodeURI(path)}`
        write(path, documentOf(file, path, url))
        return `${client} ${file.scope} ${join(root, path)}`
      })
      const { endpoints, problems } = await find({
        home: home(),
        root,
        env: env(),
        platform,
        projects: [join(root, 'project')],
      })
      const actual = endpoints.map(({ sources: [at] }) => `${at?.client} ${at?.scope} ${at?.path}`)
      expect(problems).to.deep.equal([])
      expect(actual).to.have.members(expected)
    })
  }

  it('reads the paths of all platforms in a home directory that was copied from elsewhere', async () => {
    const servers = '{ "mcpServers": { "a": { "url": "https://a.example/" } } }'
    const paths = ['linux', 'darwin', 'win32'].map(
      (platform) => `${PLACES[platform as Platform]['config']}/Claude/claude_desktop_config.json`,
    )
    for (const path of paths) write(path, servers)
    const { endpoints } = await find({ home: home(), root, platform: 'any' })
    expect(endpoints.map(({ sources: [at] }) => at?.path)).to.have.members(
      paths.map((path) => join(root, path)),
    )
  })

  it('takes XDG_CONFIG_HOME and APPDATA from the environment of the user who runs it', async () => {
    write('elsewhere/zed/settings.json', '{ "context_servers": { "a": { "url": "https://zed.example/" } } }')
    write(
      'elsewhere/Claude/claude_desktop_config.json',
      '{ "mcpServers": { "a": { "url": "https://b.example/" } } }',
    )
    const linux = await find({ home: home(), env: { XDG_CONFIG_HOME: join(root, 'elsewhere') } })
    expect(linux.endpoints.map(({ url }) => url)).to.have.members([
      'https://zed.example/',
      'https://b.example/',
    ])
    const windows = await find({ home: home(), env: { APPDATA: join(root, 'elsewhere') }, platform: 'win32' })
    expect(windows.endpoints.map(({ url }) => url)).to.deep.equal(['https://b.example/'])
  })

  it('looks in the home directories of all users, with nothing of this environment', async () => {
    const server = (url: string): string => `{ "mcpServers": { "a": { "url": "${url}" } } }`
    const passwd = [
      'root:x:0:0::/root:/bin/bash',
      'nobody:x:65534:65534::/nonexistent:/bin/false',
      'eve:x:1001:1001::/srv/eve:/bin/bash',
    ]
    write('etc/passwd', passwd.join('\n'))
    write('root/.cursor/mcp.json', server('https://root.example/'))
    write('srv/eve/.cursor/mcp.json', server(`https://\${HOST}/`))
    write('home/ada/.cursor/mcp.json', server(`https://\${HOST}/`))
    const options = { home: home(), root, env: { HOST: 'ada.example' } }
    const alone = await find(options)
    expect(alone.endpoints.map(({ url }) => url)).to.deep.equal(['https://ada.example/'])
    const all = await find({ ...options, allUsers: true })
    expect(all.endpoints.map(({ url }) => url)).to.have.members([
      'https://ada.example/',
      'https://root.example/',
      `https://\${HOST}/`,
    ])
  })

  it('walks a tree of repositories, past dependencies, and not out of it', async () => {
    const server = (name: string): string =>
      `{ "mcpServers": { "${name}": { "url": "https://${name}.example/" } } }`
    write('tree/a/.mcp.json', server('a'))
    write('tree/group/b/packages/c/.cursor/mcp.json', server('c'))
    write('tree/a/node_modules/d/.mcp.json', server('d'))
    write('tree/a/.git/.mcp.json', server('e'))
    write('outside/.cursor/mcp.json', server('f'))
    write('tree/linked/shared/mcp.json', server('g'))
    mkdirSync(join(root, 'tree/h/.roo'), { recursive: true })
    symlinkSync('../../outside/.cursor', join(root, 'tree/linked/.cursor'))
    symlinkSync('..', join(root, 'tree/linked/round'))
    symlinkSync('shared', join(root, 'tree/linked/.roo'))
    symlinkSync('mcp.json', join(root, 'tree/h/.roo/mcp.json'))
    const { endpoints, problems } = await find({ projects: [join(root, 'tree'), join(root, 'tree/a')] })
    expect(endpoints.map(({ sources: [at] }) => at?.name)).to.have.members(['a', 'c', 'g'])
    expect(problems.map(({ code, path }) => `${code} ${path.slice(root.length)}`)).to.have.members([
      'OUTSIDE /tree/linked/.cursor/mcp.json',
      'SYMLINK_LOOP /tree/h/.roo/mcp.json',
    ])
  })

  it('stops when it is told to', async () => {
    write('tree/.mcp.json', '{ "mcpServers": { "a": { "url": "https://a.example/" } } }')
    const reason = new Error('enough')
    const aborted = find({ projects: [join(root, 'tree')], signal: AbortSignal.abort(reason) })
    expect(await aborted.catch((error: unknown) => error)).to.equal(reason)
  })
})

type Row = { client: string; file: ConfigFile; pattern: string }

const rowsOf = (platform: Platform): Row[] =>
  MCP_CLIENTS.flatMap(({ client, files }) =>
    files.flatMap((file) =>
      [...(file.paths.all ?? []), ...(file.paths[platform] ?? [])].map((pattern) => ({
        client,
        file,
        pattern,
      })),
    ),
  )

/** One path that fits the pattern. */
const pathOf = (pattern: string, { scope }: ConfigFile, platform: Platform): string => {
  const path = pattern
    .replace('**', 'market/plugin/1.0')
    .replaceAll('*', 'some')
    .replace(/^\{\$(\w+)\}/, (_, name: keyof typeof VARIABLES) => VARIABLES[name])
    .replace(/^\{home\}/, 'home/ada')
    .replace(/^\{root\}\//, '')
    .replace(/^\{(\w+)\}/, (_, name: string) => PLACES[platform][name] ?? '')
  return scope === 'project' ? `project/${path}` : path
}

/** One server at the first place in the document where the client looks. */
const documentOf = (file: ConfigFile, path: string, url: string): string => {
  const keys = (file.servers[0] ?? []).map((key) => (key === '*' ? 'some' : key))
  if ((file.format ?? formatOf(path)) === 'toml') return `[${keys.join('.')}.some]\nurl = "${url}"\n`
  // YAML reads JSON too.
  const document = keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), { some: { url } })
  return JSON.stringify(document, null, 2)
}
