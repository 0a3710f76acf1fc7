import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { Endpoint } from '../../src/model/endpoint.ts'
import { MCP_CLIENTS } from '../../src/registry/mcp/clients/mcpClients.ts'
import { type Found, find } from './findConfigs.ts'

const FIXTURES = new URL('../fixtures/clients/', import.meta.url).pathname
const FOLDERS = readdirSync(FIXTURES).sort()
const OTHER_EDITORS = /^\{config\}\/(Code - Insiders|VSCodium|Cursor|Windsurf)\//
/** Every secret in the fixtures holds this, and nothing else in them does. */
const SECRET = '5ecret'

/**
 * One folder a client: `home`, `project` and `root` as they would lie on a machine, and `servers.txt`, which lists
 * every server in them, with file and line.
 */
const inFolder = (folder: string): Promise<Found> => {
  const at = (name: string): string => join(FIXTURES, folder, name)
  return find({
    home: at('home'),
    root: at('root'),
    projects: existsSync(at('project')) ? [at('project')] : [],
  })
}

describe('discover/configs: client configurations', () => {
  const found = new Map<string, Found>()
  before(async () => {
    for (const folder of FOLDERS) found.set(folder, await inFolder(folder))
  })
  const endpoints = (): Endpoint[] => [...found.values()].flatMap((one) => one.endpoints)
  const one = (client: string, name: string): Endpoint => {
    const match = endpoints().find(
      ({ sources: [source] }) => source?.client === client && source.name === name,
    )
    if (match === undefined) throw new Error(`no server ${name} of ${client}`)
    return match
  }

  it('has a fixture for every client of the registry', () => {
    const clients = new Set(endpoints().map(({ sources: [source] }) => source?.client))
    expect([...clients]).to.have.members(MCP_CLIENTS.map(({ client }) => client))
  })

  it('has every path of the registry in docs/discovery.md', () => {
    const page = readFileSync(new URL('../../docs/discovery.md', import.meta.url), 'utf8')
    // Those below other editors' folders stand there once.
    const paths = MCP_CLIENTS.flatMap(({ files }) =>
      files.flatMap((file) => Object.values(file.paths).flat()),
    )
    const missing = paths.filter(
      (path) => !page.includes(`\`${path.replace(OTHER_EDITORS, '{config}/Code/')}\``),
    )
    expect(missing).to.deep.equal([])
  })

  for (const folder of FOLDERS) {
    it(`lists every server of ${folder}`, () => {
      const list = readFileSync(join(FIXTURES, folder, 'servers.txt'), 'utf8')
      const expected = list.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
      const actual = found.get(folder)?.endpoints.map((endpoint) => lineOf(endpoint, join(FIXTURES, folder)))
      expect(actual).to.have.members(expected)
    })
  }

  it('names the line where the entry of a server begins', () => {
    for (const { sources } of endpoints()) {
      const { path = '', line = 0, name = '' } = sources[0] ?? {}
      expect(readFileSync(path, 'utf8').split('\n')[line - 1], `${path}:${line}`).to.include(name)
    }
  })

  it('gives what the model describes', () => {
    for (const endpoint of endpoints()) expect(Endpoint.strict().parse(endpoint)).to.deep.equal(endpoint)
  })

  it('lets no secret through', () => {
    expect(JSON.stringify([...found.values()])).to.not.include(SECRET)
    const texts = FOLDERS.flatMap((folder) => filesIn(join(FIXTURES, folder))).map((file) =>
      readFileSync(file, 'utf8'),
    )
    expect(texts.filter((text) => text.includes(SECRET)).length).to.be.greaterThan(15)
  })

  it('names the secrets that a server gets, and shows where one is used twice', async () => {
    expect(one('Codex', 'docs').secrets?.map(({ name, place }) => `${place} ${name}`)).to.deep.equal([
      'header X-Api-Key',
      'header X-Team',
      'env DOCS_TOKEN',
    ])
    const again = await inFolder('codex')
    const hash = (list: readonly Endpoint[]): string | undefined =>
      list.flatMap(({ secrets = [] }) => secrets).find(({ name }) => name === 'CONTEXT7_API_KEY')?.hash
    expect(hash(again.endpoints)).to.match(/^[\da-f]{8}$/)
    expect(hash(again.endpoints)).to.equal(hash(endpoints()))
  })

  it('says what weakens a connection, where', () => {
    const crm = one('Claude Desktop', 'crm')
    const codes = crm.findings?.map(({ code }) => code)
    expect(codes).to.include.members(['TLS_VERIFICATION_OFF', 'EXTRA_CA', 'ALLOW_HTTP', 'PLAINTEXT_HTTP'])
    expect(crm.findings?.[0]).to.include({ path: crm.sources[0]?.path, line: 17 })
    expect(one('Continue', 'remote').findings?.map(({ code }) => code)).to.include('TLS_VERIFICATION_OFF')
    expect(one('Cursor', 'search').findings?.map(({ code }) => code)).to.include('SECRET_IN_URL')
    expect(one('VS Code', 'notes').findings ?? []).to.deep.equal([])
  })

  it('inventories what is started over stdio', () => {
    expect(one('Claude Code', 'postgres').stdio).to.deep.equal({
      command: 'npx',
      args: ['-y', '@modelcontextprotocol/server-postgres', 'postgresql://db.example:5432/shop'],
      package: 'npm/@modelcontextprotocol/server-postgres',
      upstreams: ['postgresql://db.example:5432/shop'],
    })
    expect(one('opencode', 'local').stdio?.upstreams).to.deep.equal(['https://tool.example/api'])
    expect(one('VS Code', 'db').stdio?.args).to.deep.equal([
      '-m',
      'db_server',
      '--password',
      '***',
      '--port',
      '5432',
    ])
  })

  it('lists a server whose URL needs a variable without a value, and says which', () => {
    expect(one('Claude Code', 'unknown-host')).to.include({ url: `https://\${TENANT_HOST}/mcp` })
    expect(one('Claude Code', 'unknown-host').unresolved).to.deep.equal(['TENANT_HOST'])
    const problem = found.get('claude-code')?.problems.find(({ code }) => code === 'UNRESOLVED_VARIABLE')
    expect(problem).to.include({ line: 8 })
  })

  it('fills variables in from the environment, but never a secret', async () => {
    const home = join(FIXTURES, 'windsurf/home')
    const withHost = async (host: string): Promise<Endpoint | undefined> => {
      const { endpoints } = await find({ home, env: { WINDSURF_HOST: host } })
      return endpoints.find(({ sources: [source] }) => source?.name === 'remote')
    }
    expect(await withHost('tenant.example')).to.include({ url: 'https://tenant.example/mcp' })
    const secret = await withHost(`ghp_${SECRET}0123456789`)
    expect(secret).to.include({ url: 'https://***/mcp' })
    expect(secret?.unresolved).to.deep.equal(['WINDSURF_HOST'])
  })
})

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))

/** `path:line scope "name" transport url (runtime)`. */
const lineOf = ({ sources: [source], transport, url, runtime }: Endpoint, folder: string): string => {
  const { path = '', line, scope, name = '', disabled } = source ?? {}
  const place = `${path.slice(folder.length + 1)}:${line} ${scope}${disabled ? ', disabled' : ''}`
  const on = runtime
    ? ` (${runtime.wrapper === undefined ? '' : `${runtime.wrapper} on `}${runtime.name})`
    : ''
  return `${place} "${name}" ${transport} ${url}${on}`
}
