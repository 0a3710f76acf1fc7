import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { stringify } from 'smol-toml'
import type { ConfigOptions } from '../../src/discover/config/configs.ts'
import { type DiscoverOptions, discover, type Sources } from '../../src/discover/discover.ts'
import { addressValues } from '../../src/discover/secrets/interpolate.ts'
import type { DiscoveryProblem, Endpoint } from '../../src/model/endpoint.ts'
import { type ConfigFile, MCP_CLIENTS } from '../../src/registry/mcp/clients/mcpClients.ts'
import { run } from '../cli/program.ts'
import { type Found, find } from './findConfigs.ts'

/** Values that a host, a port, a path and a whole URL accept. None contains what looks secret. */
const MARK = 'environment-value'
const PORT = '49170'
const ENVIRONMENT = {
  LEAK: `${MARK}.example`,
  LEAK_PORT: PORT,
  LEAK_SCHEME: 'https',
  LEAK_URL: `https://name:${MARK}@host.example:${PORT}/${MARK}?q=${MARK}#${MARK}`,
  LEAK_TOKEN: `${MARK}-token`,
  HOME: `/home/${MARK}`,
}
const HOME = ENVIRONMENT.HOME

/** Every way in which a client or a tool writes a variable. */
const SYNTAXES: readonly ((name: string) => string)[] = [
  (name) => `\${${name}}`,
  (name) => `$${name}`,
  (name) => `\${${name}:-default}`,
  (name) => `\${${name}-default}`,
  (name) => `\${${name}:?}`,
  (name) => `\${env:${name}}`,
  (name) => `{env:${name}}`,
  (name) => `\${env.${name}}`,
  (name) => `$env:${name}`,
  (name) => `%${name}%`,
  (name) => `{$${name}}`,
  (name) => `{${name}}`,
  (name) => `{{${name}}}`,
  (name) => `\${{ env.${name} }}`,
  (name) => `\${{ secrets.${name} }}`,
  (name) => `\${input:${name}}`,
  (name) => `{input:${name}}`,
  (name) => `\${command:${name}}`,
  (name) => `{file:${name}}`,
]

const PLACES: readonly ((variable: (name: string) => string) => string)[] = [
  (variable) => variable('LEAK_URL'),
  (variable) => `${variable('LEAK_SCHEME')}://host.example/`,
  (variable) => `https://${variable('LEAK_TOKEN')}@host.example/`,
  (variable) => `https://name:${variable('LEAK')}@host.example/`,
  (variable) => `https://${variable('LEAK')}/mcp`,
  (variable) => `https://host.example:${variable('LEAK_PORT')}/mcp`,
  (variable) => `https://host.example/${variable('LEAK')}/mcp`,
  (variable) => `https://host.example${variable('HOME')}/mcp`,
  (variable) => `https://host.example/${variable('userHome')}/mcp`,
  (variable) => `https://host.example/mcp?q=${variable('LEAK')}&token=${variable('LEAK_TOKEN')}`,
  (variable) => `https://host.example/mcp#${variable('LEAK')}`,
]

const URLS = SYNTAXES.flatMap((syntax) => PLACES.map((place) => place(syntax)))
const SOME_URLS = SYNTAXES.map((syntax) => `https://${syntax('LEAK')}/${syntax('LEAK')}`)
/** One client of each format, and one with `$NAME`: their files contain every URL. */
const EXAMPLES = ['Claude Code', 'Gemini CLI', 'Codex', 'Continue']

