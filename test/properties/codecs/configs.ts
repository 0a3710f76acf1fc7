import { expect } from 'chai'
import fc from 'fast-check'
import { configAddress } from '../../../src/discover/config/address.ts'
import { sanitizeArguments, upstreamsOf } from '../../../src/discover/config/command/arguments.ts'
import { shellWords, unwrap } from '../../../src/discover/config/command/commandLine.ts'
import { stdioUrl } from '../../../src/discover/config/command/stdioUrl.ts'
import { configEntries } from '../../../src/discover/config/entries.ts'
import { type ConfigContext, configServers } from '../../../src/discover/config/server.ts'
import { readJson } from '../../../src/discover/document/json.ts'
import { addressValues, interpolate } from '../../../src/discover/secrets/interpolate.ts'
import { redactText } from '../../../src/discover/secrets/redact.ts'
import { SecretList } from '../../../src/discover/secrets/secretUse.ts'
import { Endpoint } from '../../../src/model/endpoint.ts'
import { HOSTILE_TEXT } from '../../../src/registry/hostileText.ts'
import { type Codec, property, textReader } from '../harness.ts'

/** What the environment of a scan holds, and what may be in a file. */
const LEAK = 'leak9b1d7c'
const ENVIRONMENT = {
  DATABASE: LEAK,
  HOME: `/home/${LEAK}`,
  HOST: `https://user:${LEAK}@${LEAK}.example/${LEAK}?a=${LEAK}`,
}

const WORDS = [
  'npx',
  'uvx',
  'docker',
  'run',
  'node',
  'python',
  'ssh',
  'sh',
  '-c',
  '-y',
  '-m',
  '--',
  '-i',
  '--rm',
  '-e',
  'env',
  'A=1',
  'mcp-remote',
  '@scope/name@1.2',
  'https://a.example/mcp',
  'http://a.example/sse?token=x',
  'git+https://a.example/b.git',
  '--header',
  'Authorization: Bearer x',
  '--api-key=x',
  'NODE_TLS_REJECT_UNAUTHORIZED=0',
  'user@host:22',
  './server.py',
  '${DATABASE}',
  '$HOME',
  '${env:HOST}',
  '${HOST}',
  '{env:DATABASE}',
  '${input:x}',
  '${{ secrets.X }}',
  '${A:-b}',
  'a b',
]
const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...WORDS) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(...WORDS)).map((two) => two.join('')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
)
const name = fc.oneof(
  fc.constantFrom('API_KEY', 'PATH', 'Authorization', 'url', 'x'),
  fc.string({ maxLength: 8 }),
)
const url = fc
  .tuple(
    fc.constantFrom(
      'https://',
      'http://',
      'wss://',
      '${HOST}',
      '${HOST}://',
      'https://a:b@',
      'https://${DATABASE}@',
      '',
    ),
    word,
    fc.constantFrom(
      '',
      '/mcp',
      ':8443/mcp',
      '/${DATABASE}',
      '?key=${DATABASE}',
      '?a=${DATABASE}&b=1',
      '#${DATABASE}',
    ),
  )
  .map((parts) => parts.join(''))
const pairs = fc.dictionary(name, word, { maxKeys: 3, noNullPrototype: true })

const entry = fc.record(
  {
    url,
    command: word,
    args: fc.array(word, { maxLength: 6 }),
    env: pairs,
    headers: pairs,
    type: fc.constantFrom('stdio', 'sse', 'http'),
    cwd: word,
    disabled: fc.boolean(),
    settings: pairs,
  },
  { requiredKeys: [] },
)
const config = fc
  .dictionary(name, entry, { maxKeys: 4, noNullPrototype: true })
  .map((servers) => JSON.stringify({ mcpServers: servers }, undefined, 1))

const context = (note: ConfigContext['note']): ConfigContext => {
  const address = addressValues(ENVIRONMENT)
  return {
    source: { kind: 'client-config', client: 'cursor', path: '/a/mcp.json', scope: 'user' },
    values: { address, path: address, header: ENVIRONMENT },
    bareVariables: true,
    urlTransport: 'unknown',
    home: '/home/me',
    folder: '/work',
    openMode: '0644',
    note,
    credential: undefined,
  }
}

const read = (text: string): { endpoints: Endpoint[]; notes: string[] } => {
  const notes: string[] = []
  const here = context((code, line, message) => notes.push(`${code} ${line} ${message}`))
  const { root } = readJson(text)
  const entries = root ? configEntries(root, [['mcpServers'], []], here.note) : []
  return { endpoints: entries.flatMap((one) => configServers(one, here)), notes }
}

