import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run as runCommand } from '@oclif/core'
import { expect } from 'chai'
import { fromSource } from '../../bin/from-source.ts'
import { describeError, type Failure } from '../../src/cli/failure.ts'
import { run } from './program.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'mcp-pqc-errors-'))
const LIST = join(FOLDER, 'list.txt')
const CERTIFICATES = join(FOLDER, 'ca.pem')

type Mistake = { args: string[]; stdin?: string; code: string; message: RegExp; hint: RegExp }

/** What a user can get wrong, beside the targets themselves (test/discover/targets.test.ts). */
const MISTAKES: Record<string, Mistake> = {
  'no target': { args: ['scan'], code: 'NO_TARGET', message: /^nothing to scan/, hint: /scan --lab/ },
  'a target that is none': {
    args: ['scan', 'https:/mcp.example.com'],
    code: 'INVALID_TARGET',
    message: /^https:\/mcp\.example\.com has a misspelt :\/\/$/,
    hint: /^Did you mean: https:\/\/mcp\.example\.com$/,
  },
  'a typing error, though the fleet is asked for too': {
    args: ['scan', '--lab', 'host:99999'],
    code: 'INVALID_TARGET',
    message: /^host:99999 has no valid port/,
    hint: /from 1 to 65535/,
  },
  'a range that is too large': {
    args: ['scan', '10.0.0.0/8'],
    code: 'INVALID_RANGE',
    message: /^10\.0\.0\.0\/8 has 16777216 addresses$/,
    hint: /at most 1048576/,
  },
  'a public range': {
    args: ['scan', '198.51.100.0/24'],
    code: 'NOT_AUTHORIZED',
    message: /^256 public addresses/,
    hint: /--authorized/,
  },
  'an error in a list on standard input': {
    args: ['scan', '-'],
    stdin: 'mcp.example.com\n\n# a comment\nhost:port  # and one more\n',
    code: 'INVALID_TARGET',
    message: /^standard input:4: host:port has no valid port/,
    hint: /host:8443/,
  },
  'an error in a list that --file reads from standard input': {
    args: ['scan', '--file', '-'],
    stdin: 'http//host\n',
    code: 'INVALID_TARGET',
    message: /^standard input:1: http\/\/host/,
    hint: /http:\/\/host/,
  },
  'an error in a file': {
    args: ['scan', '--file', LIST],
    code: 'INVALID_TARGET',
    message: new RegExp(`^${LIST}:3: 256\\.1\\.1\\.1 is not an IPv4 address$`),
    hint: /four numbers/,
  },
  'a file that is not there': {
    args: ['scan', '--file', '/no/such/file'],
    code: 'READ_FAILED',
    message: /^\/no\/such\/file cannot be read \(ENOENT\)$/,
    hint: /path/,
  },
  'an empty list': { args: ['scan', '-'], code: 'NO_TARGET', message: /standard input$/, hint: /scan --lab/ },
  'a flag that does not exist': {
    args: ['scan', '--labb'],
    code: 'USAGE',
    message: /--labb/,
    hint: /--help/,
  },
  'a command that does not exist': { args: ['scna'], code: 'USAGE', message: /scna/, hint: /--help/ },
  'a gate that does not exist': {
    args: ['scan', 'host', '--fail-on', 'quantum'],
    code: 'INVALID_GATE',
    message: /"quantum"/,
    hint: /static-rsa/,
  },
  'a gate that does not exist, for a scan that is continued': {
    args: ['scan', '--resume', '--fail-on', 'quantum'],
    code: 'INVALID_GATE',
    message: /"quantum"/,
    hint: /static-rsa/,
  },
  'a gate that the profile cannot decide': {
    args: ['scan', 'host', '--profile', 'quick', '--fail-on', 'static-rsa'],
    code: 'GATE_NEEDS_FULL',
    message: /quick/,
    hint: /--profile full/,
  },
  'a profile that does not exist': {
    args: ['scan', 'host', '--profile', 'slow'],
    code: 'USAGE',
    message: /slow|profile/,
    hint: /./,
  },
  'a port that is none': {
    args: ['scan', '127.0.0.1/32', '--port', '443,x'],
    code: 'INVALID_PORT',
    message: /443,x/,
    hint: /65535/,
  },
  'a time-out of no time': {
    args: ['scan', 'host', '--timeout', '0'],
    code: 'INVALID_NUMBER',
    message: /--timeout 0 /,
    hint: /--timeout 5/,
  },
  'half an endpoint at a time': {
    args: ['scan', 'host', '--concurrency', '1.5'],
    code: 'INVALID_NUMBER',
    message: /whole number/,
    hint: /--concurrency/,
  },
  'an address for a server name': {
    args: ['scan', 'host', '--sni', '127.0.0.1'],
    code: 'INVALID_NAME',
    message: /"127\.0\.0\.1"/,
    hint: /RFC 6066/,
  },
  'certificates that are none': {
    args: ['scan', 'host', '--ca', LIST],
    code: 'INVALID_CA',
    message: /has no certificate in it$/,
    hint: /BEGIN CERTIFICATE/,
  },
  'a certificate that is broken': {
    args: ['scan', 'host', '--ca', CERTIFICATES],
    code: 'INVALID_CA',
    message: /cannot be read, number 1$/,
    hint: /PEM/,
  },
  'a file in a folder that is not there': {
    args: ['scan', 'host', '--output', '/no/such/folder/x.json'],
    code: 'WRITE_FAILED',
    message: /^\/no\/such\/folder\/x\.json cannot be written \(ENOENT\)$/,
    hint: /folder/,
  },
  'a folder for a file': {
    args: ['scan', 'host', '-o', FOLDER],
    code: 'WRITE_FAILED',
    message: /\(EISDIR\)$/,
    hint: /folder/,
  },
}