/** Servers by name: URLs, wrapped URLs, programs, and credentials. */
const servers = (urls: readonly string[]): Record<string, unknown> => {
  const entries = [
    ...urls.flatMap((url) => [
      { url },
      { command: 'npx', args: ['-y', 'mcp-remote', url] },
      { command: 'node', args: ['server.js', `--api=${url}`], env: { API: url } },
    ]),
    ...SYNTAXES.flatMap((syntax) => [
      { command: 'ssh', args: [syntax('LEAK'), 'server'] },
      { command: `${syntax('HOME')}/bin/server`, args: [syntax('LEAK')], cwd: syntax('HOME') },
      { command: `/opt/${syntax('LEAK')}/server.js` },
      { command: 'npx', args: [syntax('LEAK')] },
      { command: `sh -c 'exec ${syntax('HOME')}/server.js'` },
      {
        url: 'https://sent.example/',
        headers: { 'X-Key': syntax('LEAK_TOKEN') },
        env_http_headers: { 'X-Other': 'LEAK_TOKEN' },
        bearer_token_env_var: 'LEAK_TOKEN',
      },
      { url: `https://${syntax('OWN')}/`, env: { OWN: syntax('LEAK') } },
    ]),
  ]
  return Object.fromEntries(entries.map((entry, at) => [`server-${at}`, entry]))
}

const PROJECT_FILES = MCP_CLIENTS.flatMap((client) =>
  client.files
    .filter(({ scope, author }) => scope === 'project' || author === 'publisher')
    .flatMap((file) =>
      Object.values(file.paths)
        .flat()
        .map((path) => ({ client: client.client, file, path })),
    ),
)

/** JSON is also YAML. */
const textOf = ({ servers: [keys = []] }: ConfigFile, path: string, urls: readonly string[]): string => {
  const document = keys.reduceRight<unknown>((value, key) => ({ [key]: value }), servers(urls))
  return path.endsWith('.toml') ? stringify(document as object) : JSON.stringify(document)
}

