import { expect } from 'chai'
import fc from 'fast-check'
import { stringify as tomlText } from 'smol-toml'
import { stringify as yamlText } from 'yaml'
import { parseOwnerFile } from '../../../src/assess/owners/ownerFile.ts'
import { readJson } from '../../../src/discover/document/json.ts'
import { readToml } from '../../../src/discover/document/toml.ts'
import type { ConfigDocument, ConfigValue } from '../../../src/discover/document/value.ts'
import { readYaml } from '../../../src/discover/document/yaml.ts'
import { McpPqcError } from '../../../src/model/error.ts'
import { type Codec, property, textReader } from '../harness.ts'

const word = fc.string({ unit: fc.constantFrom(...'abyz019_-./:@ é顧"\'\\#{}[],&*!|>%\n\t'), maxLength: 12 })
const key = fc.string({ unit: fc.constantFrom(...'abcz_-'), minLength: 1, maxLength: 8 })
const scalar = fc.oneof(word, fc.integer(), fc.boolean())

/** What all three languages can say: maps, lists and scalars that are not null. */
const tree = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value
const map = fc.dictionary(key, tree, { maxKeys: 5, noNullPrototype: true })

const plain = (value: ConfigValue | undefined): unknown => {
  if (value?.kind === 'map')
    return Object.fromEntries(value.members.map(({ key: name, value: member }) => [name, plain(member)]))
  if (value?.kind === 'list') return value.items.map(plain)
  return value?.kind === 'scalar' ? value.value : value?.kind
}

/** As plain values. */
const whole = ({ root, problems }: ConfigDocument): unknown => ({ root: plain(root), problems })

const YAML = [
  '&a ',
  '*a',
  '<<: *a',
  '- ',
  '? ',
  ': ',
  '!!',
  '|\n',
  '>-\n',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '  ',
  '[*a, *a]',
]
const JSONC = ['//', '/*', '*/', ',]', ',}', '"a":', '{"a":', '[[[[', '\\u', '{"mcpServers":']
const TOML = [
  '[a]\n',
  '[[a]]\n',
  '[a.b.c]\n',
  'a.b = ',
  '"""',
  "'''",
  '= 1979-05-27T07:32:00Z\n',
  '{a = 1}',
  'a = [',
  '#',
]

const rule = fc.record(
  {
    match: fc.record({ url: word, name: word, tag: word }, { requiredKeys: ['url'] }),
    owner: word,
    environment: word,
    classes: fc.constantFrom<string | string[]>('health', ['payment', 'credentials']),
    shelfLifeYears: fc.constantFrom<number | number[]>(5, [1, 25]),
    accept: fc.constant({ until: '2027-01-31', reason: 'x' }),
    exclude: fc.boolean(),
  },
  { requiredKeys: ['match'] },
)
/** Texts in the file may not be empty. */
const ownerFile = fc
  .array(rule, { maxLength: 4 })
  .map((rules) =>
    yamlText({ rules }, { aliasDuplicateObjects: false }).replaceAll('""', '"a"').replaceAll("''", "'a'"),
  )

const URL = { url: 'https://a.example/mcp', sources: [] }

export const documents = (): Codec => ({
  readers: [
    textReader({
      name: 'JSON of a configuration',
      read: (text) => whole(readJson(text)),
      valid: tree.map((value) => JSON.stringify(value)),
      tokens: JSONC,
    }),
    textReader({
      name: 'YAML of a configuration',
      long: 30_000,
      read: (text) => whole(readYaml(text)),
      valid: tree.map((value) => yamlText(value)),
      tokens: YAML,
      // Aliases may add up to 100,000 values, which are the same objects until they are written out here.
      fixed: 1_000_000,
      share: 0.5,
    }),
    textReader({
      name: 'TOML of a configuration',
      read: (text) => whole(readToml(text)),
      valid: map.map(tomlText),
      tokens: TOML,
    }),
    textReader({
      name: 'file of owners',
      long: 30_000,
      read: (text) =>
        parseOwnerFile('own.yaml', text).rules.map((one) => [one.line, one.stated, one.matches(URL)]),
      valid: ownerFile,
      isOwn: (error) =>
        error instanceof McpPqcError &&
        error.code === 'OWNER_FILE_INVALID' &&
        /^own\.yaml:\d+: ./.test(error.message),
      tokens: [...YAML, 'rules:', 'match:', 'exclude: true', 'accept:', 'until: 2027-01-31'],
      share: 0.5,
    }),
  ],
  properties: [
    property('JSON: a written document is read, also with comments and trailing commas', tree, (value) => {
      expect(plain(readJson(JSON.stringify(value, undefined, 2)).root)).to.deep.equal(value)
      const commented = `/* a */ ${JSON.stringify(value, undefined, 1)} // b`
      expect(whole(readJson(commented))).to.deep.equal({ root: value, problems: [] })
    }),
    property('YAML: a written document is read', tree, (value) => {
      // In a block the writer loses the spaces of a line that has nothing else.
      const written = yamlText(value, { defaultStringType: 'QUOTE_DOUBLE' })
      expect(whole(readYaml(written))).to.deep.equal({ root: value, problems: [] })
    }),
    property('TOML: a written document is read', map, (value) => {
      expect(whole(readToml(tomlText(value)))).to.deep.equal({ root: value, problems: [] })
    }),
    property(
      'documents: the lines of members are those of the text',
      fc.array(scalar, { minLength: 1, maxLength: 5 }),
      (values) => {
        const lines = values.map((value, i) => `  "k${i}": ${JSON.stringify(value)}`)
        const { root } = readJson(`{\n${lines.join(',\n')}\n}`)
        expect(root?.kind === 'map' && root.members.map(({ line }) => line)).to.deep.equal(
          values.map((_, i) => i + 2),
        )
      },
    ),
  ],
})
