import { Flags } from '@oclif/core'
import { repeatable } from './sharedFlags.ts'

/** How a command trusts servers, and how it identifies itself to them: scan, verify and connect share these. */
export const caFlag = (helpGroup: string) => ({
  ca: Flags.string({
    ...repeatable,
    helpValue: 'FILE',
    helpGroup,
    description: 'PEM certificates of authorities to trust in addition to the system’s',
  }),
})

/** `when`: on which requests they are sent. */
export const credentialFlags = (when: string) => ({
  header: Flags.string({
    ...repeatable,
    helpValue: "'NAME: VALUE'",
    helpGroup: 'CREDENTIALS',
    description: `header field to send ${when}`,
  }),
  'token-env': Flags.string({
    helpValue: 'NAME',
    helpGroup: 'CREDENTIALS',
    description: `environment variable with a bearer token to send ${when}`,
  }),
})

/** `file`: what is asked of the file of the key. */
export const clientCertificateFlags = (helpGroup: string, file = '') => ({
  cert: Flags.string({
    helpValue: 'FILE',
    helpGroup,
    description: 'PEM client certificate to present where the server requests one',
    dependsOn: ['key'],
  }),
  key: Flags.string({
    helpValue: 'FILE',
    helpGroup,
    description: `PEM private key of the client certificate${file}`,
    dependsOn: ['cert'],
  }),
})
