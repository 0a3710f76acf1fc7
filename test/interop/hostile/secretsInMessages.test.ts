import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { redactText } from '../../../src/discover/secrets/redact.ts'
import { formatNames } from '../../../src/report/formats.ts'
import { killAll, run, runHere, start } from '../../cli/program.ts'

/** How a credential is written, and the part that must not be shown. */
const SECRETS: Readonly<Record<string, readonly [text: string, secret: string]>> = {
  bearer: ['Authorization: Bearer m4de-up.bearer', 'm4de-up.bearer'],
  basic: ['Authorization: Basic dXNlcjpwYXNzd29yZA==', 'dXNlcjpwYXNzd29yZA'],
  'API key': ['sk-live-5f3e9b7c1d2a4e6f8091', '5f3e9b7c1d2a'],
  GitHub: ['ghp_0123456789abcdefABCDEF', '0123456789abcdef'],
  AWS: ['AKIAIOSFODNN7EXAMPLE', 'IOSFODNN7EXAMPLE'],
  JWT: ['eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl', 'c2lnbmF0dXJl'],
  'user information': ['https://ada:hunter2@host.invalid/mcp', 'hunter2'],
  'a password with a slash': ['https://ada:hunter2/x@host.invalid/mcp', 'hunter2'],
  'a password with a space': ['https://ada:hunter2 x@host.invalid/mcp', 'hunter2'],
  'a password with an @': ['https://ada:a@hunter2@host.invalid/mcp', 'hunter2'],
  'a password with a quotation mark': ['https://ada:a"hunter2@host.invalid/mcp', 'hunter2'],
  'a password after one slash': ['https:/ada:hunter2@host.invalid/mcp', 'hunter2'],
  'a password after backslashes': ['https:\\\\ada:hunter2@host.invalid/mcp', 'hunter2'],
  'a password after no slash': ['https:ada:hunter2@host.invalid:x/mcp', 'hunter2'],
  'a password without a scheme': ['ada:hunter2@host.invalid:x/mcp', 'hunter2'],
  'a password before an encoded @': ['https://ada:hunter2%40host.invalid:x/mcp', 'hunter2'],
  'a password of a digit, a slash and more': ['https://ada:1/hunter2@host.invalid/mcp', 'hunter2'],
  query: ['https://host.invalid/mcp?token=hunter2', 'hunter2'],
  'a header of curl': [`curl -H 'X-Api-Key: hunter2' https://host.invalid`, 'hunter2'],
  'an assignment': ['docker run -e API_KEY=hunter2 image', 'hunter2'],
  'a password of digits': ['DB_PASSWORD=314159', '314159'],
  cookie: ['Cookie: sid=hunter2; theme=dark', 'hunter2'],
  'an argument': ['login --password hunter2', 'hunter2'],
  netrc: ['machine host.invalid login ada password hunter2', 'hunter2'],
}

const FOLDER = mkdtempSync(join(tmpdir(), 'mcp-pqc-secrets-'))
const file = (name: string, content: string): string => {
  const path = join(FOLDER, name)
  writeFileSync(path, content, { mode: 0o600 })
  return path
}

const quoted = JSON.stringify
const entry = (member: string): string => `{"mcpServers":{"a":{"url":"http://127.0.0.1:1/mcp",${member}}}}`
const owners = (rule: string): string => `rules:\n  - match: { url: "*" }\n${rule}\n`

