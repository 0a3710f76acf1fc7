import { expect } from 'chai'
import { z } from 'zod'
import { Transport } from '../../../src/model/endpoint.ts'
import { MCP_CLIENTS, type McpClientRow } from '../../../src/registry/mcp/clients/mcpClients.ts'
import { duplicates } from '../rows.ts'

const text = z.string().min(1)
const paths = z.exactOptional(z.array(text).min(1))

/** The declared type, for a file that the compiler reads as plain strings. */
const ROW: z.ZodType<McpClientRow> = z.strictObject({
  client: text,
  asOf: z.string().regex(/^\d{4}-\d{2}$/),
  bareVariables: z.exactOptional(z.literal(true)),
  urlTransport: z.exactOptional(Transport),
  files: z
    .array(
      z.strictObject({
        scope: z.enum(['user', 'project', 'managed']),
        author: z.exactOptional(z.literal('publisher')),
        paths: z.strictObject({ all: paths, linux: paths, darwin: paths, win32: paths }),
        format: z.exactOptional(z.enum(['json', 'toml', 'yaml'])),
        servers: z.array(z.array(text)).min(1),
        source: z.url(),
        note: z.exactOptional(text),
      }),
    )
    .min(1),
})

describe('registry: MCP clients', () => {
  for (const row of MCP_CLIENTS) {
    it(`has a row of the declared type for ${row.client}`, () => {
      expect(ROW.parse(row)).to.deep.equal(row)
    })
  }

  it('names each client once', () => {
    expect(MCP_CLIENTS).to.have.length.above(20)
    expect(duplicates(MCP_CLIENTS.map(({ client }) => client))).to.deep.equal([])
  })
})
