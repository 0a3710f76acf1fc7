import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { parseOwnerFile } from '../../src/assess/owners/ownerFile.ts'
import { upstreamsOf } from '../../src/discover/config/command/arguments.ts'
import { discoverConfigs } from '../../src/discover/config/configs.ts'
import { readJson } from '../../src/discover/document/json.ts'
import { readToml } from '../../src/discover/document/toml.ts'
import type { ConfigDocument, ConfigValue } from '../../src/discover/document/value.ts'
import { readYaml } from '../../src/discover/document/yaml.ts'
import { discoverManifest } from '../../src/discover/manifest/manifests.ts'
import { expandUrl } from '../../src/discover/registry/server.ts'
import { interpolate } from '../../src/discover/secrets/interpolate.ts'
import type { Inventory } from '../../src/model/inventory.ts'
import { run } from '../cli/program.ts'
import { expectLinear } from '../growth.ts'
import { find } from './findConfigs.ts'

const GOOSE = '.config/goose/config.yaml'
const GOOD = '{ "mcpServers": { "good": { "url": "stdio" }, "next": { "command": "server" } } }'
const DEEP = 10_000

/** Files of each kind that exceed a bound: what, path, text, the problem's code, a part of its message. */
const BOMBS = [
  ['a merge key of itself', GOOSE, 'extensions: &a\n  <<: *a\n', 'ALIAS_BOMB', 'contains it'],
  [
    'a merge key of what is around it',
    GOOSE,
    'extensions: &a\n  x:\n    <<: *a\n',
    'ALIAS_BOMB',
    'contains it',
  ],
  ['aliases of aliases', GOOSE, aliases(30, 4), 'ALIAS_BOMB', 'more than 100000 values'],
  ['merge keys of merge keys', GOOSE, merges(30), 'ALIAS_BOMB', 'more than 100000 values'],
  ['aliases that nest', GOOSE, aliases(500, 1), 'TOO_DEEP', 'more than 200 levels'],
  ['maps in one line', GOOSE, `[${'a: '.repeat(DEEP)}]`, 'TOO_DEEP', 'more than 200 levels'],
  ['too much YAML', GOOSE, '#'.repeat(262_145), 'TOO_LARGE', '256 KiB'],
  ['too much JSON', '.cursor/mcp.json', ' '.repeat(8_388_609), 'TOO_LARGE', '8192 KiB'],
  ['many values', '.cursor/mcp.json', `[${'0,'.repeat(1_000_001)}]`, 'TOO_LARGE', 'more than 1000000 values'],
  ['deep JSON', '.cursor/mcp.json', '{"mcpServers":'.repeat(DEEP), 'TOO_DEEP', 'more than 200 levels'],
  ['many servers', '.cursor/mcp.json', many(10_001), 'TOO_MANY_SERVERS', 'first 10000 servers'],
  ['too much TOML', '.codex/config.toml', '#'.repeat(1_048_577), 'TOO_LARGE', '1024 KiB'],
  ['deep TOML', '.codex/config.toml', `${'a.'.repeat(DEEP)}b = 1`, 'TOO_DEEP', 'more than 200 levels'],
  [
    'a URL of braces',
    '.cursor/mcp.json',
    url(`http://${'{'.repeat(300_000)}`),
    'BAD_ENTRY',
    'longer than 8000 characters',
  ],
  [
    'a long argument',
    '.cursor/mcp.json',
    url('', ' '.repeat(300_000)),
    'TOO_LARGE',
    'more than 32768 characters',
  ],
  [
    'a URL that repeats a variable',
    '.cursor/mcp.json',
    filling({ url: `http://h/${'${A}'.repeat(1990)}` }),
    'BAD_ENTRY',
    'its URL is longer than 8000 characters with its variables filled in',
  ],
  [
    'a wrapped URL that repeats a variable',
    '.cursor/mcp.json',
    filling({ command: 'npx', args: ['mcp-remote', `http://h/${'$A'.repeat(3990)}`] }),
    'BAD_ENTRY',
    'its URL is longer than 8000 characters with its variables filled in',
  ],
  [
    'a program that repeats a variable',
    '.cursor/mcp.json',
    filling({ command: '$A/'.repeat(10_000) }),
    'BAD_ENTRY',
    'its program is longer than 8000 characters with its variables filled in',
  ],
  [
    'a URL of many variables',
    '.cursor/mcp.json',
    filling({ url: `http://h/${'${B}'.repeat(65)}` }),
    'BAD_ENTRY',
    'its URL refers to more than 64 variables',
  ],
  ['many arguments', '.cursor/mcp.json', assignments(100_000), 'TOO_LARGE', 'more than 1000 arguments'],
] as const

