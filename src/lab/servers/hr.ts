import { z } from 'zod'
import { demoServer, ENSURE, READ, tool } from './demoServer.ts'

const EMPLOYEES = [
  { id: 'E-12', name: 'Priya Raman', nationalId: '000-00-0012', salary: 84000, address: '1 Sample Street' },
  { id: 'E-15', name: 'Luc Moreau', nationalId: '000-00-0015', salary: 71000, address: '22 Example Road' },
]

/** Employees: salaries, national identity numbers, home addresses. */
export const hr = demoServer(
  { name: 'hr', title: 'Human resources', version: '2.0.7' },
  tool(
    'get_employee',
    'Employee record',
    'Read an employee’s personal record: salary, national ID (SSN), home address.',
    { id: z.string() },
    READ,
    ({ id }) => EMPLOYEES.find((one) => one.id === id) ?? `There is no employee ${id}.`,
  ),
  tool('list_employees', 'Employees', 'List employees by name.', undefined, READ, () => ({
    employees: EMPLOYEES.map(({ id, name }) => ({ id, name })),
  })),
  tool(
    'approve_leave',
    'Approve leave',
    'Approve an employee’s leave request.',
    { employee: z.string(), from: z.iso.date(), to: z.iso.date() },
    ENSURE,
    (leave) => ({ approved: true, ...leave }),
  ),
)
