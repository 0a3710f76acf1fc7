import { CONTENT_TYPE } from '../../src/tls/record.ts'
import type { Listener } from '../probe/listener.ts'
import { type Behind, relayEach } from './relay.ts'

/** A server that closes the connection where others send an alert, as Mbed TLS does where no group is in common. */
export const closesSilently = (server: Behind): Promise<Listener> =>
  relayEach(server, () => ({
    back: (chunk, pass, socket) => {
      if (chunk[0] === CONTENT_TYPE.alert) socket.end()
      else pass(chunk)
    },
  }))
