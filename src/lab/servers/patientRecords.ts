import { McpServer, ResourceTemplate } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { answer, failure } from './answer.ts'

const PATIENTS = [
  {
    mrn: 'MRN-0041',
    name: 'Alma Ferreira',
    dateOfBirth: '1961-03-14',
    diagnoses: [{ icd10: 'E11.9', text: 'Type 2 diabetes mellitus' }],
    prescriptions: [{ drug: 'metformin', dose: '500 mg', schedule: 'twice daily' }],
  },
  {
    mrn: 'MRN-0042',
    name: 'Jonas Lindqvist',
    dateOfBirth: '1987-11-02',
    diagnoses: [{ icd10: 'J45.9', text: 'Asthma' }],
    prescriptions: [{ drug: 'salbutamol', dose: '100 µg', schedule: 'as needed' }],
  },
]

const Mrn = z.string().describe('Medical record number, for example MRN-0041')

/** A hospital's charts: secret for as long as the patient lives, and longer. */
export const patientRecords = (): McpServer => {
  const server = new McpServer({ name: 'patient-records', title: 'Patient records (EHR)', version: '5.0.4' })

  server.registerTool(
    'get_patient',
    {
      title: 'Patient chart',
      description:
        'Read a patient’s chart: demographics, diagnoses (ICD-10), prescriptions. Protected health information.',
      inputSchema: z.object({ mrn: Mrn }),
      annotations: { readOnlyHint: true },
    },
    ({ mrn }) => {
      const patient = PATIENTS.find((one) => one.mrn === mrn)
      return patient ? answer(patient) : failure(`No patient has the record number ${mrn}.`)
    },
  )

  server.registerTool(
    'search_patients',
    {
      title: 'Find patients',
      description: 'Find patients by diagnosis (ICD-10 prefix).',
      inputSchema: z.object({ icd10: z.string().min(1) }),
      annotations: { readOnlyHint: true },
    },
    ({ icd10 }) =>
      answer({
        patients: PATIENTS.filter((one) =>
          one.diagnoses.some((diagnosis) => diagnosis.icd10.startsWith(icd10)),
        ).map(({ mrn, name }) => ({ mrn, name })),
      }),
  )

  server.registerTool(
    'add_prescription',
    {
      title: 'Prescribe',
      description: 'Add a prescription to a patient’s medication list.',
      inputSchema: z.object({ mrn: Mrn, drug: z.string(), dose: z.string(), schedule: z.string() }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false },
    },
    (order) => answer({ accepted: true, order: `RX-${order.mrn.slice(-4)}-1`, ...order }),
  )

  server.registerResource(
    'chart',
    new ResourceTemplate('ehr://patients/{mrn}/chart', {
      list: () => ({
        resources: PATIENTS.map(({ mrn }) => ({
          uri: `ehr://patients/${mrn}/chart`,
          name: `Chart of ${mrn}`,
        })),
      }),
    }),
    { title: 'Patient chart', mimeType: 'application/json' },
    (uri, { mrn }) => ({
      contents: [
        {
          uri: uri.href,
          mimeType: 'application/json',
          text: JSON.stringify(PATIENTS.find((one) => one.mrn === mrn) ?? null),
        },
      ],
    }),
  )

  return server
}
