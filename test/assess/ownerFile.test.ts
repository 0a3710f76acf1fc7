import { expect } from 'chai'
import { type OwnerFile, parseOwnerFile } from '../../src/assess/owners/ownerFile.ts'
import { applyOwners, Owners } from '../../src/assess/owners/owners.ts'
import { McpPqcError } from '../../src/model/error.ts'
import { inventoryEndpoint } from '../plan/endpoints.ts'

const failure = (act: () => unknown): McpPqcError => {
  try {
    act()
  } catch (error) {
    if (error instanceof McpPqcError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** Of a file that the command line names. */
const named = (file: OwnerFile): Owners => new Owners([{ ...file, origin: 'named', ignored: [] }])

const rules = (...lines: string[]): string => ['rules:', ...lines].join('\n')

const KEYS = 'match, owner, environment, vendor, classes, shelfLifeYears, accept, switchOff, exclude'

/** What is wrong, the line, and what the message says of it. */
const WRONG: [what: string, text: string, line: number, message: string][] = [
  ['an unknown key of the file', 'rules: []\nrule: 1', 2, 'unknown key "rule": known are rules'],
  [
    'an unknown key of a rule',
    rules('  - match: { url: "*" }', '    ownr: a'),
    3,
    `unknown key "ownr": known are ${KEYS}`,
  ],
  [
    'an unknown key of a match',
    rules('  - match: { host: a }'),
    2,
    'unknown key "host": known are url, name, tag',
  ],
  ['no match', rules('  - owner: a'), 2, 'a rule needs "match" with url, name or tag'],
  ['an empty match', rules('  - match: {}'), 2, 'a rule needs "match" with url, name or tag'],
  ['rules that are not a list', 'rules: { a: 1 }', 1, '"rules" must be a list'],
  ['no rules', 'rules:', 1, '"rules" must be a list'],
  ['a rule that is not a mapping', rules('  - text'), 2, 'a rule must be a mapping'],
  ['an empty rule', rules('  -', '  - match: { url: a }'), 2, 'a rule must be a mapping'],
  ['a document that is not a mapping', '- a', 1, 'the file must be a mapping with the key "rules"'],
  ['an owner that is a number', rules('  - match: { url: a }', '    owner: 5'), 3, '"owner" must be a text'],
  [
    'an unknown class',
    rules('  - match: { url: a }', '    classes: [heath]'),
    3,
    '"classes" must be a list of data classes (health, payment, credentials, …)',
  ],
  [
    'a shelf life in words',
    rules('  - match: { url: a }', '    shelfLifeYears: long'),
    3,
    '"shelfLifeYears" must be a number, or [fewest, most]',
  ],
  [
    'a shelf life backwards',
    rules('  - match: { url: a }', '    shelfLifeYears: [9, 1]'),
    3,
    '"shelfLifeYears" must be a number, or [fewest, most]',
  ],
  [
    'a negative shelf life',
    rules('  - match: { url: a }', '    shelfLifeYears: -1'),
    3,
    '"shelfLifeYears" must be a number, or [fewest, most]',
  ],
  [
    'an exclusion in words',
    rules('  - match: { url: a }', '    exclude: maybe'),
    3,
    '"exclude" must be true or false',
  ],
  [
    'no such date',
    rules('  - match: { url: a }', '    switchOff: 2027-02-31'),
    3,
    '"switchOff" must be a date such as 2027-01-31',
  ],
  [
    'an acceptance without an end',
    rules('  - match: { url: a }', '    accept: { reason: r }'),
    3,
    '"until" must be a date such as 2027-01-31',
  ],
  [
    'a key twice',
    rules('  - match: { url: a }', '    owner: a', '    owner: b'),
    4,
    'Map keys must be unique',
  ],
  ['broken YAML', rules('  - match: { url: "a'), 2, 'Missing closing "quote'],
  [
    'a truncated file',
    rules('  - match: { url: a'),
    2,
    'Flow map in block collection must be sufficiently indented and end with a }',
  ],
  ['two documents', 'rules: []\n---\nrules: []', 2, 'the file holds more than one document'],
]

describe('the owner’s file', () => {
  for (const [what, text, line, expected] of WRONG) {
    it(`says where it is wrong: ${what}`, () => {
      const { code, message, hint } = failure(() => parseOwnerFile('mcp-pqc.yaml', text))
      expect(code).to.equal('OWNER_FILE_INVALID')
      expect(message).to.equal(`mcp-pqc.yaml:${line}: ${expected}`)
      expect(hint).to.equal('The form of the file is described in docs/planning.md.')
    })
  }

  it('refuses aliases, and so a bomb of them', () => {
    const bomb = [
      'a: &a [1]',
      ...Array.from(
        { length: 30 },
        (_, i) => `a${i}: &b${i} [*${i ? `b${i - 1}` : 'a'}, *${i ? `b${i - 1}` : 'a'}]`,
      ),
    ]
    expect(failure(() => parseOwnerFile('f', bomb.join('\n'))).code).to.equal('OWNER_FILE_INVALID')
    const inside = rules('  - match: { url: &x a }', '    classes: [*x, *x]')
    expect(failure(() => parseOwnerFile('f', inside)).message).to.include('f:3:')
    expect(
      failure(() => parseOwnerFile('f', rules('  - match: { url: &x a, name: *x }'))).message,
    ).to.include('alias')
  })

  it('is neither too long nor too deep', () => {
    const message = (text: string) => failure(() => parseOwnerFile('f', text)).message
    expect(message('#'.repeat(1_000_001))).to.equal('f:1: the file is longer than 1000000 characters')
    expect(message(`a: [${'0,'.repeat(200_000)}]`)).to.equal(
      'f:1: the file has a YAML document of more than 200000 tokens that are not white space',
    )
    expect(message(`rules: ${'['.repeat(200_000)}`)).to.equal(
      'f:1: the file is nested more than 100 levels deep',
    )
    expect(message(`rules:\n${'- '.repeat(100_000)}`)).to.equal(
      'f:2: the file is nested more than 100 levels deep',
    )
  })

  it('may be empty', () => {
    expect(parseOwnerFile('f', '').rules).to.deep.equal([])
    expect(parseOwnerFile('f', 'rules: []').rules).to.deep.equal([])
  })

  const ENDPOINT = inventoryEndpoint({
    url: 'https://Records.Clinic.example/mcp',
    name: 'records-1',
    source: { kind: 'client-config', client: 'claude-desktop', scope: 'user' },
  })

  for (const [match, holds] of [
    ['url: "https://*.clinic.example/*"', true],
    ['url: "https://clinic.example/*"', false],
    ['url: "*RECORDS*mcp"', true],
    ['url: "https://records.clinic.example"', false],
    ['name: "records-*"', true],
    ['name: "records"', false],
    ['tag: "client-config"', true],
    ['tag: "claude-*"', true],
    ['url: "*", name: "other"', false],
    ['url: "*.*.*.*.*"', false],
  ] as const) {
    it(`{ ${match} } ${holds ? 'matches' : 'does not match'}`, () => {
      const [rule] = parseOwnerFile('f', rules(`  - match: { ${match} }`)).rules
      expect(rule?.matches(ENDPOINT)).to.equal(holds)
    })
  }

  it('the first rule that says something counts, and every rule that matched is evidence', () => {
    const text = rules(
      '  - match: { url: "*" }',
      '    owner: one',
      '  - match: { name: "*" }',
      '    environment: test',
    )
    const { ownership } = named(parseOwnerFile('f', text)).of(ENDPOINT)
    expect(ownership).to.deep.equal({ owner: 'one', environment: 'test', evidence: ['f:2', 'f:4'] })
  })

  it('two owners for one endpoint are an error that names both lines', () => {
    const text = rules(
      '  - match: { url: "*" }',
      '    owner: one',
      '  - match: { name: "*" }',
      '    owner: two',
    )
    const { code, message } = failure(() => named(parseOwnerFile('f', text)).of(ENDPOINT))
    expect(code).to.equal('OWNER_AMBIGUOUS')
    expect(message).to.include('f:2 says one').and.include('f:4 says two')
  })

  it('names rules that match nothing, leaves out what is excluded, and overrides what was inferred', () => {
    const text = rules(
      '  - match: { url: "*clinic*" }',
      '    classes: [health]',
      '    shelfLifeYears: [30, 40]',
      '  - match: { url: "*nowhere*" }',
      '    owner: nobody',
      '  - match: { name: gone }',
      '    exclude: true',
    )
    const gone = inventoryEndpoint({ name: 'gone' })
    const owners = named(parseOwnerFile('f', text))
    const endpoints = applyOwners([ENDPOINT, gone], owners, new Date('2026-11-22'))
    expect(owners.unused).to.deep.equal(['f:5: this rule matches no endpoint'])
    expect(endpoints.map(({ id }) => id)).to.deep.equal([ENDPOINT.id])
    expect(endpoints[0]?.assessment.sensitivity).to.deep.include({
      tier: 'critical',
      shelfLifeYears: [30, 40],
      classes: [{ class: 'health', confidence: 1, evidence: ['owner: f:2'] }],
    })
  })
})