describe('the environment of this process', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-environment-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const withoutValues = (seen: unknown, what: string): void => {
    const text = JSON.stringify(seen)
    for (const value of [MARK, PORT]) expect(text.includes(value), what).to.equal(false)
  }

  it('gives no value to a file of a project, a plugin or an extension', async () => {
    expect(PROJECT_FILES).to.have.length.above(30)
    for (const { file, path, client } of PROJECT_FILES) {
      const place = path.replace('{home}/', '').replaceAll('**', 'one/two').replaceAll('*', 'x')
      const urls = EXAMPLES.includes(client) ? URLS : SOME_URLS
      write(place, textOf(file, place, urls))
      const credentials: unknown[] = []
      const options: Partial<ConfigOptions> = {
        env: ENVIRONMENT,
        credential: (one) => credentials.push(one),
        ...(file.scope === 'project' ? { home: HOME, projects: [folder] } : { home: folder }),
      }
      const { endpoints, problems } = await find(options)
      expect(endpoints, path).to.have.length.above(urls.length)
      expect(problems.map(({ code }) => code)).to.include('UNRESOLVED_VARIABLE')
      withoutValues([endpoints, problems], `${client}: ${path}`)
      expect(credentials, path).to.deep.equal([])
      rmSync(folder, { recursive: true })
      mkdirSync(folder)
    }
  })

  it('gives no value to compose files, manifests of Kubernetes and dumps of registries', async () => {
    write('dump.json', JSON.stringify(URLS.map((url, at) => ({ name: `one/${at}`, remotes: [{ url }] }))))
    const files = [
      { path: 'compose.yaml', text: compose() },
      { path: 'ingress.yaml', text: ingress() },
    ]
    const { endpoints, problems } = await withEnvironment(() =>
      inSources({ files, registries: [join(folder, 'dump.json')] }),
    )
    expect(endpoints).to.have.length.above(100)
    expect(endpoints.some(({ unresolved }) => unresolved?.includes('LEAK'))).to.equal(true)
    expect(endpoints.some(({ url }) => url === 'https://default/mcp')).to.equal(true)
    withoutValues([endpoints, problems], 'manifests and dumps')
  })

  it('stays out of the inventory and the store of a scan', async () => {
    write('project/.mcp.json', JSON.stringify({ mcpServers: servers(SOME_URLS) }))
    write('compose.yaml', compose())
    write('project/.env', `LEAK=${MARK}`)
    const sources = ['--project', join(folder, 'project'), '--file', join(folder, 'compose.yaml')]
    const words = ['scan', ...sources, '--exclude', '*.example,default', '--timeout', '1', '--json']
    const env = { ...ENVIRONMENT, HOME: folder, XDG_DATA_HOME: folder }
    const scan = await run(words, { env })
    const report = await run(['report', 'json'], { env })
    expect(scan.stdout).to.include('"LEAK"')
    expect(report.stdout).to.include('"LEAK"')
    withoutValues([scan, report], 'scan and report')
  })

  it('gives values to the address of a server in the user’s own file, and to nothing else in its URL', async () => {
    const urls = {
      whole: `\${LEAK_URL}`,
      parts: `\${LEAK_SCHEME}://\${LEAK}:\${LEAK_PORT}/\${LEAK}`,
      user: `https://\${LEAK}:\${LEAK}@host.example/`,
      query: `https://host.example/mcp?team=\${LEAK}&lang=\${NONE:-en}&own=\${OWN}#\${LEAK}`,
    }
    const entries = Object.entries(urls).map(([name, url]) => [name, { url, env: { OWN: 'mine' } }])
    write('.cursor/mcp.json', JSON.stringify({ mcpServers: Object.fromEntries(entries) }))
    const { endpoints, problems } = await find({ home: folder, env: ENVIRONMENT })
    expect(endpoints.map(({ url }) => url)).to.deep.equal([
      `https://host.example:${PORT}/${MARK}`,
      `https://${MARK}.example:${PORT}/${MARK}.example`,
      'https://host.example/',
      'https://host.example/mcp?team=&lang=en&own=mine',
    ])
    expect(problems.map(({ code, message }) => `${code} ${message}`)).to.deep.equal([
      'UNRESOLVED_VARIABLE server "query": the query of its URL needs LEAK, which is not filled in; the parameter is left empty',
    ])
  })

  it('adds nothing of a value whose user information cannot be told from the rest', () => {
    const values = {
      slash: 'postgres://user:SEKRETp/w1@db.example/x',
      fragment: 'mongodb+srv://u:SEKRET#3@h.example/x',
      number: 'https://u:12#SEKRET@h.example/x',
      query: 'https://u:12?SEKRET@h.example/x',
      path: 'https://u:12/SEKRET@h.example/x',
      twice: 'https://u:SEKRET@x@h.example/',
      bare: 'u:SEKRET@h.example/x',
      at: 'me@SEKRET',
      pair: 'user:SEKRETpw12',
      database: 'admin:SEKRET:host:5432',
      pgpass: 'localhost:5432:db:me:SEKRET',
      pathPair: 'h.example/u:SEKRET',
      scheme: 'https://user:SEKRET/x',
      digits: 'user:123456',
      assigned: 'Server=db;User Id=sa;Password=SEKRET',
      long: `u:SEKRET${'x'.repeat(2048)}@h.example`,
    }
    expect(Object.values(addressValues(values)).filter((value) => value !== undefined)).to.deep.equal([])
    const plain = {
      user: 'https://u:SEKRET;=&@h.example:8443/x?y=1#z',
      host: 'h.example:8443',
      six: '[2001:db8::1]:8443',
      bareSix: '2001:db8::1',
      folder: '/home/me@corp.example/My Files',
      drive: 'C:\\Users\\Me',
      port: '8443',
    }
    expect(Object.values(addressValues(plain))).to.deep.equal([
      'https://h.example:8443/x',
      'h.example:8443',
      '[2001:db8::1]:8443',
      '2001:db8::1',
      '/home/me@corp.example/My Files',
      'C:\\Users\\Me',
      '8443',
    ])
  })

  it('leaves a variable whose value is not an address in the URL, names it, and quotes no value', async () => {
    const mcpServers = Object.fromEntries(
      [`https://host.example/\${V2}/x`, `https://\${V2}/x`, `https://host.example:\${V2}/`].map((url) => [
        url,
        { url },
      ]),
    )
    write('home/.cursor/mcp.json', JSON.stringify({ mcpServers }))
    for (const V2 of ['user:SEKRETpw12', 'admin:SEKRET:host:5432', 'me@SEKRET']) {
      const found = await find({ home: join(folder, 'home'), env: { V2 } })
      expect(JSON.stringify(found)).not.to.include('SEKRET')
      expect(found.endpoints.map(({ unresolved }) => unresolved)).to.deep.equal([['V2'], ['V2'], ['V2']])
    }
  })

  it('gives header fields of the user’s own files to their own origin only, and stores none', async () => {
    const entry = { url: 'https://own.example/mcp', headers: { 'X-Key': `\${LEAK_TOKEN}` } }
    write('home/.cursor/mcp.json', JSON.stringify({ mcpServers: { own: entry } }))
    const project = { ...entry, url: 'https://project.example/mcp' }
    write('project/.cursor/mcp.json', JSON.stringify({ mcpServers: { project } }))
    write('root/home/other/.cursor/mcp.json', JSON.stringify({ mcpServers: { other: project } }))
    const credentials: unknown[] = []
    const found = await find({
      home: join(folder, 'home'),
      root: join(folder, 'root'),
      projects: [join(folder, 'project')],
      allUsers: true,
      env: ENVIRONMENT,
      credential: (one) => credentials.push(one),
    })
    expect(credentials).to.deep.equal([
      { origin: 'https://own.example', headers: { 'X-Key': ENVIRONMENT.LEAK_TOKEN } },
    ])
    expect(found.endpoints).to.have.lengthOf(3)
    withoutValues(found, 'header fields')
  })
})

