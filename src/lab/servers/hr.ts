import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { answer, failure } from './answer.ts'

const EMPLOYEES = [
  { id: 'E-12', name: 'Priya Raman', nationalId: '000-00-0012', salary: 84000, address: '1 Sample Street' },
  { id: 'E-15', name: 'Luc Moreau', nationalId: '000-00-0015', salary: 71000, address: '22 Example Road' },
]

/** Employees: salaries, national identity numbers, home addresses. */
export const hr = (): McpServer => {
  const server = new McpServer({ name: 'hr', title: 'Human resources', version: '2.0.7' })

  server.registerTool(
    'get_employee',
    {
      title: 'Employee record',
      description: 'Read an employee’s personal record: salary, national ID (SSN), home address.',
      inputSchema: z.object({ id: z.string() }),
      annotations: { readOnlyHint: true },
    },
    ({ id }) => {
      const employee = EMPLOYEES.find((one) => one.id === id)
      return employee ? answer(employee) : failure(`There is no employee ${id}.`)
    },
  )

  server.registerTool(
    'list_employees',
    {
      title: 'Employees',
      description: 'List employees by name.',
      annotations: { readOnlyHint: true },
    },
    () => answer({ employees: EMPLOYEES.map(({ id, name }) => ({ id, name })) }),
  )

  server.registerTool(
    'approve_leave',
    {
      title: 'Approve leave',
      description: 'Approve an employee’s leave request.',
      inputSchema: z.object({ employee: z.string(), from: z.iso.date(), to: z.iso.date() }),
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true },
    },
    (leave) => answer({ approved: true, ...leave }),
  )

  return server
}
