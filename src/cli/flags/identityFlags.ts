import { value, values } from './flag.ts'

/** How a command trusts servers, and how it identifies itself to them: scan, verify and connect share these. */
export const caFlag = (helpGroup: string) => ({
  ca: values(helpGroup, 'FILE', 'PEM certificates of authorities to trust in addition to the system’s'),
})

/** `when`: on which requests they are sent. */
export const credentialFlags = (when: string) => ({
  header: values('CREDENTIALS', "'NAME: VALUE'", `header field to send ${when}`),
  'token-env': value('CREDENTIALS', 'NAME', `environment variable with a bearer token to send ${when}`),
})

/** `file`: what is asked of the file of the key. */
export const clientCertificateFlags = (helpGroup: string, file = '') => ({
  cert: value(helpGroup, 'FILE', 'PEM client certificate to present where the server requests one', {
    dependsOn: ['key'],
  }),
  key: value(helpGroup, 'FILE', `PEM private key of the client certificate${file}`, { dependsOn: ['cert'] }),
})
