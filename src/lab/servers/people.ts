import { z } from 'zod'
import { demoServer, documents, list, prompt, tool } from './demoServer.ts'
import SERVERS from './servers.json' with { type: 'json' }

const PATIENTS = SERVERS['patient-records'].records
const EMPLOYEES = SERVERS.hr.records
const CONTACTS = SERVERS.crm.records
const MESSAGES = SERVERS.mail.records
const EVENTS = SERVERS.calendar.records

const mrn = z.string().describe('Medical record number, for example MRN-0041')

export const PEOPLE = {
  'patient-records': demoServer(
    'patient-records',
    {
      get_patient: tool(
        { mrn },
        ({ mrn }) => PATIENTS.find((one) => one.mrn === mrn) ?? `No patient has the record number ${mrn}.`,
      ),
      search_patients: tool({ icd10: z.string().min(1) }, ({ icd10 }) => ({
        patients: PATIENTS.filter(({ diagnoses }) =>
          diagnoses.some((one) => one.icd10.startsWith(icd10)),
        ).map(({ mrn, name }) => ({ mrn, name })),
      })),
      add_prescription: tool({ mrn, drug: z.string(), dose: z.string(), schedule: z.string() }, (order) => ({
        accepted: true,
        order: `RX-${order.mrn.slice(-4)}-1`,
        ...order,
      })),
    },
    documents(
      'chart',
      'ehr://patients/{mrn}/chart',
      { title: 'Patient chart', mimeType: 'application/json' },
      Object.fromEntries(PATIENTS.map((patient) => [patient.mrn, JSON.stringify(patient)])),
      (mrn) => `Chart of ${mrn}`,
    ),
  ),

  hr: demoServer('hr', {
    get_employee: tool(
      { id: z.string() },
      ({ id }) => EMPLOYEES.find((one) => one.id === id) ?? `There is no employee ${id}.`,
    ),
    list_employees: list(() => ({ employees: EMPLOYEES.map(({ id, name }) => ({ id, name })) })),
    approve_leave: tool({ employee: z.string(), from: z.iso.date(), to: z.iso.date() }, (leave) => ({
      approved: true,
      ...leave,
    })),
  }),

  crm: demoServer(
    'crm',
    {
      find_contact: tool({ query: z.string().min(1) }, ({ query }) => {
        const wanted = query.toLowerCase()
        return {
          contacts: CONTACTS.filter(
            ({ name, email }) => name.toLowerCase().includes(wanted) || email.includes(wanted),
          ),
        }
      }),
      update_contact: tool(
        {
          id: z.string(),
          email: z.email().optional(),
          phone: z.string().optional(),
          postalAddress: z.string().optional(),
        },
        ({ id, ...changes }) => {
          const contact = CONTACTS.find((one) => one.id === id)
          return contact ? { ...contact, ...changes } : `There is no contact ${id}.`
        },
      ),
    },
    prompt(
      'follow-up',
      'Follow-up message',
      'Draft a follow-up to a customer.',
      'contact',
      (contact) => `Draft a short, friendly follow-up to ${contact}.`,
    ),
  ),

  mail: demoServer('mail', {
    list_messages: tool({ unreadOnly: z.boolean().default(false) }, ({ unreadOnly }) => ({
      messages: MESSAGES.filter(({ unread }) => unread || !unreadOnly).map(({ id, from, subject }) => ({
        id,
        from,
        subject,
      })),
    })),
    read_message: tool(
      { id: z.string() },
      ({ id }) => MESSAGES.find((one) => one.id === id) ?? `There is no message ${id}.`,
    ),
    send_message: tool(
      { to: z.array(z.email()).min(1), subject: z.string(), body: z.string() },
      ({ to, subject }) => ({ id: 'm-3', to, subject, status: 'queued' }),
    ),
  }),

  calendar: demoServer('calendar', {
    list_events: tool({ date: z.iso.date() }, ({ date }) => ({
      events: EVENTS.filter((event) => event.date === date),
    })),
    create_event: tool(
      { date: z.iso.date(), title: z.string(), attendees: z.array(z.email()).default([]) },
      (event) => ({ id: 'ev-3', ...event }),
    ),
  }),
}
