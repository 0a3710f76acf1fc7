import { execFileSync } from 'node:child_process'
import { PEER } from '../../servers/openSslClient.ts'
import type { Running } from '../../servers/tlsServers.ts'
import type { Configuration, Known } from '../configuration.ts'
import type { Material } from '../material.ts'

/** Mail and FTP servers of Debian 13 that speak TLS from the first byte. */
const server = (
  stack: string,
  name: string,
  program: string,
  run: (port: number, material: Material) => Running,
  known: Known,
): Configuration => ({ stack, name, needs: [program], run, known })

const IMAP = { farewell: 'a LOGOUT\r\n' }
const SMTP = { farewell: 'QUIT\r\n' }

const dovecot =
  (key: keyof Material['keys'], tls: string) =>
  (port: number, material: Material): Running => {
    const folder = makeFolder(material, `dovecot-${port}`)
    const config = `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
base_dir = ${folder}
log_path = ${folder}/log
listen = 127.0.0.1
protocols {
  imap = yes
}
passdb static {
  password = recording
}
ssl = required
ssl_server {
  cert_file = ${material.keys[key]}.pem
  key_file = ${material.keys[key]}.key
}
${tls}
service imap-login {
  chroot =
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = ${port}
    ssl = yes
  }
}
`
    return { command: ['dovecot', '-F', '-c', material.write(`dovecot-${port}.conf`, config)] }
  }

const postfix =
  (key: keyof Material['keys'], tls: string) =>
  (port: number, material: Material): Running => {
    const folder = makeFolder(material, `postfix-${port}`)
    material.write(
      `postfix-${port}/main.cf`,
      `compatibility_level = 3.10
queue_directory = ${folder}/queue
data_directory = ${folder}/data
maillog_file = ${folder}/log
maillog_file_prefixes = /tmp
inet_protocols = ipv4
smtpd_tls_chain_files = ${material.keys[key]}.key, ${material.keys[key]}.pem
${tls}
`,
    )
    material.write(
      `postfix-${port}/master.cf`,
      `127.0.0.1:${port} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
rewrite unix - - n - - trivial-rewrite
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
`,
    )
    const prepare = `mkdir ${folder}/queue ${folder}/data; chown postfix ${folder}/data; postfix -c ${folder} check`
    execFileSync('chroot', [PEER, 'sh', '-c', prepare], { stdio: ['ignore', 'ignore', 'pipe'] })
    return { command: ['/usr/lib/postfix/sbin/master', '-c', folder, '-d'] }
  }

const proftpd =
  (key: keyof Material['keys'], tls: string) =>
  (port: number, material: Material): Running => {
    const folder = makeFolder(material, `proftpd-${port}`)
    const config = `LoadModule mod_tls.c
ServerType standalone
DefaultAddress 127.0.0.1
Port ${port}
PidFile ${folder}/pid
ScoreboardFile ${folder}/scoreboard
MaxInstances 100
SystemLog ${folder}/log
TLSEngine on
TLSOptions UseImplicitSSL
TLSVerifyClient off
TLS${key === 'rsa' ? 'RSA' : 'EC'}CertificateFile ${material.keys[key]}.pem
TLS${key === 'rsa' ? 'RSA' : 'EC'}CertificateKeyFile ${material.keys[key]}.key
${tls}
`
    return { command: ['proftpd', '-n', '-c', material.write(`proftpd-${port}.conf`, config)] }
  }

const makeFolder = ({ inside }: Material, name: string): string => {
  execFileSync('chroot', [PEER, 'mkdir', '-m', '755', `${inside}/${name}`])
  return `${inside}/${name}`
}

export const MAIL = [
  server('Dovecot 2.4', 'as installed', '/usr/sbin/dovecot', dovecot('p256', ''), IMAP),
  server(
    'Dovecot 2.4',
    'TLS 1.0 to 1.2, a client certificate requested',
    '/usr/sbin/dovecot',
    dovecot(
      'rsa',
      'ssl_min_protocol = TLSv1\nssl_cipher_list = ALL:@SECLEVEL=0\nssl_server_request_client_cert = yes\nssl_server_ca_file = /etc/ssl/certs/ca-certificates.crt',
    ),
    { ...IMAP, clientCertificate: 'requested' },
  ),
  server('Postfix 3.10', 'as installed', '/usr/sbin/postfix', postfix('rsa', ''), SMTP),
  server(
    'Postfix 3.10',
    'TLS 1.3 alone, a client certificate requested',
    '/usr/sbin/postfix',
    postfix(
      'p384',
      'smtpd_tls_protocols = >=TLSv1.3\nsmtpd_tls_mandatory_protocols = >=TLSv1.3\nsmtpd_tls_ask_ccert = yes',
    ),
    { ...SMTP, clientCertificate: 'requested' },
  ),
  server('ProFTPD 1.3.8', 'as installed', '/usr/sbin/proftpd', proftpd('rsa', ''), SMTP),
  server(
    'ProFTPD 1.3.8',
    'TLS 1.2 with one curve',
    '/usr/sbin/proftpd',
    proftpd('p256', 'TLSProtocol TLSv1.2\nTLSECDHCurve P-256\nTLSSessionTickets off'),
    SMTP,
  ),
]
