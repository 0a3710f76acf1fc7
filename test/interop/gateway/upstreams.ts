import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setImmediate as turn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../servers/freePort.ts'
import { buildGoServer, whyNoGo } from './goServer.ts'

const HOUSE = new URL('../../../.peers/trixie', import.meta.url).pathname
const NGINX = '/usr/sbin/nginx'

export type Upstream = {
  origin: string
  /** Of each request that it has read whole since this was last called: its method and path, and what it read in it. */
  read(): Promise<string[]>
  close(): Promise<void>
}

export type UpstreamKind = { name: string; whyNot(): string | undefined; start(): Promise<Upstream> }

const LAST = '/.well-known/oauth-protected-resource/last'

/** Waits for a request of its own: what is said of those before it has come by then. */
const readBy = (origin: string, lines: () => string[], more: () => Promise<unknown>) => async () => {
  await (await fetch(origin + LAST)).arrayBuffer()
  const read: string[] = []
  while (!read.includes(`GET ${LAST}`)) {
    read.push(...lines())
    if (!read.includes(`GET ${LAST}`)) await more()
  }
  return read.slice(0, -1)
}

/** The standard error of a program, which first says its port and then each request. */
const running = async (child: ChildProcess, remove: () => void): Promise<Upstream> => {
  const read: string[] = []
  const exited = once(child, 'exit')
  const port = Promise.withResolvers<string>()
  child.once('exit', () => port.reject(new Error('the upstream ended')))
  const said = createInterface({ input: child.stderr as NodeJS.ReadableStream })
  said.on('line', (line) => {
    if (line.startsWith('PORT ')) port.resolve(line.slice(5))
    else if (line.startsWith('read ')) read.push(line.slice(5))
  })
  const origin = `http://127.0.0.1:${await port.promise}`
  return {
    origin,
    read: readBy(
      origin,
      () => read.splice(0),
      () => once(said, 'line'),
    ),
    close: async () => {
      child.kill()
      await exited
      remove()
    },
  }
}

/** What nginx got, in JSON; `underscores_in_headers` lets it see fields that it ignores otherwise. */
const nginxConfiguration = (port: number, folder: string): string => {
  const fields = ['x_forwarded_for', 'x_real_ip', 'true_client_ip', 'x_original_url', 'mcp_session_id']
  const members = fields.map((field) => `"HTTP_${field.toUpperCase()}":"$http_${field}"`)
  return `daemon off; user root; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http {
  log_format own 'read $request_method $uri';
  access_log ${folder}/access.log own;
  underscores_in_headers on;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/a; fastcgi_temp_path ${folder}/b;
  uwsgi_temp_path ${folder}/c; scgi_temp_path ${folder}/d;
  server {
    listen 127.0.0.1:${port};
    location / { default_type application/json; return 200 '{"jsonrpc":"2.0","id":1,"result":{"seen":{${members.join(',')}}}}'; }
  }
}
`
}

export const UPSTREAMS: readonly UpstreamKind[] = [
  {
    name: 'Go',
    whyNot: whyNoGo,
    start: async () => {
      const { program, remove } = buildGoServer()
      return running(spawn(program, ['http'], { stdio: ['ignore', 'ignore', 'pipe'] }), remove)
    },
  },
  {
    name: 'Python',
    whyNot: () => (existsSync('/usr/bin/python3') ? undefined : 'no python3'),
    start: () => {
      const script = fileURLToPath(new URL('upstream.py', import.meta.url))
      return running(spawn('/usr/bin/python3', [script], { stdio: ['ignore', 'ignore', 'pipe'] }), () => {})
    },
  },
  {
    name: 'nginx',
    whyNot: () => {
      if (!existsSync(HOUSE + NGINX)) return 'no nginx in .peers/trixie'
      return process.getuid?.() === 0 ? undefined : 'chroot needs root'
    },
    start: async () => {
      const port = await freePort()
      mkdirSync(`${HOUSE}/tmp`, { recursive: true })
      const outside = mkdtempSync(`${HOUSE}/tmp/upstream-`)
      const inside = outside.slice(HOUSE.length)
      writeFileSync(`${outside}/nginx.conf`, nginxConfiguration(port, inside))
      const script = `(until (exec 3<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null; do sleep 0.05; done; echo PORT ${port} >&2) & exec chroot ${HOUSE} ${NGINX} -c ${inside}/nginx.conf`
      const child = spawn('bash', ['-c', script], { stdio: ['ignore', 'ignore', 'pipe'] })
      const upstream = await running(child, () => rmSync(outside, { recursive: true, force: true }))
      let seen = 0
      const lines = (): string[] => {
        const fresh = readFileSync(`${outside}/access.log`, 'utf8').split('\n').slice(seen, -1)
        seen += fresh.length
        return fresh.map((line) => line.replace(/^read /, ''))
      }
      return { ...upstream, read: readBy(upstream.origin, lines, () => turn()) }
    },
  },
]
