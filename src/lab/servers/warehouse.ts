import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { answer, failure } from './answer.ts'

const STOCK = [
  { sku: 'BOLT-M8', bin: 'A-12', quantity: 4200 },
  { sku: 'GASKET-40', bin: 'C-03', quantity: 18 },
]

/** Stock and shipping: operations. */
export const warehouse = (): McpServer => {
  const server = new McpServer({ name: 'warehouse', title: 'Warehouse stock', version: '0.4.0' })

  server.registerTool(
    'get_stock',
    {
      title: 'Stock level',
      description: 'How many units of an article are in the warehouse, and in which bin.',
      inputSchema: z.object({ sku: z.string() }),
      annotations: { readOnlyHint: true },
    },
    ({ sku }) => {
      const item = STOCK.find((one) => one.sku === sku)
      return item ? answer(item) : failure(`There is no article ${sku}.`)
    },
  )

  server.registerTool(
    'create_shipment',
    {
      title: 'Ship',
      description: 'Create a shipment of an article to a destination.',
      inputSchema: z.object({
        sku: z.string(),
        quantity: z.number().int().positive(),
        destination: z.string(),
      }),
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
    },
    (shipment) => answer({ id: 'SH-77', status: 'planned', ...shipment }),
  )

  return server
}