/** Files that a reader cannot read, or not completely, by the flag that names them. `s` is the secret as it is written. */
const FILES: readonly (readonly [name: string, args: readonly string[], content: (s: string) => string])[] = [
  ['list.txt', ['discover', '-f'], (s) => `host.invalid\n${s}\n[`],
  ['list.txt', ['discover', '-f'], (s) => `https://host.invalid:0/${s}`],
  ['list.txt', ['discover', '-f'], (s) => `"${s}"`],
  ['list.txt', ['discover', '-f'], (s) => `stdio:${s}`],
  ['list.txt', ['discover', '-f'], (s) => `https://${s}:x/`],
  ['list.txt', ['discover', '-f'], (s) => `{"headers":{"Authorization":${quoted(s)}}}`],
  ['config.json', ['discover', '-f'], (s) => entry(`"headers":{"Authorization":${quoted(s)}}`)],
  ['config.json', ['discover', '-f'], (s) => entry(`"headers":{"Authorization":${quoted(s)}`)],
  ['config.json', ['discover', '-f'], (s) => entry(`"headers":{"Authorization":${s} ${quoted(s)}`)],
  ['config.json', ['discover', '-f'], (s) => entry(`"env":{"API_KEY":${quoted(s)}},"args":[${quoted(s)}]`)],
  [
    'config.json',
    ['discover', '-f'],
    (s) => `{"mcpServers":{"a":{"url":${quoted(`https://h:x/?token=${s}`)}}}}`,
  ],
  ['config.json', ['discover', '-f'], (s) => `{"mcpServers":{"a":{"url":${quoted(s)}}}}`],
  [
    'config.json',
    ['discover', '-f'],
    (s) => `{"mcpServers":{"a":{"command":"npx","args":["mcp-remote",${quoted(s)}]}}}`,
  ],
  ['config.json', ['discover', '-f'], (s) => `{"mcpServers":{"a":${quoted(s)},"b":{"type":${quoted(s)}}}}`],
  ['config.json', ['discover', '-f'], (s) => `{"mcpServers":[${quoted(s)}], "x": ${s}`],
  ['config.toml', ['discover', '-f'], (s) => `[mcp_servers.a]\nurl = "http://127.0.0.1:1"\nkey = ${s}`],
  [
    'config.toml',
    ['discover', '-f'],
    (s) => `[mcp_servers.a]\nurl = "http://127.0.0.1:1\nheaders = {a = ${quoted(s)}`,
  ],
  ['config.yaml', ['discover', '-f'], (s) => `mcpServers:\n  a: { headers: { Authorization: ${quoted(s)} }`],
  [
    'compose.yaml',
    ['discover', '-f'],
    (s) => `services:\n  a:\n    ports: [${quoted(s)}]\n    environment: [${s}`,
  ],
  ['compose.yaml', ['discover', '-f'], (s) => `services:\n  a: !${s}\n  b: &${s} *${s}\n%${s}\n`],
  [
    'ingress.yaml',
    ['discover', '-f'],
    (s) => `apiVersion: v1\nkind: Ingress\nspec: { rules: [{ host: ${quoted(s)} }] }`,
  ],
  [
    'dump.json',
    ['discover', '--registry'],
    (s) => `{"servers":[{"name":"a","remotes":[{"url":${quoted(s)}}]}]}`,
  ],
  ['dump.json', ['discover', '--registry'], (s) => `${s} {"servers":[{"name":"a","remotes":${quoted(s)}`],
  ['owners.yaml', ['discover', 'host.invalid', '--owners'], (s) => owners(`    token: ${quoted(s)} ${s}`)],
  [
    'owners.yaml',
    ['discover', 'host.invalid', '--owners'],
    (s) => owners(`    owner: !${s} a\n    classes: !${s}`),
  ],
  ['owners.yaml', ['discover', 'host.invalid', '--owners'], (s) => owners(`    owner: | ${s}\n}`)],
  ['owners.yaml', ['discover', 'host.invalid', '--owners'], (s) => owners(`    ${quoted(s)}: a`)],
  ['owners.yaml', ['discover', 'host.invalid', '--owners'], (s) => `${s}\n%${s}\n---\n`],
  ['inventory.json', ['plan', '--from'], (s) => `{"schemaVersion":"1","a":${quoted(s)}, ${s}`],
  ['inventory.json', ['report', 'json', '--from'], (s) => s],
  ['inventory.json', ['diff', 'latest'], (s) => `{"schemaVersion":${quoted(s)}}`],
  [
    'inventory.json',
    ['report', 'csv', '--from'],
    (s) => `{"schemaVersion":"1","endpoints":{${quoted(s)}:1}}`,
  ],
  ['plan.json', ['verify', '--wave', '1', '--plan'], (s) => `{"schemaVersion":"1","waves":[${quoted(s)}`],
  [
    'ca.pem',
    ['scan', 'host.invalid', '--ca'],
    (s) => `-----BEGIN CERTIFICATE-----\n${s}\n-----END CERTIFICATE-----`,
  ],
  ['key.pem', ['verify', 'host.invalid', '--cert', join(FOLDER, 'key.pem'), '--key'], (s) => `${s}\n`],
  [
    'key.pem',
    ['connect', 'https://host.invalid', '--cert', join(FOLDER, 'key.pem'), '--key'],
    (s) => `${s}\n`,
  ],
  ['scans.db', ['history', '--store'], (s) => s.repeat(20)],
]

