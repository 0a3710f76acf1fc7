import { shared, value, values } from './flag.ts'
import flags from './flags.json' with { type: 'json' }

const { shared: rows } = flags

/** How a command trusts servers, and how it identifies itself to them: scan, verify and connect share these. */
export const caFlag = (helpGroup: string) => ({ ca: values(shared(rows.ca, helpGroup)) })

/** `when`: on which requests they are sent. */
export const credentialFlags = (when: string) => ({
  header: values(shared(rows.header, undefined, { when })),
  'token-env': value(shared(rows['token-env'], undefined, { when })),
})

/** `file`: what is asked of the file of the key. */
export const clientCertificateFlags = (helpGroup: string, file = '') => ({
  cert: value(shared(rows.cert, helpGroup)),
  key: value(shared(rows.key, helpGroup, { file })),
})
