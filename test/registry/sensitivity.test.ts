import { expect } from 'chai'
import { z } from 'zod'
import { DATA_CLASSES } from '../../src/registry/sensitivity/dataClasses.ts'
import names from '../../src/registry/sensitivity/names.json' with { type: 'json' }
import { NAMES, VENDORS, VOCABULARY } from '../../src/registry/sensitivity/tables.ts'
import vendors from '../../src/registry/sensitivity/vendors.json' with { type: 'json' }
import vocabulary from '../../src/registry/sensitivity/vocabulary.json' with { type: 'json' }
import { duplicates } from './rows.ts'

const text = z.string().min(1)
const CLASS = z.enum(DATA_CLASSES.map(({ name }) => name))
/** Words in lower case, one space between them: what the tokens of a text are compared with. */
const PHRASE = z.string().regex(/^[\p{Ll}\p{N}]+( [\p{Ll}\p{N}]+)*$/u)
const PHRASES = z.array(PHRASE).min(1)
const WEIGHTED = z.array(
  z.strictObject({ class: CLASS, weight: z.number().positive().max(5), phrases: PHRASES }),
)
const ORIGIN = { about: text, source: text, asOf: z.string().regex(/^\d{4}-\d{2}$/) }

/** The types of tables.ts, for files that the compiler reads as plain strings. */
const VENDORS_FILE = z.strictObject({
  ...ORIGIN,
  groups: z.array(
    z.strictObject({
      kind: text,
      classes: z.array(CLASS).min(1),
      names: PHRASES.optional(),
      words: PHRASES.optional(),
      share: z.number().positive().max(1).optional(),
    }),
  ),
})
const VOCABULARY_FILE = z.strictObject({
  ...ORIGIN,
  phrases: WEIGHTED,
  qualifiers: z.array(z.strictObject({ class: CLASS, words: PHRASES })),
  harmless: PHRASES,
  environment: WEIGHTED,
  verbs: z.strictObject({ write: PHRASES, read: PHRASES }),
})
const DOMAINS = z.array(z.string().regex(/^[a-z\d-]+(\.[a-z\d-]+)+$/))
const NAMES_FILE = z.strictObject({
  ...ORIGIN,
  hosting: DOMAINS,
  passing: DOMAINS,
  publishing: z.array(text),
  filler: PHRASES,
  hostFiller: PHRASES,
  helperVariables: PHRASES,
  mentions: z.strictObject({
    passing: PHRASES,
    passingKinds: z.array(text),
    subjectAfter: PHRASES,
    subjectBefore: PHRASES,
    ordinaryBefore: PHRASES,
  }),
})

describe('the tables of sensitivity', () => {
  it('have rows of the declared types, with their origin and date', () => {
    expect(VENDORS_FILE.parse(vendors)).to.deep.equal(vendors)
    expect(VOCABULARY_FILE.parse(vocabulary)).to.deep.equal(vocabulary)
    expect(NAMES_FILE.parse(names)).to.deep.equal(names)
  })

  it('name each product once, in lower case', () => {
    const products = VENDORS.flatMap(({ names: sure = [], words = [] }) => [...sure, ...words])
    expect(products).to.have.length.above(5_000)
    expect(duplicates(products.map((name) => name.replaceAll(' ', '')))).to.deep.equal([])
  })

  it('name each kind of product once, and pass over kinds that exist', () => {
    const kinds = VENDORS.map(({ kind }) => kind)
    expect(duplicates(kinds)).to.deep.equal([])
    expect(kinds).to.include.members(NAMES.mentions.passingKinds)
  })

  it('give each phrase one class', () => {
    expect(duplicates(VOCABULARY.flatMap(({ phrases }) => phrases))).to.deep.equal([])
  })
})
