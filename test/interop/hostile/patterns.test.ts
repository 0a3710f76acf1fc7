import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { configAddress } from '../../../src/discover/config/address.ts'
import { sanitizeArguments, upstreamsOf } from '../../../src/discover/config/command/arguments.ts'
import { shellWords, unwrap } from '../../../src/discover/config/command/commandLine.ts'
import { stdioUrl } from '../../../src/discover/config/command/stdioUrl.ts'
import { shownTarget } from '../../../src/discover/endpointUrl.ts'
import { looksLikeClientConfig, looksLikeManifest } from '../../../src/discover/fileKind.ts'
import { discoverManifest } from '../../../src/discover/manifest/manifests.ts'
import { parseExclusion } from '../../../src/discover/range/exclusion.ts'
import { addressValues } from '../../../src/discover/secrets/interpolate.ts'
import { isSecretName, isSecretValue, redactText } from '../../../src/discover/secrets/redact.ts'
import { SecretList } from '../../../src/discover/secrets/secretUse.ts'
import targetMistakes from '../../../src/discover/targetMistakes.json' with { type: 'json' }
import { parseTarget, targetLines } from '../../../src/discover/targets.ts'
import headerFields from '../../../src/registry/net/headerFields.json' with { type: 'json' }
import { HEADER_PRODUCTS, SSH_SOFTWARE } from '../../../src/registry/tls/software/software.ts'
import { expectLinear } from '../../growth.ts'

const SRC = new URL('../../../src/', import.meta.url)

/** Patterns that need quadratic time and meet short text only: file, pattern, and what bounds the text. */
const BOUNDED: readonly (readonly [file: string, source: string, bound: string])[] = [
  [
    'discover/document/toml.ts',
    '[\\w-]+|"(?:[^"\\\\]|\\\\.)*"',
    'a header has 400 characters, and KEY has matched a key',
  ],
  ['discover/manifest/host.ts', '\\{\\{[^{}]*\\}\\}|', 'MAX_URL of the file'],
  ['discover/manifest/host.ts', '^\\$?\\{+\\s*|', 'MAX_URL of the file'],
  [
    'discover/secrets/interpolate.ts',
    '^\\s*(?:(env|input|',
    'FORMS: 400 characters, or a name without spaces',
  ],
  ['discover/config/command/commandLine.ts', '(\\.git)?(@[^/@]*)?', 'MAX_PLACE'],
  ['report/verify/chartSvg.ts', '--([\\w-]+): ', 'our own style sheet'],
]

type Pattern = { file: string; source: string; flags: string }

/** A regular expression where an expression may begin, outside of comments. */
const LITERAL =
  /(?<=(?:^|[(,=:[!&|?{};>]|\breturn)\s*)\/(?![*/])((?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)(?=[\s.,;)\]}]|$)/gm

const literals = (): Pattern[] =>
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const lines = readFileSync(new URL(file, SRC), 'utf8').split('\n')
      const code = lines.filter((line) => !/^\s*(\/\/|\*|\/\*)/.test(line)).join('\n')
      return [...code.matchAll(LITERAL)].map(([, source = '', flags = '']) => ({ file, source, flags }))
    })

const PREFIXES = ['', 'a', 'a://', '?a=', `\${`, '{', '[', '"', "'", '<', '--a=', 'a(']
const COMMON = ['a', 'A', '0', ' ', '\n', '-', '.', '/', ':', '@', '=', '{']

/** Texts that a pattern may read again from each place: one or two of its own characters, or a word of it, many times. */
const attacksOn = (source: string): string[] => {
  const plain = source.replace(/\\[pP]\{[^}]*\}|\\u[\da-f]{4}|\\x[\da-f]{2}|\\[a-zA-Z]/gi, '')
  const characters = [...new Set([...COMMON, ...plain.replace(/[^ -~]/g, '')])].slice(0, 32)
  const words = (plain.match(/[a-z:]{2,}/gi) ?? []).slice(0, 4)
  const own = characters.slice(COMMON.length, COMMON.length + 6)
  return [...characters, ...words, ...own.flatMap((one) => own.map((other) => one + other))]
}

const SIZE = 4096
/** Milliseconds. A linear pattern needs far less for `SIZE` characters; longer ones are measured by their growth. */
const SUSPICIOUS = 4

