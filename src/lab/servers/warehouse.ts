import { z } from 'zod'
import { ADD, demoServer, READ, tool } from './demoServer.ts'

const STOCK = [
  { sku: 'BOLT-M8', bin: 'A-12', quantity: 4200 },
  { sku: 'GASKET-40', bin: 'C-03', quantity: 18 },
]

/** Stock and shipping: operations. */
export const warehouse = demoServer(
  { name: 'warehouse', title: 'Warehouse stock', version: '0.4.0' },
  tool(
    'get_stock',
    'Stock level',
    'How many units of an article are in the warehouse, and in which bin.',
    { sku: z.string() },
    READ,
    ({ sku }) => STOCK.find((one) => one.sku === sku) ?? `There is no article ${sku}.`,
  ),
  tool(
    'create_shipment',
    'Ship',
    'Create a shipment of an article to a destination.',
    { sku: z.string(), quantity: z.number().int().positive(), destination: z.string() },
    ADD,
    (shipment) => ({ id: 'SH-77', status: 'planned', ...shipment }),
  ),
)