function aliases(levels: number, each: number): string {
  const rows = Array.from(
    { length: levels },
    (_, i) => `a${i + 1}: &a${i + 1} [${Array(each).fill(`*a${i}`)}]`,
  )
  return `a0: &a0 [x]\n${rows.join('\n')}\nextensions: *a${levels}\n`
}

function merges(levels: number): string {
  const rows = Array.from({ length: levels }, (_, i) => `a${i + 1}: &a${i + 1} { <<: *a${i}, "<<": *a${i} }`)
  return `a0: &a0 { x: 1 }\n${rows.join('\n')}\nextensions: *a${levels}\n`
}

function many(count: number): string {
  const entries = Array.from({ length: count }, (_, i) => [`s${i}`, { command: 'server' }])
  return JSON.stringify({ mcpServers: Object.fromEntries(entries) })
}

function url(text: string, argument = ''): string {
  return JSON.stringify({ mcpServers: { one: { url: text, command: 'server', args: [argument] } } })
}

function filling(entry: object): string {
  return JSON.stringify({ mcpServers: { one: { ...entry, env: { A: 'x'.repeat(32_768) } } } })
}

function assignments(count: number): string {
  return JSON.stringify({ mcpServers: { one: { command: 'env', args: Array(count).fill('A=1') } } })
}

