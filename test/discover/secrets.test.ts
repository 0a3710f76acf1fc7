import { expect } from 'chai'
import {
  sanitizeArguments,
  sanitizeCommand,
  upstreamsOf,
} from '../../src/discover/config/command/arguments.ts'
import { stdioUrl, withoutSecretParts } from '../../src/discover/config/command/stdioUrl.ts'
import { plaintext } from '../../src/discover/config/command/weakening.ts'
import { interpolate } from '../../src/discover/secrets/interpolate.ts'
import { isSecretName, isSecretValue } from '../../src/discover/secrets/redact.ts'
import { SecretList } from '../../src/discover/secrets/secretUse.ts'

describe('discover: secrets', () => {
  it('knows the names that secrets go by', () => {
    const secret = [
      'GITHUB_TOKEN',
      'apiKey',
      'x-api-key',
      'Authorization',
      'access_token',
      'DBPASSWORD',
      'AUTH_HEADER',
    ]
    const other = [
      'HOST',
      'TOKEN_URL',
      'SSH_KEY_PATH',
      'AUTH_MODE',
      'MAX_TOKENS',
      'monkey',
      'keyboard',
      'compass',
    ]
    expect(secret.filter((name) => !isSecretName(name))).to.deep.equal([])
    expect(other.filter(isSecretName)).to.deep.equal([])
  })

  it('knows values that are nothing else', () => {
    const secret = [
      'ghp_0123456789abcdef',
      'sk-proj-0123456789',
      'Bearer made-up',
      'eyJhbGciOiJFUzI1NiJ9.e30.c2ln',
      'd41d8cd98f00b204e9800998ecf8427e',
      'NTg0YjU5MzAtZDk3Zi00MzRk',
    ]
    const other = [
      'streamable-http',
      '0b9e0b3a-51f4-4d8c-9d6c-6a4f3e0d7a11',
      '@modelcontextprotocol/server-everything',
      '/home/ada/Documents/2026/Reports',
      'sk-learn',
      'Bearer $TOKEN',
    ]
    expect(secret.filter((value) => !isSecretValue(value))).to.deep.equal([])
    expect(other.filter(isSecretValue)).to.deep.equal([])
  })

  it('shows of arguments only what cannot be a secret', () => {
    const shown: [string[], string[]][] = [
      [
        ['-y', '@acme/server@latest', '--port', '8080'],
        ['-y', '@acme/server@latest', '--port', '8080'],
      ],
      [
        ['--password', 'secret'],
        ['--password', '***'],
      ],
      [
        ['--token=abc', '--mode=fast', 'KEY=abc'],
        ['--token=***', '--mode=fast', 'KEY=***'],
      ],
      [
        ['-p', 'hunter'],
        ['-p', '***'],
      ],
      [['hunter2'], ['***']],
      [
        ['--header', 'X-Team: red'],
        ['--header', '***'],
      ],
      [['postgres://me:hunter2@db.example/x'], ['postgres://db.example/x']],
      [['https://a.example/?token=abc'], ['https://a.example/?token=']],
      [
        ['/srv/data', './server.js', '-e', 'API_TOKEN'],
        ['/srv/data', './server.js', '-e', 'API_TOKEN'],
      ],
      [['cd /x && TOKEN=abc server'], ['***']],
    ]
    for (const [args, expected] of shown) expect(sanitizeArguments(args)).to.deep.equal(expected)
    expect(sanitizeCommand('C:\\Program Files\\nodejs\\npx.cmd')).to.equal(
      'C:\\Program Files\\nodejs\\npx.cmd',
    )
    expect(sanitizeCommand('curl -u me:hunter2 https://a.example/')).to.equal('***')
  })

  it('hides passwords and tokens in the path of a program and the name of a package', () => {
    const token = 'ghp_abcdefghijklmnopqrstuvwxyz0123456789'
    const program = `https://user:password@a.example/${token}/server`
    expect(stdioUrl({ program, path: program, args: [], env: {} }, undefined, '/home/me')).to.equal(
      'stdio:file/https:/a.example/***/server',
    )
    for (const name of [`npm/a?${token}`, `npm/a#${token}`, `npm/@a/b:${token}`])
      expect(withoutSecretParts(name)).to.match(/^npm\/(@a\/)?\*\*\*$/)
    expect(withoutSecretParts('npm/@scope/name')).to.equal('npm/@scope/name')
    expect(withoutSecretParts('oci/ghcr.io:8443/a/b')).to.equal('oci/ghcr.io:8443/a/b')
  })

  it('finds the addresses that a server is given, without their credentials', () => {
    const texts = [
      '--url=https://me:pw@a.example/x#y',
      'amqp://u:p@mq.example:5672',
      'file:///etc/passwd',
      'none',
    ]
    const variables = { env: {}, environment: {}, bare: false }
    expect(upstreamsOf(texts, variables)).to.deep.equal(['https://a.example/x', 'amqp://mq.example:5672'])
  })

  it('gives one value one hash, wherever it stands, and another process another', () => {
    const secrets = new SecretList()
    secrets.note('env', 'API_TOKEN', 'made-up')
    secrets.note('header', 'Authorization', 'Bearer made-up')
    secrets.note('header', 'X-Api-Key', `\${API_KEY}`)
    secrets.note('env', 'USE_AUTH', 'true')
    secrets.note('env', 'LEVEL', 'debug')
    const [first, second, third, ...rest] = secrets.uses
    expect(rest).to.deep.equal([])
    expect(first?.hash).to.match(/^[\da-f]{8}$/)
    expect(second?.hash).to.equal(first?.hash)
    expect(third).to.deep.equal({ name: 'X-Api-Key', place: 'header' })
    // Not a plain hash, which could be looked up.
    expect(first?.hash).to.not.equal('da53422a')
  })
})

