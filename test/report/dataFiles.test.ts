import { globSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { z } from 'zod'
import { AuthenticationCategory, Headline, KeyExchangeCategory, Tier } from '../../src/model/assessment.ts'
import { Verdict } from '../../src/model/diff.ts'
import { AddressFacts, Service, Source } from '../../src/model/endpoint.ts'
import clauses from '../../src/registry/compliance.json' with { type: 'json' }
import { DATA_CLASSES } from '../../src/registry/sensitivity/dataClasses.ts'
import { WRITERS } from '../../src/report/formats.ts'
import { CELLS } from '../../src/report/inventory/compliance/cells.ts'

const text = z.string().min(1)

const keysOf = <Row extends object>(row: Row) => z.enum(Object.keys(row) as (keyof Row & string)[])

/** A row for each of the categories. */
const rowForEach = <Row extends z.ZodRawShape>(key: keyof Row & string, { options }: z.ZodEnum, row: Row) =>
  z
    .array(z.strictObject(row))
    .refine((rows) =>
      options.every((one) => rows.some((each) => (each as Record<string, unknown>)[key] === one)),
    )
    .refine(({ length }) => length === options.length)

const format = z.strictObject({
  meaning: text,
  json: z.literal(true).optional(),
  flags: z.array(z.enum(['as', 'spec-version'])).optional(),
})

/** By the path below src/report. Keys that no file may have are refused. */
const FILES: Readonly<Record<string, z.ZodType>> = {
  'diff/verdicts.json': z.record(Verdict, text),
  'formats.json': z.strictObject(
    Object.fromEntries(
      Object.entries(WRITERS).map(([document, writers]) => [document, z.record(keysOf(writers), format)]),
    ),
  ),
  'html/sections/sections.json': z.record(
    text,
    z.strictObject({
      title: text,
      link: text.optional(),
      note: text.optional(),
      isWide: z.literal(true).optional(),
      blind: z.array(text).min(1).optional(),
    }),
  ),
  'inventory/compliance/views.json': z.strictObject({
    views: z.record(
      text,
      z.strictObject({
        title: text,
        clauses: z.array(keysOf(clauses)).min(1),
        overview: text.optional(),
        columns: z.record(text, keysOf(CELLS)),
        notCovered: z.array(text).min(1),
      }),
    ),
    sources: z.record(Source.shape.kind, text),
    personal: z.array(z.enum(DATA_CLASSES.map(({ name }) => name))),
    broken: z.record(KeyExchangeCategory.exclude(['hybrid', 'pqc']), text),
    forged: z.record(AuthenticationCategory, text),
  }),
  'inventory/postures.json': z.strictObject({
    keyExchange: rowForEach('category', Headline, {
      category: Headline,
      label: text,
      meaning: text,
    }),
    authentication: rowForEach('category', AuthenticationCategory, {
      category: AuthenticationCategory,
      label: text,
      meaning: text,
    }),
    tiers: rowForEach('tier', Tier, { tier: Tier, label: text }),
    unknownBecause: z.partialRecord(z.enum([...AddressFacts.shape.state.options, ...Service.options]), text),
  }),
  'inventory/prometheus.json': z.record(z.string().regex(/^mcp_pqc_[a-z_]+$/), text),
  'inventory/sarif/notifications.json': z.record(
    z.enum(['notProbed', 'interrupted', 'cut', 'limited']),
    z.strictObject({
      id: z.string().regex(/^PQCN\d\d$/),
      name: z.string().regex(/^[A-Z][A-Za-z]+$/),
      title: text,
      remedy: text,
    }),
  ),
}

const FOLDER = new URL('../../src/report/', import.meta.url)

describe('data files of the reports', () => {
  it('all have a schema', () =>
    expect(globSync('**/*.json', { cwd: FOLDER }).sort()).to.deep.equal(Object.keys(FILES).sort()))

  for (const [path, schema] of Object.entries(FILES))
    it(`${path} has what the code reads`, () => {
      const found = schema.safeParse(JSON.parse(readFileSync(new URL(path, FOLDER), 'utf8')))
      expect(found.error?.issues).to.equal(undefined)
    })
})