describe('the bounds of the readers', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-bounds-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const write = (path: string, text: string): string => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
    return join(folder, path)
  }

  for (const [what, path, text, code, message] of BOMBS) {
    it(`let a file with ${what} cost only itself, and name it`, async () => {
      const bad = write(path, text)
      write('.kiro/settings/mcp.json', GOOD)
      const { endpoints, problems } = await find({ home: folder })
      expect(endpoints.map(({ url }) => url)).to.include('stdio:command/server')
      const problem = problems.find((one) => one.path === bad)
      expect(problem).to.include({ code })
      expect(problem?.message).to.include(message)
    })
  }

  it('let a scan read the other files, and never count as a bug of the program', async () => {
    write(`home/${GOOSE}`, 'extensions: &a\n  <<: *a\n')
    write('home/.kiro/settings/mcp.json', GOOD)
    const compose = write('compose.yaml', 'services: &a\n  <<: *a\n')
    const ports = write('ports.yaml', `services:\n  a:\n    ports: [${'"1-999:1-999",'.repeat(50_000)}]\n`)
    const words = ['discover', '--home', join(folder, 'home'), '--file', compose, '--file', ports, '--json']
    const { stdout, code } = await run(words)
    const { endpoints, problems } = JSON.parse(stdout) as Inventory & { problems: { path: string }[] }
    expect(code).to.equal(0)
    expect(endpoints.map(({ url }) => url)).to.include.members([
      'stdio:command/server',
      'https://localhost:999/',
    ])
    expect(problems.map(({ path }) => path)).to.include.members([join(folder, 'home', GOOSE), compose, ports])
  })

  it('bound how often a variable is filled in, in each text and for all addresses of a server', async () => {
    let reads = 0
    const env = {
      get A() {
        reads++
        return 'b'
      },
    }
    expect(interpolate('$A'.repeat(16_000), { env, bare: true })).to.deep.equal({
      text: '',
      unresolved: [],
      hidden: [],
      problem: 'refers to more than 64 variables',
    })
    expect(reads).to.be.below(200)
    const addresses = Array.from({ length: 1000 }, (_, i) => `http://h${i}/${'$A'.repeat(64)}`)
    expect(upstreamsOf(addresses, { env, environment: {}, bare: true })).to.have.lengthOf(32)
    expect(reads).to.be.below(20_000)
    write('.cursor/mcp.json', filling({ command: 'x', args: [`http://h/${'$A'.repeat(16_000)}`] }))
    const { endpoints } = await find({ home: folder })
    expect(endpoints.map(({ stdio }) => stdio?.upstreams)).to.deep.equal([[]])
  })

  it('let a signal end the reading of one long file', async () => {
    write('.cursor/mcp.json', many(1000))
    const stop = new AbortController()
    const nowhere = {
      root: '/nonexistent',
      platform: 'linux',
      env: {},
      projects: [],
      allUsers: false,
    } as const
    let read = 0
    const reading = async (): Promise<void> => {
      for await (const _ of discoverConfigs({
        ...nowhere,
        home: folder,
        note: () => {},
        signal: stop.signal,
      }))
        if (++read === 1) setImmediate(() => stop.abort(new Error('stopped')))
    }
    const failure = await reading().catch((error: Error) => error.message)
    expect(failure).to.equal('stopped')
    expect(read).to.be.within(1, 100)
  })

  it('keep 16 lines of a target list for an endpoint, in however many spellings it is repeated', async () => {
    const spellings = Array.from({ length: 2000 }, (_, i) => `https://a.example/#${i}\nA.example`)
    const list = write('list.txt', `a.example\n${spellings.join('\n')}\nb.example\n`)
    const { stdout } = await run(['discover', '--file', list, '--json'])
    const { endpoints } = JSON.parse(stdout) as Inventory
    expect(endpoints.map(({ sources }) => sources)).to.deep.equal([
      [1, 2, 3, ...Array.from({ length: 13 }, (_, i) => 4 + 2 * i)].map((line) => ({
        kind: 'file',
        path: list,
        line,
      })),
      [{ kind: 'file', path: list, line: 4002 }],
    ])
  })

  it('bound the objects of a manifest, however few of them are endpoints', () => {
    const group = 'apiVersion: gateway.networking.k8s.io/v1'
    const names = (count: number, at: string): string =>
      Array.from({ length: count }, (_, i) => `${at}${i}.example`).join()
    const route = `${group}\nkind: HTTPRoute\nspec: { hostnames: [${names(5_000, 'a')}], parentRefs: [${'{name: g},'.repeat(5_000)}] }\n`
    const listeners = Array.from(
      { length: 5_000 },
      (_, i) => `{name: l${i}, protocol: HTTPS, hostname: b${i}.example}`,
    )
    const gateway = `${group}\nkind: Gateway\nmetadata: {name: g}\nspec: { listeners: [${listeners}] }\n`
    const cluster = inManifest(`${gateway}---\n${route}`)
    expect(cluster.urls).to.have.lengthOf(0)
    expect(cluster.problems.map(({ message }) => message)).to.deep.equal([
      'Gateway g: only the first 64 items of a list were read',
      'HTTPRoute: only the first 64 items of a list were read',
    ])
    const ingress = 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec:\n'
    const rules = Array.from({ length: 9000 }, (_, i) => `{host: r${i}.example}`)
    const tls = `  tls: [{hosts: [${names(9000, 't')},'*.example']}]\n`
    const { urls } = inManifest(`${ingress}${tls}  rules: [${rules}]\n`)
    expect(urls).to.include('https://r8999.example/')
    const invalid = Array.from({ length: 500 }, (_, i) => `\`-${i}\``).join()
    const labels = Array.from(
      { length: 200 },
      (_, i) => `"traefik.http.routers.r${i}.rule": "Host(${invalid})"`,
    )
    const { problems } = inManifest(`services: { a: { labels: { ${labels} } } }\n`)
    expect(problems.map(({ code }) => code)).to.include('TOO_MANY_ENDPOINTS')
  })

  it('bound the YAML of a manifest, and the documents in it', () => {
    const few = '---\nservices: { a: { ports: ["8080:80"] } }\n'
    const { urls, problems } = inManifest(few + '---\nkind: List\n'.repeat(1_000_000))
    expect(urls).to.deep.equal(['https://localhost:8080/'])
    expect(problems[0]).to.include({ code: 'TOO_LARGE' })
    expect(problems[0]?.message).to.match(
      /^the file has more than 4 MiB of YAML; the documents from line \d+ on were not read$/,
    )
  })

  it('bound the long YAML documents of a manifest together, and no short one', () => {
    const ports = (port: number): string => `---\nservices: { a: { ports: ["${port}:80"] } }\n`
    const long = (port: number): string => `${ports(port)}x-keys:\n${'- key: value\n'.repeat(17_000)}`
    const text = [ports(1), long(2), long(3), long(4), ports(5)].join('')
    const { urls, problems } = inManifest(text)
    expect(urls.map((url) => new URL(url).port)).to.deep.equal(['1', '2', '3', '5'])
    expect(problems).to.have.lengthOf(1)
    expect(problems[0]).to.deep.include({
      code: 'TOO_LARGE',
      line: 1 + 2 + 2 * 17_003,
      message:
        'the file has long YAML documents of more than 200000 tokens that are not white space together; this one was not read',
    })
  })

  it('read YAML documents of 1 MiB as people and programs write them, and no denser ones', () => {
    const service = (i: number): string => `  s${i}:\n    image: a/s${i}\n    ports:\n      - "${i}:80"\n`
    const ingress = (i: number): string =>
      `- apiVersion: networking.k8s.io/v1\n  kind: Ingress\n  metadata: { name: web-${i} }\n  spec:\n    rules:\n    - host: web-${i}.example\n`
    for (const text of [
      rows(service, 'services:\n')(1_048_000),
      rows(ingress, 'apiVersion: v1\nkind: List\nitems:\n')(1_048_000),
    ])
      expect(readYaml(text).problems).to.deep.equal([])
    for (const text of [
      rows(() => 'a,', 'services: [', ']')(420_000),
      rows(() => '- !a\n')(600_000),
      rows(() => '\n', 'a:', 'b')(600_000),
    ]) {
      const { root, problems } = readYaml(text)
      expect(root).to.equal(undefined)
      expect(problems[0]?.code).to.equal('TOO_LARGE')
    }
  })

  it('bound the variables of a registry’s template', () => {
    const names = Array.from({ length: 33 }, (_, i) => `{v${i}}`).join('')
    expect(() => expandUrl(`https://a.example/${names}`, new Map())).to.throw('more than 32 variables')
  })

  it('bound what the owner’s file may contain', () => {
    for (const text of [
      `[${'a: '.repeat(50_000)}]`,
      '? '.repeat(50_000),
      'rules: &a\n  <<: *a\n',
      `[${'{'.repeat(101)}`,
    ])
      expect(() => parseOwnerFile('own.yaml', text)).to.throw(/^own.yaml:\d+: /)
  })
})