/** Arguments of every command that are wrong, with the secret in the place of another word. */
const ARGUMENTS: readonly ((s: string) => readonly string[])[] = [
  (s) => ['discover', `${s} `, '['],
  (s) => ['scan', `https://host.invalid:0/${s}`],
  (s) => ['scan', 'https://host.invalid', '--header', `${s}\n`],
  (s) => ['scan', 'a', 'b', '--header', s.includes(': ') ? s : `X-Key: ${s}`],
  (s) => ['scan', 'https://host.invalid', '--token-env', s],
  (s) => ['scan', '10.0.0.0/33', s],
  (s) => ['scan', '127.0.0.1', '--exclude', `${s} [`],
  (s) => ['scan', '127.0.0.1', '--port', s],
  (s) => ['scan', '127.0.0.1', '--sni', `${s}:`],
  (s) => ['scan', '127.0.0.1', '--timeout', s],
  (s) => ['scan', '127.0.0.1', '--fail-on', s],
  (s) => ['scan', '127.0.0.1', '--profile', s],
  (s) => ['scan', `--authorisation=${s}`],
  (s) => ['discover', '--registry', s.startsWith('https') ? s : `https://${s}@host.invalid:x/`],
  (s) => ['scan', '--resume', s],
  (s) => ['plan', '--capacity', s],
  (s) => ['plan', '--start', s],
  (s) => ['plan', s],
  (s) => ['report', s],
  (s) => ['diff', 'latest', 'previous', s],
  (s) => ['verify', `ssh://${s}`],
  (s) => ['verify', 'https://host.invalid', '--tool', 't', '--args', s],
  (s) => ['verify', 'https://host.invalid', '--require', s],
  (s) => ['serve', '--upstream', s.startsWith('https') ? s : `https://${s}@host.invalid/`, '--port', '0x'],
  (s) => ['serve', '--upstream', `ftp://${s}`],
  (s) => ['serve', s],
  (s) => ['serve', '--env', s, '--', 'true'],
  (s) => ['serve', '--allow-origin', s],
  (s) => ['serve', '--name', `${s}:`],
  (s) => ['connect', s.startsWith('https') ? s : `https://${s}@host.invalid/`],
  (s) => ['connect', s],
  (s) => ['connect', 'https://host.invalid', '--listen', s],
  (s) => ['connect', 'https://host.invalid', '--pin', s],
  (s) => ['connect', 'https://host.invalid', '--header', `\u0000${s}`],
]

