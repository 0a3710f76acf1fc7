import { frontOf } from '../probe/front.ts'
import type { Listener } from '../probe/listener.ts'
import { type Ending, endBy } from './ending.ts'
import { type Behind, relayEach } from './relay.ts'

/**
 * Ends connections by their first ClientHello. `message`: one of more than so many bytes, however many segments it comes
 * in. `segment`: one of which a TCP segment has more than so many bytes. `segments`: one of more than so many segments.
 */
export const cutsLargeHellos = (
  server: Behind,
  { over, of, by }: { over: number; of: 'message' | 'segment' | 'segments'; by: Ending },
): Promise<Listener> =>
  of === 'segment'
    ? cutsLargeSegments(server, over, by)
    : frontOf(server, ({ bytes, segments }) => ((of === 'message' ? bytes : segments) > over ? by : 'pass'))

const cutsLargeSegments = (server: Behind, over: number, by: Ending): Promise<Listener> =>
  relayEach(server, () => {
    let isAnswered = false
    let isCut = false
    return {
      fault: (chunk, pass, socket) => {
        if (isCut) return
        isCut = !isAnswered && chunk.length > over
        if (isCut) endBy(socket, by)
        else pass(chunk)
      },
      back: (chunk, pass) => {
        isAnswered = true
        pass(chunk)
      },
    }
  })
