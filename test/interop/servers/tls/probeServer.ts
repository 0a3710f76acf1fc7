import type { TlsFacts } from '../../../../src/model/tls.ts'
import { type Dial, probeAddress } from '../../../../src/probe/address.ts'
import { dialTo, PATIENT, probeOptions, tlsOf } from '../../../probe/probing.ts'
import { type Folder, type Running, withServer } from '../tlsServers.ts'

/** The TLS facts of a server that runs meanwhile. */
export const factsOf = (make: (port: number) => Running, dial: Partial<Dial> = {}): Promise<TlsFacts> =>
  withServer(make, async (port) => tlsOf(await probeAddress(dialTo(port, dial), probeOptions(PATIENT))))

export const sServer = (port: number, ...options: string[]): Running => ({
  command: ['openssl', 's_server', '-www', '-accept', `127.0.0.1:${port}`, ...options],
})

export const keyAndCertificate = (path: string): string[] => ['-cert', `${path}.pem`, '-key', `${path}.key`]

const MODULES = ['mpm_event', 'authz_core', 'socache_shmcb', 'ssl']

/** Apache httpd in one process, with `config` in its only host. */
export const apache = (folder: Folder, port: number, config: string): Running => ({
  command: [
    ...['apache2', '-X', '-f'],
    folder.write(
      'apache.conf',
      `ServerRoot ${folder.inside}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${folder.inside}/apache.pid
ErrorLog ${folder.inside}/apache.log
${MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
SSLEngine on
SSLCertificateFile ${folder.classical}.pem
SSLCertificateKeyFile ${folder.classical}.key
${config}
`,
    ),
  ],
})

export const botan = (port: number, policy: string, path: string): Running => ({
  command: ['botan', 'tls_server', `${path}.pem`, `${path}.key`, `--port=${port}`, `--policy=${policy}`],
})