describe('a credential in a file or an argument', () => {
  afterEach(killAll)
  after(() => rmSync(FOLDER, { recursive: true, force: true }))

  /** A third of the pairs, to save time: each secret meets other places, and each place other secrets. */
  const third = <T>(all: readonly T[], at: number): T[] => all.filter((_, i) => i % 3 === at % 3)

  for (const [at, [name, [text, secret]]] of Object.entries(SECRETS).entries()) {
    it(`is in no message about the file: ${name}`, async () => {
      for (const [path, args, content] of third(FILES, at)) {
        const { stdout, stderr } = await runHere([...args, file(path, content(text)), '--json'])
        const what = `${args.join(' ')} ${content(text)}`
        expect(stdout + stderr, what).to.not.include(secret)
        expect(stderr, what).to.not.include('This is a bug')
      }
    })

    it(`is in no message about an argument: ${name}`, async () => {
      for (const args of third(ARGUMENTS, at)) {
        const { code, stdout, stderr } = await runHere(args(text))
        const what = args(text).join(' ')
        expect(stdout + stderr, what).to.not.include(secret)
        expect(code, what).to.not.equal(70)
      }
    })
  }

  it('is in no message on a terminal either, nor about standard input', async () => {
    const path = file('list.txt', 'Authorization: Bearer sk-live-5f3e9b7c1d2a4e6f8091\n')
    const said =
      'invalid target (not shown: it may contain a credential): contains a space\n  Write one target per argument, and one per line in a file.\n'
    const first = await run(['discover', '-f', path])
    expect(first).to.deep.include({ code: 2, stdout: '', stderr: `mcp-pqc: ${path}:1: ${said}` })
    const second = await run(['scan', '-'], { stdin: readFileSync(path, 'utf8') })
    expect(second).to.deep.include({ code: 2, stdout: '', stderr: `mcp-pqc: standard input:1: ${said}` })
  })

  it('is in no report and not in the store, if the file is a client configuration', async () => {
    const path = file(
      'claude.json',
      JSON.stringify({
        mcpServers: Object.fromEntries(
          Object.values(SECRETS).map(([text], i) => [
            `s${i}`,
            {
              url: `http://ada:hunter2@127.0.0.1:1/${i}?token=hunter2`,
              headers: { Authorization: text, Cookie: text },
              env: { API_KEY: text, B: text },
              args: ['--header', text, text],
            },
          ]),
        ),
      }),
    )
    const store = join(FOLDER, 'kept.db')
    const shown = [await runHere(['scan', '-f', path, '--store', store, '--json', '--no-mcp'])]
    expect(JSON.parse(shown[0]?.stdout ?? '').endpoints).to.have.length(Object.keys(SECRETS).length)
    for (const format of formatNames('inventory'))
      shown.push(await runHere(['report', format, '--store', store]))
    shown.push(await runHere(['plan', '--store', store]), await runHere(['history', '--store', store]))
    const stored = readdirSync(FOLDER).filter((name) => name.startsWith('kept.db'))
    const all = [
      ...shown.map(({ stdout, stderr }) => stdout + stderr),
      ...stored.map((name) => readFileSync(join(FOLDER, name), 'latin1')),
    ].join('\n')
    expect(Object.values(SECRETS).filter(([, secret]) => all.includes(secret))).to.deep.equal([])
  })

  it('is not in the words with which serve and connect show what is behind them', async () => {
    const upstream = 'http://127.0.0.1:1/mcp?token=hunter2'
    const serve = ['serve', '--port', '0', '--identity', join(FOLDER, 'identity')]
    for (const args of [
      [...serve, '--upstream', upstream],
      [...serve, '--', 'sh', '-c', 'sleep 9', '--token', 'hunter2'],
      ['connect', '--listen', '127.0.0.1:0', upstream.replace('http', 'https')],
    ]) {
      const child = start(args)
      const shown: string[] = []
      child.stdout.on('data', (chunk) => shown.push(String(chunk)))
      for await (const chunk of child.stderr) {
        shown.push(String(chunk))
        if (shown.join('').includes('Running until Ctrl-C.')) break
      }
      child.kill('SIGKILL')
      await once(child, 'close')
      expect(shown.join('')).to.match(/token/).and.not.include('hunter2')
    }
  })

  it('is told by its kind of file what to do', async () => {
    const config = JSON.stringify({ mcpServers: { a: { url: 'https://host.invalid/mcp' } } })
    const read = await runHere(['discover', '--json', '-f', file('client.json', config)])
    expect(JSON.parse(read.stdout).endpoints[0]).to.deep.include({ url: 'https://host.invalid/mcp' })
    const other = await runHere(['discover', '-f', file('other.json', '{"servers":[]}')])
    expect(other.stderr).to.equal(
      `mcp-pqc: ${join(FOLDER, 'other.json')} is JSON, not a list of targets\n  Name a dump of a registry with --registry FILE, and folders with client configurations with --home DIR or --project DIR.\n`,
    )
    const piped = await run(['discover', '-'], { stdin: config })
    expect(piped.stderr).to.equal(
      'mcp-pqc: standard input is a client configuration\n  Name its file: --file FILE.\n',
    )
  })

  it('gives no value of the environment to a client configuration that --file names', async () => {
    const text = `{"mcpServers":{"a":{"url":"https://\${DATABASE_URL}.invalid/mcp"}}}`
    const { stdout } = await runHere(['discover', '--json', '-f', file('env.json', text)], {
      env: { DATABASE_URL: 'leaked' },
    })
    expect(stdout).to.include('DATABASE_URL').and.not.include('leaked')
  })
})

describe('redactText', () => {
  it('leaves messages of the program as they are', () => {
    const plain = [
      'invalid --header: expected Name: value',
      'token.txt:5: invalid target "host:99999": has no valid port after the colon',
      'secret.json: endpoints.1.assessment.risk.score: Invalid input',
      'environment variable with a bearer token to send',
      'invalid target "token:8443/": has a path but no scheme',
      '/home/ada/token/ClaudeDesktopConfiguration2026.json cannot be read (ENOENT)',
      'https://host:8443/@scope/name',
    ]
    expect(plain.map(redactText)).to.deep.equal(plain)
  })
})
