import { HELLO_RETRY_REQUEST_RANDOM } from '../../src/tls/serverHello.ts'
import type { Listener } from '../probe/listener.ts'
import { type Ending, endBy } from './ending.ts'
import { type Behind, relayEach } from './relay.ts'

/** Passes a HelloRetryRequest on, and ends the connection when the client answers it. */
export const cutsSecondHellos = (server: Behind, by: Ending): Promise<Listener> =>
  relayEach(server, () => {
    let isRetried = false
    return {
      fault: (chunk, pass, socket) => {
        if (isRetried) endBy(socket, by)
        else pass(chunk)
      },
      back: (chunk, pass) => {
        isRetried ||= chunk.includes(Buffer.from(HELLO_RETRY_REQUEST_RANDOM))
        pass(chunk)
      },
    }
  })
