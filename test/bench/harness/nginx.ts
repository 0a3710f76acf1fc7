import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuSeconds, withTemporaryFolder } from './measure.ts'
import { CHROOT } from './peers.ts'

/** A server to be probed: what it cost so far, and how many connections it took. */
export type Nginx = {
  port: number
  name: string
  cpu: () => number
  connections: () => Promise<number>
}

export type NginxKind = 'rsa' | 'ecdsa'

/** Why there is no nginx here; undefined where there is one. */
export const whyNoNginx = (): string | undefined => {
  if (!existsSync(`${CHROOT}/usr/sbin/nginx`)) return 'nginx: not installed (test/peers/setup.sh brings it)'
  return process.getuid?.() === 0
    ? undefined
    : 'nginx: not installed where it may be used (chroot needs root)'
}

/**
 * Mozilla's "intermediate" list for TLS 1.2, with a P-256 certificate as its guidelines recommend
 * (https://ssl-config.mozilla.org, guideline 5.7); and nginx's own defaults with RSA-2048.
 */
const INTERMEDIATE = `ssl_protocols TLSv1.2 TLSv1.3;
  ssl_prefer_server_ciphers off;
  ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305;`

const KINDS: Record<NginxKind, { name: string; key: readonly string[]; directives: string }> = {
  rsa: { name: 'RSA-2048, defaults', key: ['rsa:2048'], directives: '' },
  ecdsa: {
    name: 'P-256, Mozilla intermediate',
    key: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
    directives: INTERMEDIATE,
  },
}

/** Runs nginx of the chroot with two workers while `use` runs. It listens on one port of each address. */
export const withNginx = <T>(
  kind: NginxKind,
  addresses: readonly string[],
  use: (nginx: Nginx) => Promise<T>,
): Promise<T> =>
  withTemporaryFolder(async (folder) => {
    const { name, key, directives } = KINDS[kind]
    const inside = folder.slice(CHROOT.length)
    const [port, statusPort] = await freePorts(2)
    certificate(inside, key)
    const listen = addresses.map((address) => `listen ${address}:${port} ssl;`).join('\n  ')
    writeFileSync(
      `${folder}/nginx.conf`,
      `daemon off; worker_processes 2; user root; pid ${inside}/pid; error_log ${inside}/error.log;
events { worker_connections 4096; }
http {
 access_log off;
 server {
  ${listen}
  ssl_certificate ${inside}/certificate.pem; ssl_certificate_key ${inside}/key.pem;
  ${directives}
  location / { return 200 'ok'; }
 }
 server { listen 127.0.0.1:${statusPort}; location / { stub_status; } }
}
`,
    )
    const server = spawn('chroot', [CHROOT, '/usr/sbin/nginx', '-c', `${inside}/nginx.conf`], {
      stdio: 'inherit',
    })
    try {
      await accepting(statusPort as number, server)
      return await use({
        port: port as number,
        name: `nginx ${version()}, ${name}`,
        cpu: () => cpuSeconds(workersOf(server.pid as number)),
        connections: () => accepted(statusPort as number),
      })
    } finally {
      const gone = once(server, 'exit')
      if (server.exitCode === null && server.kill()) await gone
    }
  }, `${CHROOT}/tmp`)

/** Certificate and key in a folder of the chroot, made by its OpenSSL. */
const certificate = (folder: string, key: readonly string[]): void => {
  const files = ['-keyout', `${folder}/key.pem`, '-out', `${folder}/certificate.pem`]
  const subject = ['-subj', '/CN=fleet.test', '-days', '2', '-addext', 'subjectAltName=DNS:fleet.test']
  const args = ['req', '-x509', '-newkey', ...key, '-nodes', ...files, ...subject]
  execFileSync('chroot', [CHROOT, 'openssl', ...args], { stdio: 'ignore' })
}

const version = (): string =>
  /nginx version: nginx\/(\S+)/.exec(
    execFileSync('chroot', [CHROOT, '/bin/sh', '-c', '/usr/sbin/nginx -v 2>&1'], { encoding: 'utf8' }),
  )?.[1] ?? '(version unknown)'

/** Ports that nobody listens on, on no address. */
const freePorts = async (count: number): Promise<number[]> => {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '0.0.0.0'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => once(server.close(), 'close')))
  return ports
}

const accepting = async (port: number, server: ChildProcess): Promise<void> => {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const reached = await new Promise<boolean>((resolve) => {
      socket.on('connect', () => resolve(true))
      socket.on('error', () => resolve(false))
    })
    socket.destroy()
    if (reached) return
    if (server.exitCode !== null) throw new Error('nginx did not start')
    await sleep(20)
  }
}

const workersOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)

/** ngx_http_stub_status_module: `server accepts handled requests`, without the question itself. */
const accepted = async (port: number): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } })).text()
  return parseAccepts(text)
}

export const parseAccepts = (status: string): number =>
  Number(/server accepts handled requests\s+(\d+)/.exec(status)?.[1])