const attack = (pattern: RegExp, source: string, what: string): void => {
  for (const pump of attacksOn(source)) {
    for (const prefix of PREFIXES) {
      const make = (size: number): string => `${prefix}${pump.repeat(Math.ceil(size / pump.length))}\u0001`
      const work = (text: string): number => [...text.matchAll(pattern)].length
      const text = make(SIZE)
      const start = performance.now()
      work(text)
      if (performance.now() - start > SUSPICIOUS) expectLinear(`${what} on ${prefix}${pump}…`, make, work)
    }
  }
}

describe('regular expressions need time in proportion to the text', () => {
  const found = literals()

  it('are found', () => {
    expect(found).to.have.length.above(300)
    for (const [file, source] of BOUNDED)
      expect(
        found.some((one) => one.file === file && one.source.startsWith(source)),
        `${file} ${source}`,
      ).to.equal(true)
  })

  it('in src', () => {
    for (const { file, source, flags } of found) {
      if (BOUNDED.some(([where, begins]) => where === file && source.startsWith(begins))) continue
      attack(new RegExp(source, flags.includes('g') ? flags : `${flags}g`), source, `${file}: /${source}/`)
    }
  })

  it('in the table of misspelled targets', () => {
    for (const { found: source, flags = '' } of targetMistakes.spelling)
      attack(new RegExp(source, `${flags}g`), source, source)
  })

  it('in the table of header fields', () => {
    for (const source of headerFields.ofProxies.flatMap(({ patterns }) => patterns))
      attack(new RegExp(source, 'g'), source, source)
  })

  it('in the registry of software', () => {
    for (const { pattern } of [...HEADER_PRODUCTS, ...SSH_SOFTWARE])
      attack(new RegExp(pattern, `${pattern.flags}g`), pattern.source, pattern.source)
  })
})

const nothing = { env: {}, environment: {}, bare: true }
const quietly = (work: () => unknown): void => {
  try {
    work()
  } catch (error) {
    expect(error).to.have.property('code')
  }
}

const FUNCTIONS: Readonly<Record<string, (text: string) => unknown>> = {
  configAddress: (text) => configAddress(text, nothing, new SecretList()),
  sanitizeArguments: (text) => sanitizeArguments([text, '--a', text]),
  upstreamsOf: (text) => upstreamsOf([text], nothing),
  shellWords,
  unwrap: (text) => ['npx', 'uvx', 'docker', 'ssh', 'sh', 'node', 'env'].map((name) => unwrap([name, text])),
  'unwrap of a command line': (text) => unwrap(['sh', '-c', text]),
  stdioUrl: (text) => stdioUrl({ program: text, path: text, args: [], env: {} }, '/', '/'),
  redactText,
  looksLikeClientConfig,
  looksLikeManifest: (text) => looksLikeManifest('x', text),
  shownTarget,
  discoverManifest: (text) => [
    ...discoverManifest({
      path: 'x',
      text: JSON.stringify({
        services: { a: { ports: [text], labels: [`a=${text}`], environment: { MCP: text } } },
      }),
      note: () => {},
    }),
  ],
  parseExclusion: (text) => quietly(() => parseExclusion([text])),
  addressValues: (text) => addressValues({ text }),
  isSecretName,
  isSecretValue,
  secretList: (text) => new SecretList().note('env', 'TOKEN', text),
  parseTarget: (text) => quietly(() => parseTarget(text, { kind: 'argument' })),
  targetLines,
}
/** Four times the first is within MAX_URL, the second is beyond it. */
const SIZES = [1980, 8192]
const PUMPS = [
  '{',
  '${',
  '${{',
  '}',
  '{a}',
  '$a',
  '@',
  '@a',
  'a@',
  ':',
  '/',
  '//',
  '/*',
  '?',
  '&a=',
  '?a={',
  '#',
  ' ',
  ' #',
  '\n',
  '"',
  "'",
  '\\',
  '\\"',
  '-',
  '--',
  '-a ',
  'A=1 ',
  'a.',
  '0',
  '0.',
  '0-',
  'a',
  'a://',
  'http://',
  '(`a`)',
  '[',
  '%',
  ',',
  '.git@',
]

describe('functions that read text of strangers need time in proportion to it', () => {
  for (const [name, work] of Object.entries(FUNCTIONS)) {
    it(name, () => {
      for (const size of SIZES)
        for (const pump of PUMPS)
          for (const prefix of PREFIXES) {
            const make = (length: number): string => prefix + pump.repeat(Math.ceil(length / pump.length))
            expectLinear(`${name} on ${prefix}${pump}…`, make, work, size)
          }
    })
  }
})
