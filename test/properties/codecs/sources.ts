import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import fc from 'fast-check'
import { stringify as yamlText } from 'yaml'
import { looksLikeManifest } from '../../../src/discover/fileKind.ts'
import { discoverManifest } from '../../../src/discover/manifest/manifests.ts'
import { expandUrl, serverEndpoints } from '../../../src/discover/registry/server.ts'
import { type Piece, parsed, piecesOf } from '../../../src/discover/registry/splitter.ts'
import { Endpoint } from '../../../src/model/endpoint.ts'
import { UsageError } from '../../../src/model/error.ts'
import { type Codec, property, textReader } from '../harness.ts'
import { inPieces, json, pieces } from '../values.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8')

const host = fc.constantFrom(
  'a.example',
  '*.example',
  '${HOST}',
  '{{ .host }}',
  'localhost',
  '10.0.0.1',
  '[::1]',
  '-',
  'é.example',
)
const port = fc.oneof(
  fc.constantFrom('8080:80', '1-9:1-9', '127.0.0.1:80:80', '${PORT}:80', '8000-8010:80', '80/udp', '99999:1'),
  fc.nat({ max: 70_000 }),
)
const compose = fc
  .dictionary(
    fc.constantFrom('a', 'b', 'mcp'),
    fc.record(
      {
        image: fc.constantFrom('mcp/server', 'nginx'),
        ports: fc.array(port, { maxLength: 4 }),
        labels: host.map((name) => [`traefik.http.routers.a.rule=Host(\`${name}\`)`]),
        environment: fc.record({ MCP_URL: host.map((name) => `https://${name}/mcp`) }),
      },
      { requiredKeys: [] },
    ),
    { maxKeys: 3, noNullPrototype: true },
  )
  .map((services) => yamlText({ services }))
const ingress = fc
  .tuple(fc.array(host, { maxLength: 3 }), fc.array(host, { maxLength: 3 }))
  .map(([rules, hosts]) =>
    yamlText({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      spec: {
        rules: rules.map((name) => ({ host: name, http: { paths: [{ path: '/mcp' }] } })),
        tls: [{ hosts }],
      },
    }),
  )
const gateway = fc.tuple(host, host).map(([one, two]) =>
  [
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { name: 'g' },
      spec: { listeners: [{ name: 'l', protocol: 'HTTPS', port: 443, hostname: one }] },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      spec: {
        parentRefs: [{ name: 'g' }],
        hostnames: [two],
        rules: [{ matches: [{ path: { value: '/mcp' } }] }],
      },
    },
  ]
    .map((object) => yamlText(object))
    .join('---\n'),
)
const manifest = fc.oneof(
  compose,
  ingress,
  gateway,
  fc.constantFrom(
    ...['compose.yaml', 'gateway.yaml', 'ingress.yaml'].map((name) => fixture(`manifests/${name}`)),
  ),
)

const inManifest = (text: string) => {
  const notes: unknown[] = []
  const endpoints = [...discoverManifest({ path: 'x.yaml', text, note: (problem) => notes.push(problem) })]
  return { endpoints, notes }
}

const remote = fc.record(
  {
    type: fc.constantFrom('streamable-http', 'sse', 'x'),
    url: fc.oneof(
      fc.constantFrom(
        'https://a.example/mcp',
        'https://{region}.example/{key}/mcp',
        'http://169.254.169.254/',
      ),
      host.map((name) => `https://${name}/mcp`),
    ),
    headers: fc.constant([{ name: 'Authorization', isRequired: true, isSecret: true }]),
    variables: fc.constant({ region: { choices: ['eu', 'us'] }, key: { isSecret: true } }),
  },
  { requiredKeys: [] },
)
const server = fc.record(
  {
    name: fc.string({ maxLength: 20 }),
    version: fc.constantFrom('1.0.0', 'latest'),
    remotes: fc.array(remote, { maxLength: 3 }),
    packages: fc.array(
      fc.record({
        registryType: fc.constantFrom('npm', 'pypi', 'oci', 'x'),
        identifier: fc.string({ maxLength: 20 }),
      }),
      { maxLength: 2 },
    ),
    _meta: json,
  },
  { requiredKeys: ['name'] },
)
const page = fc
  .tuple(
    fc.array(
      fc.oneof(
        server,
        server.map((one) => ({ server: one })),
      ),
      { maxLength: 4 },
    ),
    json,
  )
  .map(([servers, metadata]) => Buffer.from(JSON.stringify({ servers, metadata })))
const dump = fc.oneof(
  page,
  fc.array(page, { maxLength: 3 }).map((all) => Buffer.from(all.map(String).join('\n'))),
  fc.array(page, { maxLength: 3 }).map((all) => Buffer.from(`[${all.map(String).join()}]`)),
)

async function* stream(parts: readonly Uint8Array[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part)
}

const splitUp = async (bytes: Uint8Array, sizes: readonly number[], lines: boolean): Promise<Piece[]> => {
  const found: Piece[] = []
  for await (const piece of piecesOf(stream(inPieces(bytes, sizes)), { lines }, undefined)) found.push(piece)
  return found
}

