import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run as runCommand } from '@oclif/core'
import { expect } from 'chai'
import { fromSource } from '../../bin/from-source.ts'
import { GATE_NAMES } from '../../src/assess/gates.ts'
import { describeError, type Failure } from '../../src/cli/failure.ts'
import { run } from './program.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'mcp-pqc-errors-'))
const LIST = join(FOLDER, 'list.txt')
const CERTIFICATES = join(FOLDER, 'ca.pem')

const ASK_FOR_HELP = 'Run the command with --help to see its arguments and flags.'

type Mistake = { args: string[]; stdin?: string; code: string; message: string; hint: string }

/** What a user can get wrong, beside the targets themselves (test/discover/targets.test.ts). */
const MISTAKES: Record<string, Mistake> = {
  'no target': {
    args: ['scan'],
    code: 'TARGET_MISSING',
    message: 'no target was named',
    hint: 'Name a URL, a host or a range, or try the lab: mcp-pqc scan --lab',
  },
  'a target that is none': {
    args: ['scan', 'https:/mcp.example.com'],
    code: 'TARGET_INVALID',
    message: 'invalid target "https:/mcp.example.com": has a misspelled ://',
    hint: 'Did you mean: https://mcp.example.com',
  },
  'a typing error, though the fleet is asked for too': {
    args: ['scan', '--lab', 'host:99999'],
    code: 'TARGET_INVALID',
    message: 'invalid target "host:99999": has no valid port after the colon',
    hint: 'Write a number from 1 to 65535, as in host:8443.',
  },
  'a range that is too large': {
    args: ['scan', '10.0.0.0/8'],
    code: 'RANGE_INVALID',
    message: 'invalid range "10.0.0.0/8": has 16777216 addresses',
    hint: 'Name ranges of at most 1048576 addresses, or a list of hosts.',
  },
  'a public range': {
    args: ['scan', '198.51.100.0/24'],
    code: 'AUTHORIZATION_MISSING',
    message: 'the targets contain 256 public addresses',
    hint: 'Only scan networks you are authorized to scan; then add --authorized.',
  },
  'an error in a list on standard input': {
    args: ['scan', '-'],
    stdin: 'mcp.example.com\n\n# a comment\nhost:port  # and one more\n',
    code: 'TARGET_INVALID',
    message: 'standard input:4: invalid target "host:port": has no valid port after the colon',
    hint: 'Write a number from 1 to 65535, as in host:8443.',
  },
  'an error in a list that --file reads from standard input': {
    args: ['scan', '--file', '-'],
    stdin: 'http//host\n',
    code: 'TARGET_INVALID',
    message: 'standard input:1: invalid target "http//host": has a misspelled ://',
    hint: 'Did you mean: http://host',
  },
  'an error in a file': {
    args: ['scan', '--file', LIST],
    code: 'TARGET_INVALID',
    message: `${LIST}:3: invalid target "256.1.1.1": not an IPv4 address`,
    hint: 'Write four numbers from 0 to 255, as in 192.0.2.1.',
  },
  'a file that is not there': {
    args: ['scan', '--file', '/no/such/file'],
    code: 'READ_FAILED',
    message: '/no/such/file cannot be read (ENOENT)',
    hint: 'Check the path and its permissions.',
  },
  'an empty list': {
    args: ['scan', '-'],
    code: 'TARGET_MISSING',
    message: 'no MCP server was found in standard input',
    hint: 'Name a URL, a host or a range, or try the lab: mcp-pqc scan --lab',
  },
  'targets that are all excluded': {
    args: ['scan', 'https://localhost:9444/mcp', '127.0.0.0/30', '--exclude', 'localhost,127.0.0.0/8'],
    code: 'TARGET_MISSING',
    message: '--exclude excludes every target',
    hint: 'Exclude fewer of them, or name other targets.',
  },
  'one target that is excluded': {
    args: ['discover', 'https://localhost:9444/mcp', '--exclude', 'localhost'],
    code: 'TARGET_MISSING',
    message: '--exclude excludes every target',
    hint: 'Exclude fewer of them, or name other targets.',
  },
  'a flag that does not exist': {
    args: ['scan', '--labb'],
    code: 'USAGE',
    message: 'Nonexistent flag: --labb',
    hint: ASK_FOR_HELP,
  },
  'a command that does not exist': {
    args: ['scna'],
    code: 'USAGE',
    message: 'unknown command: scna',
    hint: ASK_FOR_HELP,
  },
  'a gate that does not exist': {
    args: ['scan', 'host', '--fail-on', 'quantum'],
    code: 'GATE_INVALID',
    message: '--fail-on "quantum" is not a condition',
    hint: `Use one of ${GATE_NAMES.join(', ')}, or risk=70, or the id of a finding (docs/findings.md).`,
  },
  'a gate that does not exist, for a scan that is continued': {
    args: ['scan', '--resume', '--fail-on', 'quantum'],
    code: 'GATE_INVALID',
    message: '--fail-on "quantum" is not a condition',
    hint: `Use one of ${GATE_NAMES.join(', ')}, or risk=70, or the id of a finding (docs/findings.md).`,
  },
  'a profile that does not exist': {
    args: ['scan', 'host', '--profile', 'slow'],
    code: 'USAGE',
    message: 'Expected --profile=slow to be one of: full, quick',
    hint: ASK_FOR_HELP,
  },
  'a flag without its value': {
    args: ['scan', 'host', '--sni'],
    code: 'USAGE',
    message: 'Flag --sni expects a value',
    hint: ASK_FOR_HELP,
  },
  'a flag without the other that it needs': {
    args: ['verify', '--plan', 'plan.json'],
    code: 'USAGE',
    message: 'All of the following must be provided when using --plan: --wave',
    hint: ASK_FOR_HELP,
  },
  'a missing argument': {
    args: ['report'],
    code: 'USAGE',
    message: 'missing argument: FORMAT',
    hint: ASK_FOR_HELP,
  },
  'a subcommand that does not exist': {
    args: ['history', 'purge'],
    code: 'USAGE',
    message: 'unknown command: history purge',
    hint: ASK_FOR_HELP,
  },
  'an owner’s file that is not there': {
    args: ['discover', 'host', '--owners', '/no/such/owners.yaml'],
    code: 'READ_FAILED',
    message: '/no/such/owners.yaml cannot be read (ENOENT)',
    hint: 'Check the path and its permissions.',
  },
  'a port that is none': {
    args: ['scan', '127.0.0.1/32', '--port', '443,x'],
    code: 'PORT_INVALID',
    message: '--port 443,x is not a port',
    hint: 'Write numbers from 1 to 65535: --port 443,8443.',
  },
  'a time-out of no time': {
    args: ['scan', 'host', '--timeout', '0'],
    code: 'NUMBER_INVALID',
    message: '--timeout 0 is not a number from 0.05 to 3600',
    hint: 'Write it as --timeout 5.',
  },
  'half an endpoint at a time': {
    args: ['scan', 'host', '--concurrency', '1.5'],
    code: 'NUMBER_INVALID',
    message: '--concurrency 1.5 is not a whole number from 1 to 10000',
    hint: 'Write it as --concurrency 5.',
  },
  'an address for a server name': {
    args: ['scan', 'host', '--sni', '127.0.0.1'],
    code: 'NAME_INVALID',
    message: '--sni "127.0.0.1" is not a host name',
    hint: 'Write a name such as mcp.example.com; TLS does not send addresses as server names (RFC 6066).',
  },
  'certificates that are none': {
    args: ['scan', 'host', '--ca', LIST],
    code: 'CA_INVALID',
    message: `--ca ${LIST} contains no certificate`,
    hint: 'Name a PEM file: blocks that begin with -----BEGIN CERTIFICATE-----.',
  },
  'a certificate that is broken': {
    args: ['scan', 'host', '--ca', CERTIFICATES],
    code: 'CA_INVALID',
    message: `--ca ${CERTIFICATES} contains a certificate that cannot be parsed (number 1)`,
    hint: 'Name a PEM file: blocks that begin with -----BEGIN CERTIFICATE-----.',
  },
  'a file in a folder that is not there': {
    args: ['scan', 'host', '--output', '/no/such/folder/x.json'],
    code: 'WRITE_FAILED',
    message: '/no/such/folder/x.json cannot be written (ENOENT)',
    hint: 'Name a file in an existing folder with free space that you may write to.',
  },
  'a folder for a file': {
    args: ['scan', 'host', '-o', FOLDER],
    code: 'WRITE_FAILED',
    message: `${FOLDER} cannot be written (EISDIR)`,
    hint: 'Name a file in an existing folder with free space that you may write to.',
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
      expect(json?.error).to.deep.equal({ code, message, hint })
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

  for (const name of ['no target', 'a command that does not exist', 'a time-out of no time'] as const) {
    const { args, code, message, hint } = MISTAKES[name] as Mistake

    it(`ends the process with 2 and two lines on stderr: ${name}`, async () => {
      const plain = await run(args)
      expect({ code: plain.code, stdout: plain.stdout }).to.deep.equal({ code: 2, stdout: '' })
      expect(plain.stderr).to.equal(`mcp-pqc: ${message}\n  ${hint}\n`)
    })

    it(`is one document on stdout and nothing else with --json: ${name}`, async () => {
      const json = await run([...args, '--json'])
      expect({ code: json.code, stderr: json.stderr }).to.deep.equal({ code: 2, stderr: '' })
      expect(JSON.parse(json.stdout).error.code).to.equal(code)
    })
  }
})