const compose = (): string => {
  const urls = URLS.map((url, at) => [`MCP_URL_${at}`, url])
  const labels = SYNTAXES.map((syntax, at) => [
    `traefik.http.routers.r${at}.rule`,
    `Host(\`${syntax('LEAK')}\`) && PathPrefix(\`/${syntax('LEAK')}\`)`,
  ])
  const hosts = SYNTAXES.map((syntax) => syntax('LEAK')).join(',')
  const ports = SYNTAXES.flatMap((syntax) => [
    `${syntax('LEAK_PORT')}:8000`,
    { published: syntax('LEAK_PORT'), target: 8000, host_ip: syntax('LEAK') },
  ])
  const environment = { ...Object.fromEntries(urls), VIRTUAL_HOST: hosts, VIRTUAL_PATH: `/\${LEAK}` }
  const service = { image: 'x', env_file: '.env', environment, labels: Object.fromEntries(labels), ports }
  return JSON.stringify({ services: { one: service } }).replace('{', '{ ')
}

const ingress = (): string =>
  SYNTAXES.map((syntax) => {
    const rule = { host: syntax('LEAK'), http: { paths: [{ path: `/${syntax('LEAK')}` }] } }
    const spec = { tls: [{ hosts: [syntax('LEAK')] }], rules: [rule] }
    return `---\n${JSON.stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', spec })}\n`
  }).join('')

const inSources = async (sources: Partial<Sources>): Promise<Found> => {
  const problems: DiscoveryProblem[] = []
  const none: Sources = {
    targets: [],
    files: [],
    configs: undefined,
    registries: [],
    lab: [],
    ports: [],
    portsNamed: false,
    exclude: [],
    authorized: true,
  }
  const options: DiscoverOptions = { note: (one) => problems.push(one), timeoutMs: 1000, ca: [] }
  const endpoints: Endpoint[] = [...(await discover({ ...none, ...sources }, options)).named()]
  return { endpoints, problems }
}

const withEnvironment = async <T>(read: () => Promise<T>): Promise<T> => {
  const before = { ...process.env }
  Object.assign(process.env, ENVIRONMENT)
  try {
    return await read()
  } finally {
    for (const name of Object.keys(ENVIRONMENT)) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
  }
}