const nothing = { env: {}, environment: {}, bare: true }
const line = fc.array(word, { minLength: 1, maxLength: 8 })
const quoted = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`

export const configs = (): Codec => ({
  readers: [
    textReader({
      name: 'configuration of a client',
      read,
      valid: config,
      tokens: ['"url":', '"command":', '"args":[', '"env":{', ...WORDS],
      // Each endpoint repeats its place and what it is called.
      weight: 100,
      share: 0.5,
    }),
    textReader({
      name: 'command line',
      read: (text) => shellWords(text).map((words) => [unwrap(words), sanitizeArguments(words)]),
      valid: line.map((words) => words.map(quoted).join(' ')),
      tokens: [...WORDS, '&&', '||', ';', '|', '$(', '`', '\\'],
      weight: 20,
    }),
    textReader({
      name: 'command of a shell',
      read: (text) => unwrap(['sh', '-c', text]),
      valid: line.map((words) => words.map(quoted).join(' ')),
      tokens: WORDS,
      weight: 20,
    }),
    textReader({
      name: 'address in a configuration',
      read: (text) => configAddress(text, nothing, new SecretList()),
      valid: url,
      tokens: WORDS,
      weight: 20,
    }),
    textReader({
      name: 'variables in a text',
      read: (text) => [interpolate(text, { env: { A: 'b' }, bare: true }), upstreamsOf([text], nothing)],
      valid: word,
      tokens: WORDS,
      weight: 40,
    }),
    textReader({
      name: 'message without credentials',
      read: redactText,
      valid: config,
      tokens: ['//a:b@', 'Bearer x1', 'token=', '--password x', 'login a password ', '\\"', ...WORDS],
    }),
    textReader({
      name: 'place of a program',
      read: (text) => stdioUrl({ program: text, path: text, args: [], env: {} }, '/work', '/home/me'),
      valid: word,
      tokens: ['/', '..', '~', 'C:\\', '${HOME}/', 'node_modules/'],
    }),
  ],
  properties: [
    property(
      'configurations: what is read fits the schema, and is text that is shown as it is',
      config,
      (text) => {
        const { endpoints, notes } = read(text)
        for (const endpoint of endpoints) Endpoint.parse(endpoint)
        expect(JSON.stringify([endpoints, notes])).to.not.match(new RegExp(HOSTILE_TEXT.source, 'u'))
      },
    ),
    property(
      'configurations: a value of the environment is in the address only, and not in its query or user information',
      config,
      (text) => {
        for (const { url: address, findings: _, unresolved: __, stdio, id: ___, ...others } of read(text)
          .endpoints) {
          expect(JSON.stringify(others)).to.not.include(LEAK)
          expect(JSON.stringify([stdio?.command, stdio?.args, stdio?.package])).to.not.include(LEAK)
          for (const place of [address, ...(stdio?.upstreams ?? [])]) {
            const { username = '', password = '', search = '', hash = '' } = URL.parse(place) ?? {}
            expect(username + password + search + hash, place).to.not.include(LEAK)
          }
        }
      },
    ),
    property(
      'configurations: an issued credential is shown nowhere',
      fc.tuple(
        fc.string({ unit: fc.constantFrom(...'abcdefghijkXYZ0123456789'), minLength: 36, maxLength: 36 }),
        fc.integer({ min: 0, max: 12 }),
      ),
      ([random, place]) => {
        const token = `ghp_${random}`
        const server = [
          { url: `https://a.example/mcp?token=${token}` },
          { url: `https://${token}@a.example/mcp` },
          { url: `https://a.example/${token}/mcp` },
          { url: `https://a.example/mcp?x=${token}` },
          { url: 'https://a.example/mcp', headers: { Authorization: `Bearer ${token}` } },
          {
            command: 'npx',
            args: ['-y', 'mcp-remote', 'https://a.example/', '--header', `Authorization: Bearer ${token}`],
          },
          { command: 'server', args: ['--token', token] },
          { command: 'server', args: [`--token=${token}`] },
          { command: 'server', env: { GITHUB_TOKEN: token } },
          { command: 'npx', args: ['-y', `package?${token}`] },
          { command: `https://user:${token}@a.example/server` },
          { command: 'uvx', args: [`git+https://user:${token}@a.example/b.git`] },
          { command: `GITHUB_TOKEN=${token} server`, args: [`https://user:${token}@a.example/`] },
        ][place]
        const text = JSON.stringify({ mcpServers: { one: server } })
        const { endpoints, notes } = read(text)
        expect(endpoints).to.have.length(1)
        expect(JSON.stringify([endpoints, notes])).to.not.include(random)
      },
    ),
    property(
      'command lines: quoted words are read',
      fc.array(fc.string({ unit: fc.constantFrom(...'ab -"\\$;|&é'), minLength: 1, maxLength: 8 }), {
        minLength: 1,
        maxLength: 6,
      }),
      (words) => {
        expect(shellWords(words.map(quoted).join(' '))).to.deep.equal([words])
      },
    ),
  ],
})
