import type { JsonSchemaType } from '@modelcontextprotocol/server'
import { expect } from 'chai'
import { z } from 'zod'
import servers from '../../src/lab/servers/servers.json' with { type: 'json' }
import type { DemoServer } from '../../src/lab/servers/servers.ts'
import table from '../../src/lab/specifications.json' with { type: 'json' }
import { SPECIFICATIONS, type TlsSetup } from '../../src/lab/specifications.ts'
import { VERSION_NAMES } from '../../src/model/questions/names.ts'
import { duplicates } from '../registry/rows.ts'

const text = z.string().min(1)
const optional = z.exactOptional
const version = z.enum(VERSION_NAMES)
const served = version.exclude(['SSL 3.0', 'SSL 2.0'])
const SETUP: z.ZodType<TlsSetup> = z.strictObject({
  versions: z.tuple([served, served]),
  groups: optional(text),
  ciphers: text,
  signatureAlgorithms: optional(text),
  certificates: z
    .array(
      z.strictObject({
        key: z.enum(['RSA-1024', 'RSA-2048', 'RSA-PSS-2048', 'P-256', 'P-384', 'Ed25519', 'ML-DSA-65']),
        expired: optional(z.literal(true)),
      }),
    )
    .min(1),
  choice: optional(z.enum(['server', 'client'])),
  clientCertificate: optional(z.literal('required')),
  dhe: optional(z.literal(true)),
})
const ROW = z.strictObject({
  name: text,
  title: text,
  note: optional(text),
  setup: z.union([z.literal('http'), z.looseObject({})]),
})
const texts = z.array(text).min(1)
const INPUT = z.looseObject({
  type: z.literal('object'),
  properties: z.record(text, z.looseObject({})),
}) as unknown as z.ZodType<JsonSchemaType>
const RULE = z.strictObject({
  all: optional(text),
  contains: optional(z.record(text, texts)),
  field: optional(text),
  one: optional(z.record(text, text)),
  or: optional(z.string().regex(/\{\w+\}\.$/)),
  fields: optional(texts),
  with: optional(z.record(text, z.unknown())),
  echo: optional(texts),
})
const DOCUMENT = { name: text, title: text, mimeType: text }
const SERVER: z.ZodType<DemoServer> = z.strictObject({
  title: text,
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  tools: z.record(
    z.string().regex(/^[a-z_]+$/),
    z.strictObject({
      title: text,
      description: z.string().regex(/\.$/),
      annotations: z.strictObject({
        readOnlyHint: z.boolean(),
        destructiveHint: optional(z.boolean()),
        idempotentHint: optional(z.boolean()),
        openWorldHint: optional(z.boolean()),
      }),
      input: optional(INPUT),
      answer: optional(RULE),
    }),
  ),
  records: z.array(z.record(text, z.unknown())),
  documents: optional(z.strictObject({ ...DOCUMENT, template: text, each: text })),
  document: optional(z.strictObject({ ...DOCUMENT, uri: text, text: optional(text) })),
  prompt: optional(z.strictObject({ name: text, title: text, description: text, input: INPUT, text })),
})

describe('specifications of the lab', () => {
  it('have setups of the declared type, and no other keys', () => {
    z.strictObject({ baseline: z.looseObject({}), endpoints: z.array(ROW) }).parse(table)
    for (const { name, setup } of SPECIFICATIONS)
      if (setup !== 'http') expect(SETUP.safeParse(setup).error, name).to.equal(undefined)
  })

  it('have one server each', () => {
    const names = SPECIFICATIONS.map(({ name }) => name)
    expect(duplicates(names)).to.deep.equal([])
    expect(Object.keys(servers)).to.have.members(names)
    for (const { createServer } of SPECIFICATIONS) expect(createServer()).to.be.an('object')
  })

  it('have servers that describe their tools', () => {
    for (const server of Object.values(servers)) SERVER.parse(server)
    const tools = Object.values(servers).flatMap((one) => Object.entries(one.tools))
    const calculated = ['get_balance', 'get_forecast', 'list_messages', 'rotate_secret', 'run_query']
    expect(tools.filter(([, tool]) => !('answer' in tool)).map(([name]) => name)).to.have.members(calculated)
  })
})
