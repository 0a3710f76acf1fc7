import { z } from 'zod'
import { CHANGE, demoServer, documents, READ, tool } from './demoServer.ts'

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

const mrn = z.string().describe('Medical record number, for example MRN-0041')

/** A hospital's charts: secret for as long as the patient lives, and longer. */
export const patientRecords = demoServer(
  { name: 'patient-records', title: 'Patient records (EHR)', version: '5.0.4' },
  tool(
    'get_patient',
    'Patient chart',
    'Read a patient’s chart: demographics, diagnoses (ICD-10), prescriptions. Protected health information.',
    { mrn },
    READ,
    ({ mrn }) => PATIENTS.find((one) => one.mrn === mrn) ?? `No patient has the record number ${mrn}.`,
  ),
  tool(
    'search_patients',
    'Find patients',
    'Find patients by diagnosis (ICD-10 prefix).',
    { icd10: z.string().min(1) },
    READ,
    ({ icd10 }) => ({
      patients: PATIENTS.filter(({ diagnoses }) => diagnoses.some((one) => one.icd10.startsWith(icd10))).map(
        ({ mrn, name }) => ({ mrn, name }),
      ),
    }),
  ),
  tool(
    'add_prescription',
    'Prescribe',
    'Add a prescription to a patient’s medication list.',
    { mrn, drug: z.string(), dose: z.string(), schedule: z.string() },
    CHANGE,
    (order) => ({ accepted: true, order: `RX-${order.mrn.slice(-4)}-1`, ...order }),
  ),
  documents(
    'chart',
    'ehr://patients/{mrn}/chart',
    { title: 'Patient chart', mimeType: 'application/json' },
    Object.fromEntries(PATIENTS.map((patient) => [patient.mrn, JSON.stringify(patient)])),
    (mrn) => `Chart of ${mrn}`,
  ),
)