const inManifest = (text: string) => {
  const problems: { code: string; message: string }[] = []
  const note = (problem: (typeof problems)[number]) => problems.push(problem)
  return { urls: [...discoverManifest({ path: 'x.yaml', text, note })].map(({ url }) => url), problems }
}

/** Text of a given length, made of rows. */
const rows =
  (row: (i: number) => string, before = '', after = '') =>
  (size: number): string => {
    let text = before
    for (let i = 0; text.length < size; i++) text += row(i)
    return text + after
  }

const GROWING: Readonly<Record<string, (size: number) => string>> = {
  'anchors, each with an alias': rows((i) => `- &a${i} x\n- *a${i}\n`),
  'one anchor with many aliases': rows(() => '- *a\n', '- &a x\n'),
  'one anchor with many merge keys': rows((i) => `b${i}: { <<: *a }\n`, 'a: &a { x: 1 }\n'),
  keys: rows((i) => `k${i}: 1\n`),
  'keys in braces': rows((i) => `"k${i}": 1,`, '{', '}'),
  'items in brackets': rows((i) => `${i},`, '[', ']'),
  'keys of TOML': rows((i) => `k${i} = 1\n`),
  'keys below a deep table of TOML': rows((i) => `k${i} = 1\n`, `[${'a.'.repeat(190)}a]\n`),
  'tables of TOML': rows((i) => `[t${i}]\na = 1\n`),
  'invalid tables of TOML': rows((i) => `[t${i}]\na = \n`),
  'brackets that nest': rows(() => '['),
  'quotation marks': rows(() => '"'),
  backslashes: rows(() => '\\', '"'),
  slashes: rows(() => '/*'),
  spaces: rows(() => ' ', 'a:', 'b'),
  'empty lines': rows(() => '\n', 'a:', 'b'),
  'maps in one line': rows(() => 'a: '),
  errors: rows(() => 'a: b: c\n'),
}

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  YAML: (text) => count(readYaml(text)),
  JSON: (text) => count(readJson(text)),
  TOML: (text) => count(readToml(text)),
  'the owner’s file': (text) => {
    try {
      parseOwnerFile('own.yaml', text)
    } catch (error) {
      expect(error).to.have.property('code', 'OWNER_FILE_INVALID')
    }
  },
}

const count = ({ root }: ConfigDocument): number => (root ? valuesOf(root) : 0)
const valuesOf = (value: ConfigValue): number => {
  if (value.kind === 'map') return value.members.reduce((sum, member) => sum + valuesOf(member.value), 1)
  return value.kind === 'list' ? value.items.reduce((sum, item) => sum + valuesOf(item), 1) : 1
}

describe('the time of the readers grows with the size of the text', () => {
  for (const [reader, read] of Object.entries(READERS)) {
    it(reader, () => {
      for (const [what, make] of Object.entries(GROWING)) expectLinear(`${reader}: ${what}`, make, read, 4096)
    })
  }
})