describe('a mistake of the user', () => {
  before(() => {
    writeFileSync(LIST, '# endpoints\nmcp.example.com:443\n256.1.1.1\n')
    writeFileSync(CERTIFICATES, '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n')
  })
  after(() => rmSync(FOLDER, { recursive: true }))

  for (const [name, { args, stdin, code, message, hint }] of Object.entries(MISTAKES)) {
    const check = (exitCode: number | null, json: Failure['json']): void => {
      expect(exitCode).to.equal(2)
      expect(json).to.have.all.keys('error')
      expect(json?.error).to.have.all.keys('code', 'message', 'hint')
      expect(json?.error.code).to.equal(code)
      expect(json?.error.message).to.match(message)
      expect(json?.error.hint).to.match(hint)
    }

    if (stdin === undefined) {
      it(`is told: ${name}`, async () => {
        const failure = describeError(await runCommand(args, fromSource).catch((error: unknown) => error))
        check(failure.exitCode, failure.json)
      })
    } else {
      it(`is told: ${name}, in a process with that standard input`, async () => {
        const json = await run([...args, '--json'], { stdin })
        expect(json.stderr).to.equal('')
        check(json.code, JSON.parse(json.stdout))
      })
    }
  }

  for (const name of ['no target', 'a command that does not exist'] as const) {
    const { args, code, message, hint } = MISTAKES[name] as Mistake

    it(`ends the process with 2 and two lines on stderr: ${name}`, async () => {
      const plain = await run(args)
      expect({ code: plain.code, stdout: plain.stdout }).to.deep.equal({ code: 2, stdout: '' })
      const [, first, second] = /^mcp-pqc: (.*)\n {2}(.*)\n$/.exec(plain.stderr) ?? []
      expect(first, plain.stderr).to.match(message)
      expect(second).to.match(hint)
    })

    it(`is one document on stdout and nothing else with --json: ${name}`, async () => {
      const json = await run([...args, '--json'])
      expect({ code: json.code, stderr: json.stderr }).to.deep.equal({ code: 2, stderr: '' })
      expect(JSON.parse(json.stdout).error.code).to.equal(code)
    })
  }
})
