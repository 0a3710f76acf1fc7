/**
 * Loaded before a server that speaks HTTP: what listens on a port then listens with hybrid TLS, too, on the port named in
 * TWIN_PORT. So is the very same process asked both ways, and no proxy stands between.
 */
import { readFileSync } from 'node:fs'
import { Server as HttpServer, type RequestListener } from 'node:http'
import { createServer, type Server as HttpsServer } from 'node:https'
import { ecdhCurveOf } from '../../../src/gateway/groups.ts'

const { TWIN_PORT, TWIN_CERT = '', TWIN_KEY = '' } = process.env
const listen = HttpServer.prototype.listen as (this: HttpServer, ...args: unknown[]) => HttpServer
const twins = new WeakSet<HttpServer>()

HttpServer.prototype.listen = function (this: HttpServer, ...args: unknown[]): HttpServer {
  if (!twins.has(this)) {
    twins.add(this)
    const options = {
      cert: readFileSync(TWIN_CERT),
      key: readFileSync(TWIN_KEY),
      minVersion: 'TLSv1.3',
      ecdhCurve: ecdhCurveOf('hybrid'),
    } as const
    const twin: HttpsServer = createServer(options, ((request, response) =>
      this.emit('request', request, response)) as RequestListener)
    twin.listen(Number(TWIN_PORT), '127.0.0.1')
  }
  return listen.apply(this, args)
}
