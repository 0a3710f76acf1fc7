// A server for Deno and Bun: runtime.mjs PORT CERTIFICATE KEY.
import { readFileSync } from 'node:fs'

const [port, certificate, key] = process.argv.slice(2)
const tls = { cert: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') }
const listen = { port: Number(port), hostname: '127.0.0.1' }
const answer = () => new Response('ok')
if ('Bun' in globalThis) globalThis.Bun.serve({ ...listen, tls, fetch: answer })
else globalThis.Deno.serve({ ...listen, ...tls }, answer)