const inRegistry = (text: string, isPublic: boolean): { endpoints: Endpoint[]; notes: string[] } => {
  const notes: string[] = []
  const endpoints = serverEndpoints(parsed(text), 1, {
    source: { kind: 'registry', path: 'dump.json' },
    isPublic,
    note: (code, _, message) => notes.push(`${code} ${message}`),
  })
  return { endpoints, notes }
}

/** Spellings of addresses that are not on the Internet. */
const local = fc
  .tuple(
    fc.constantFrom(0x7f00_0001, 0x0a00_0001, 0xc0a8_0101, 0xa9fe_a9fe, 0xac10_0001, 0),
    fc.constantFrom('v4', 'decimal', 'hexadecimal', 'mapped', 'compatible', 'nat64', '6to4'),
  )
  .map(([value, how]) => {
    const bytes = [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
    const dotted = bytes.join('.')
    const words = `${((value >>> 16) & 0xffff).toString(16)}:${(value & 0xffff).toString(16)}`
    if (how === 'decimal') return String(value >>> 0)
    if (how === 'hexadecimal') return `0x${(value >>> 0).toString(16)}`
    if (how === 'mapped') return `[::ffff:${dotted}]`
    if (how === 'compatible') return `[::${dotted}]`
    if (how === 'nat64') return `[64:ff9b::${words}]`
    return how === '6to4' ? `[2002:${words}::1]` : dotted
  })

export const sources = (): Codec => ({
  readers: [
    textReader({
      name: 'compose file or manifest of Kubernetes',
      long: 30_000,
      read: inManifest,
      valid: manifest,
      tokens: [
        'kind: Ingress\n',
        'services:\n',
        '---\n',
        'ports: [',
        '1-9999:1-9999',
        'Host(`a`)',
        'hostnames: [',
        '${A}',
      ],
      weight: 100,
      // A port range of ten characters is a thousand endpoints.
      fixed: 4_000_000,
      share: 0.3,
    }),
    textReader({
      name: 'kind of a file',
      read: (text) => looksLikeManifest('x', text),
      valid: manifest,
      tokens: ['apiVersion: ', 'services:'],
    }),
    textReader({
      name: 'server of a registry',
      read: (text) => inRegistry(text, true),
      valid: server.map((one) => JSON.stringify(one)),
      tokens: ['"remotes":[', '"packages":[', '"url":"', '{a}', '"variables":{', 'http://127.1/'],
      weight: 400,
      fixed: 40_000,
    }),
    textReader({
      name: 'URL template',
      read: (text) => expandUrl(text, new Map([['a', { choices: ['b', 'c'], isSecret: false }]])),
      valid: fc.constantFrom(
        'https://{a}.example/{a}',
        'https://a.example/{b}',
        'https://{key}.example/{token}',
      ),
      isOwn: (error) => error instanceof UsageError && error.code === 'URL_INVALID',
      tokens: ['{a}', '{b}', '{token}', 'https://'],
      weight: 80,
    }),
  ],
  properties: [
    property(
      'registries: dumps do not depend on how they were cut',
      fc.tuple(dump, fc.nat(), fc.constantFrom(...'"[]{},:\n\\ x'), fc.boolean(), pieces),
      async ([bytes, at, put, lines, sizes]) => {
        const changed = Buffer.from(bytes)
        changed.write(put, at % (changed.length + 1))
        const whole = await splitUp(changed, [changed.length], lines)
        expect(await splitUp(changed, sizes, lines)).to.deep.equal(whole)
        const length = whole.reduce((sum, piece) => sum + ('text' in piece ? piece.text.length : 1), 0)
        expect(length).to.be.at.most(2 * changed.length + 2)
      },
    ),
    property(
      'registries: every server of a page is a piece',
      fc.tuple(page, pieces),
      async ([bytes, sizes]) => {
        const { servers } = JSON.parse(String(bytes)) as { servers: unknown[] }
        const found = await splitUp(bytes, sizes, false)
        const texts = found.flatMap((piece) => (piece.kind === 'server' ? [JSON.parse(piece.text)] : []))
        expect(texts).to.deep.equal(servers)
        expect(found.at(-1)?.kind).to.equal('page')
      },
    ),
    property('registries: what is read fits the schema', server, (one) => {
      for (const endpoint of inRegistry(JSON.stringify(one), true).endpoints) Endpoint.parse(endpoint)
    }),
    property(
      'registries: a public one names no address of this machine and its networks',
      local,
      (address) => {
        const text = JSON.stringify({ name: 'a', remotes: [{ type: 'sse', url: `http://${address}/` }] })
        expect(inRegistry(text, true).endpoints).to.deep.equal([])
        expect(inRegistry(text, true).notes.join()).to.include('LOCAL_ADDRESS')
        expect(inRegistry(text, false).endpoints).to.have.length(1)
      },
    ),
    property(
      'manifests: what is read fits the schema',
      manifest,
      (text) => {
        for (const endpoint of inManifest(text).endpoints) Endpoint.parse(endpoint)
      },
      0.3,
    ),
  ],
})