describe('discover/interpolate', () => {
  const env = { HOST: 'mcp.example', EMPTY: '', API_TOKEN: 'made-up', KEYLESS: 'ghp_0123456789abcdef' }
  const text = (template: string, bare = false): string => interpolate(template, { env, bare }).text

  it('fills in the forms of the clients', () => {
    expect(text(`https://\${HOST}/`)).to.equal('https://mcp.example/')
    expect(text(`https://\${env:HOST}/{env:HOST}`)).to.equal('https://mcp.example/mcp.example')
    expect(text(`https://\${NONE:-other.example}/\${EMPTY:-x}`)).to.equal('https://other.example/x')
    expect(text('https://$HOST/', true)).to.equal('https://mcp.example/')
    expect(text('https://$HOST/$metadata')).to.equal('https://$HOST/$metadata')
  })

  it('names what it does not know, and leaves it', () => {
    const template = `\${input:host}.\${NONE}.{file:~/.host}.\${constructor}`
    expect(interpolate(template, { env, bare: false })).to.deep.equal({
      text: template,
      unresolved: ['input:host', 'NONE', 'file:~/.host', 'constructor'],
      hidden: [],
    })
  })

  it('hides what looks secret by its name or its value', () => {
    const template = `\${API_TOKEN} \${KEYLESS} \${{ secrets.ANY }}`
    const { text: filled, hidden } = interpolate(template, { env, bare: false })
    expect(filled).to.equal('*** *** ***')
    expect(hidden).to.have.lengthOf(3)
  })

  it('does not fill in what a value holds', () => {
    expect(interpolate(`\${A}`, { env: { A: `\${HOST}`, HOST: 'x' }, bare: false }).text).to.equal(`\${HOST}`)
  })
})

describe('discover/weakening', () => {
  it('calls plain http to another machine a finding, and to this one none', () => {
    const local = [
      'http://localhost:1/',
      'http://127.0.0.9/',
      'http://[::1]/',
      'http://a.localhost/',
      'https://a.example/',
    ]
    const remote = ['http://a.example/', 'ws://a.example/', 'http://10.0.0.1/', 'http://localhost.example/']
    expect(local.flatMap(plaintext)).to.deep.equal([])
    expect(remote.flatMap(plaintext)).to.have.lengthOf(remote.length)
  })
})
